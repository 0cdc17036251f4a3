"""The form that annotated corpora are exchanged in: one record a text, one layer a sort of mark.

`layers` holds `attribution`, `hedge`, `bias` and `sentence_label` (or `sentences`, where there are several
paragraphs), so that a scorer can lay the record beside a corpus. `statements` and `findings` hold what the codebook
adds.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from annotator.detection.base import Document, Finding, FindingKind, Layer, SpanRole
from annotator.detection.hedging import TAUGHT
from annotator.detection.models.networks import Networks, open_networks
from annotator.detection.models.reading import Attribution, Reading, ReadSentence, read_document, read_sentences
from annotator.text.spans import Span

SPECULATION: Final = "speculation"
"""Type of a hedge cue that only the model marks: "can", "or", "would" count in the corpora, not in the codebook."""
_SURE: Final = 0.5
_LIKELY: Final = 0.35
"""Score from which a relation is written as one: chosen for the best F1 of relations on the development part."""
_ROLES: Final = (SpanRole.SOURCE, SpanRole.CUE, SpanRole.CONTENT)
_LABELS: Final = {"hedge": ("certain", "uncertain"), "bias": ("non-biased", "biased")}


class Form(StrEnum):
    """How attributions are written: whole relations, each span by itself, or as the corpora do."""

    RELATIONS = "relations"
    SPANS = "spans"
    AUTO = "auto"
    """Spans for a text of one paragraph, as corpora of single sentences have them, and relations for a longer one."""


def corpus_record(key: str, document: Document, findings: Sequence[Finding], form: Form = Form.AUTO) -> dict[str, Any]:
    """Return what detection finds in a text as one record of the corpus form."""
    text = document.text
    reading = read_document(document)
    attributions = reading.attributions if reading.attributions is not None else tuple(_by_rule(findings))
    one_paragraph = "\n" not in text.strip()
    sure = tuple(found for found in attributions if found.score >= _LIKELY)
    as_spans = form is Form.SPANS or (form is Form.AUTO and one_paragraph)
    layers: dict[str, Any] = {
        "attribution": list(spans_apart(attributions) if as_spans else _relations(sure)),
        "hedge": _hedges(reading, findings),
        "bias": _loaded(reading, findings),
        **_judged(document, reading, one_paragraph=one_paragraph),
    }
    return {
        "id": key,
        "text": text,
        "layers": layers,
        "statements": list(_statements(document, findings)),
        "findings": [_finding(finding, text) for finding in findings],
    }


def _by_rule(findings: Iterable[Finding]) -> Iterator[Attribution]:
    for finding in findings:
        if finding.kind is FindingKind.RELATION:
            by_role = {role: [p.span for p in finding.spans if p.role is role] for role in _ROLES}
            source, cue = by_role[SpanRole.SOURCE], by_role[SpanRole.CUE]
            yield Attribution(
                source[0] if source else None,
                cue[0] if cue else None,
                tuple(by_role[SpanRole.CONTENT]),
                finding.score,
                pieces=tuple(by_role[SpanRole.CONTENT]),
            )


def _relations(attributions: Iterable[Attribution]) -> Iterator[dict[str, Any]]:
    for number, found in enumerate(attributions, start=1):
        yield {
            "id": f"R{number}",
            "source": _pairs([found.source] if found.source else []),
            "cue": _pairs([found.cue] if found.cue else []),
            "content": _pairs(found.content),
            "score": found.score,
        }


def spans_apart(attributions: Iterable[Attribution]) -> Iterator[dict[str, Any]]:
    """Yield every span once, by itself; `relations` names those that it belongs to."""
    owners: dict[tuple[SpanRole, Span], list[tuple[str, float]]] = {}
    for number, found in enumerate(attributions, start=1):
        parts = [(SpanRole.SOURCE, found.source), (SpanRole.CUE, found.cue)]
        parts += [(SpanRole.CONTENT, piece) for piece in found.pieces]
        for role, span in parts:
            if span is not None:
                owners.setdefault((role, span), []).append((f"R{number}", found.score))
    for (role, span), belongs in sorted(owners.items(), key=lambda item: (item[0][1], item[0][0])):
        item: dict[str, Any] = {name.value: [] for name in _ROLES}
        item[role.value] = _pairs([span])
        item |= {"linked": False, "relations": [name for name, _ in belongs], "score": max(s for _, s in belongs)}
        yield item


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _hedges(reading: Reading, findings: Sequence[Finding]) -> list[list[Any]]:
    """Return the codebook's hedges with their types, and the further cues that the model marks.

    Where both mark the same words of a type that the corpora know, the model's edges stand: "seems", not "seems to".
    """
    marked = [words.span for words in reading.hedges or ()]
    at = {place: span for span in marked for place in range(span.start, span.end)}
    cues = {part.span for finding in findings for part in finding.spans if finding.kind is FindingKind.RELATION}
    found: dict[Span, str] = {}
    for finding in findings:
        if finding.kind is FindingKind.HEDGE and finding.score >= _SURE and _weakens(finding, cues):
            span = finding.spans[0].span
            both = [at[place] for place in range(span.start, span.end) if place in at and finding.label in TAUGHT]
            found |= dict.fromkeys(both or [span], finding.label)
    found |= dict.fromkeys(_apart_from(found, marked), SPECULATION)
    return [[span.start, span.end, label] for span, label in sorted(found.items())]


def _weakens(finding: Finding, cues: Container[Span]) -> bool:
    """Say whether a finding of the certainty layer weakens; of boosters only a cue such as "as evidenced by"."""
    return finding.label != "booster" or finding.spans[0].span in cues


def _loaded(reading: Reading, findings: Iterable[Finding]) -> list[list[Any]]:
    found = [
        (part.span, finding.label)
        for finding in findings
        if finding.kind is FindingKind.BIAS_FLAG
        for part in finding.spans
    ]
    marked = [words.span for words in reading.loaded or ()]
    found += [(span, "biased_word") for span in _apart_from([span for span, _ in found], marked)]
    return [[span.start, span.end, label] for span, label in sorted(found)]


def _apart_from(taken: Iterable[Span], spans: Iterable[Span]) -> list[Span]:
    """Return the spans that touch none of those taken; the cost grows with their length, not with their product."""
    covered = {place for span in taken for place in range(span.start, span.end)}
    return [span for span in spans if covered.isdisjoint(range(span.start, span.end))]


def _judged(document: Document, reading: Reading, *, one_paragraph: bool) -> dict[str, Any]:
    networks = open_networks().networks
    if reading.sentences is None or networks is None:
        return {}
    if not one_paragraph:
        return {"sentences": [[s.span.start, s.span.end, _labels(s, networks)] for s in reading.sentences]}
    start, end = len(document.text) - len(document.text.lstrip()), len(document.text.rstrip())
    if start >= end:
        return {}
    whole = Span(start, end)
    judged = next((sentence for sentence in reading.sentences if sentence.span == whole), None)
    if judged is None:  # several statements, or none: the networks have not yet judged the paragraph as one
        judged = next(iter(read_sentences(document.text, (whole,)).sentences or ()), None)
    return {"sentence_label": _labels(judged, networks)} if judged else {}


def _labels(sentence: ReadSentence, networks: Networks) -> dict[str, str]:
    limits = networks.numbers["thresholds"]
    return {
        "hedge": _LABELS["hedge"][sentence.hedged >= limits["hedged"]],
        "bias": _LABELS["bias"][sentence.biased >= limits["biased"]],
    }


def _statements(document: Document, findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    values: dict[str, Mapping[str, str]] = {
        finding.statement: finding.values
        for finding in findings
        if finding.kind is FindingKind.STATEMENT and finding.layer is Layer.ATTRIBUTION
    }
    for statement in document.statements:
        yield {
            "label": statement.label,
            "kind": statement.kind.value,
            "span": [statement.span.start, statement.span.end],
            **values.get(statement.label, {}),
        }


def _finding(finding: Finding, text: str) -> dict[str, Any]:
    spans: dict[str, list[dict[str, Any]]] = {}
    for part in finding.spans:
        written = {"start": part.span.start, "end": part.span.end, "text": part.span.of(text)}
        spans.setdefault(part.role, []).append(written)
    return {
        "layer": finding.layer,
        "kind": finding.kind,
        "label": finding.label,
        "statement": finding.statement,
        "spans": spans,
        "score": finding.score,
        "evidence": finding.evidence,
        "version": finding.version,
        "values": dict(finding.values),
    }
