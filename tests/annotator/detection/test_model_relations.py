"""What becomes of the trained model's relations; the sentences are such that any sound model reads them alike."""

from dataclasses import replace

import pytest

from annotator.detection.base import Document
from annotator.detection.detect import detect, make_document
from annotator.detection.detectors.attribution import DETECTOR
from annotator.detection.found_relations import FoundRelation
from annotator.detection.model_relations import MOST
from annotator.detection.overlay import LexiconChange, lexicons_with
from annotator.detection.relations import find_relations

pytestmark = pytest.mark.models


def relations(text: str | Document) -> list[FoundRelation]:
    document = make_document(text) if isinstance(text, str) else text
    return [relation for sentence in find_relations(document) for relation in sentence.relations]


def statuses(text: str) -> dict[str, tuple[str, str]]:
    found = detect(make_document(text), (DETECTOR,))
    return {f.statement: (f.label, f.values.get("continues", "")) for f in found if f.kind == "statement"}


@pytest.mark.parametrize(
    ("text", "kind", "quote", "stance", "polarity"),
    [
        ("The bridge will open on Monday, the mayor said.", "assertion", "indirect", "neutral", "affirm"),
        ("“The bridge will open on Monday,” the mayor said.", "assertion", "direct", "neutral", "affirm"),
        ("The mayor said the bridge was “a total mess”.", "assertion", "mixed", "neutral", "affirm"),
        ("The mayor claimed that the bridge was safe.", "assertion", "indirect", "distancing", "affirm"),
        ("The mayor denied that the bridge was unsafe.", "assertion", "indirect", "neutral", "deny"),
        ("The mayor believes that the bridge is safe.", "attitude", "none", "neutral", "affirm"),
    ],
)
def test_values_of_a_relation(text: str, kind: str, quote: str, stance: str, polarity: str) -> None:
    (found,) = relations(text)

    assert (found.kind, found.quote, found.cue_stance, found.polarity) == (kind, quote, stance, polarity)
    assert found.source is not None
    assert found.source.of(text).lower() == "the mayor"


def test_evidence_says_that_the_model_fired_and_what_the_lexicon_knows() -> None:
    (found,) = relations("The bridge will open on Monday, the mayor said.")

    assert found.evidence.startswith("The trained model reads “said” as the cue of a relation, sure of it to ")
    assert found.evidence.endswith("“said” is in the cue lexicon.")


def test_a_quotation_over_sentences_is_carried() -> None:
    text = "“The bridge is closed. It will open on Monday,” said Maria Lopez, the mayor."

    assert statuses(text) == {"S1": ("carried", "S2"), "S2": ("explicit", "")}


def test_a_retired_cue_silences_the_model_too() -> None:
    document = make_document("The bridge will open on Monday, the mayor said.")
    retired = lexicons_with((LexiconChange("cues", "said", "assertion", is_retired=True),))

    assert relations(document)
    assert relations(replace(document, lexicons=retired)) == []


def test_an_adverb_that_hedges_is_no_cue() -> None:
    found = relations("Iran reportedly sent drones, Ukraine and Western countries said.")

    assert "reportedly" not in [relation.evidence.split("”")[0].split("“")[1] for relation in found]


def test_nobody_behind_an_expectation() -> None:
    (found,) = relations("The law is expected to pass on Monday.")

    assert found.source is None
    assert found.is_agentless


def test_a_statement_without_end_has_a_bounded_number_of_relations() -> None:
    document = make_document("he said it rained, she said it poured, " * 400)

    assert 0 < len(relations(document)) <= MOST + 40 * len(document.statements)


def test_spans_of_a_relation_lie_in_its_statement_and_apart() -> None:
    text = "“We ran. Nobody came,” Lee said. “Then it rained. We went home.”\n\nHe said so. She denied it."
    for sentence in find_relations(make_document(text)):
        for relation in sentence.relations:
            parts = sorted([relation.cue, *relation.content, *([relation.source] if relation.source else [])])
            assert all(sentence.sentence.statement.span.contains(part) for part in parts)
            assert all(left.end <= right.start for left, right in zip(parts, parts[1:], strict=False))
