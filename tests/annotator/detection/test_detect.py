from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from annotator.detection.base import Document, Finding, FindingKind, Layer, RoleSpan, SpanRole
from annotator.detection.detect import detect, make_document
from annotator.tagging.codebook import Credibility, Reliability
from annotator.text.spans import Span

CORPUS = Path(__file__).parents[3] / "fixtures" / "corpus"
FLAG = Finding(
    layer=Layer.WORDING,
    kind=FindingKind.BIAS_FLAG,
    label="puffery",
    statement="S1",
    spans=(RoleSpan(SpanRole.SPAN, Span(0, 2)),),
    score=0.5,
    evidence="A test.",
    version="test-1",
)


@dataclass(frozen=True)
class Fixed:
    findings: tuple[Finding, ...]
    layer: Layer = Layer.WORDING
    version: str = "test-1"

    def detect(self, document: Document) -> Iterator[Finding]:
        yield from self.findings


def test_the_text_stays_as_it_is() -> None:
    text = " Caf\u00e9 \u0130 said:\r\n\u201cno\u201d "
    assert make_document(text).text == text


@pytest.mark.parametrize("slug", ["seed-a", "seed-b"])
def test_every_span_lies_in_its_statement_and_the_order_is_that_of_the_text(slug: str) -> None:
    document = make_document((CORPUS / f"{slug}.txt").read_text(encoding="utf-8"))
    spans = {statement.label: statement.span for statement in document.statements}
    findings = detect(document)
    assert all(
        spans[finding.statement].contains(part.span)
        for finding in findings
        if finding.statement
        for part in finding.spans
    )
    starts = [spans[finding.statement].start for finding in findings if finding.statement]
    assert starts == sorted(starts)
    assert findings == detect(make_document(document.text))


def test_every_statement_has_exactly_one_status() -> None:
    document = make_document((CORPUS / "seed-a.txt").read_text(encoding="utf-8"))
    labels = [
        finding.statement
        for finding in detect(document)
        if finding.layer is Layer.ATTRIBUTION and finding.kind is FindingKind.STATEMENT
    ]
    assert labels == [statement.label for statement in document.statements]


def test_no_machine_gives_a_letter_or_a_number_of_the_admiralty_code() -> None:
    judged = {*Reliability, *Credibility}
    for slug in ("seed-a", "seed-b"):
        for finding in detect(make_document((CORPUS / f"{slug}.txt").read_text(encoding="utf-8"))):
            assert not {finding.label, *finding.values.values()} & judged
            assert not {"reliability", "credibility"} & set(finding.values)


def test_repeats_are_dropped_and_the_surer_one_stays() -> None:
    surer = replace(FLAG, score=0.9)
    assert detect(make_document("It rains."), (Fixed((FLAG, surer, FLAG)),)) == (surer,)


def test_a_finding_outside_its_statement_is_a_broken_contract() -> None:
    stray = replace(FLAG, spans=(RoleSpan(SpanRole.SPAN, Span(5, 20)),))
    with pytest.raises(ValueError, match="outside its statement S1"):
        detect(make_document("It rains."), (Fixed((stray,)),))


def test_a_finding_about_an_unknown_statement_is_a_broken_contract() -> None:
    with pytest.raises(ValueError, match="'S7'"):
        detect(make_document("It rains."), (Fixed((replace(FLAG, statement="S7"),)),))


@pytest.mark.parametrize(
    "text", ["", " \n ", "\u201c", "said", "- ", "\ufffd", "\U0001f600 said \u201c\U0001f600\u201d", "'" * 50]
)
def test_odd_texts_are_read(text: str) -> None:
    for finding in detect(make_document(text)):
        assert all(part.span.end <= len(text) for part in finding.spans)


NONSENSE = [
    "he said ",
    '"a" he said, ',
    '"',
    "X, ",
    "is      expected ",
    "He said so. ",
    "- Putin said so.\n",
    "'a ",
    "[a](https://a.example/b-c-d) ",
]


@pytest.mark.parametrize("unit", NONSENSE)
def test_nonsense_gives_a_bounded_number_of_findings(unit: str) -> None:
    text = (unit * (100_000 // len(unit)))[:100_000]
    document = make_document(text)
    assert len(detect(document)) <= 45 * max(1, len(document.statements))


def test_two_million_characters_are_finished() -> None:
    text = "".join(unit * (2_000_000 // len(NONSENSE) // len(unit)) + "\n\n" for unit in NONSENSE)
    document = make_document(text)
    assert len(detect(document)) <= 45 * len(document.statements)
