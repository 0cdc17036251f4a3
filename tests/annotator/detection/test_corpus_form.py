from typing import Any

import pytest

from annotator.detection.corpus_form import SPECULATION, Form, corpus_record, spans_apart
from annotator.detection.detect import detect, make_document
from annotator.detection.models.reading import Attribution
from annotator.text.spans import Span

SAID = "The bridge will open on Monday, the mayor said."


def record(text: str, form: Form = Form.AUTO) -> dict[str, Any]:
    document = make_document(text)
    return corpus_record("a", document, detect(document), form)


@pytest.mark.parametrize("kind", ["rules", pytest.param("models", marks=pytest.mark.models)])
def test_relations_of_a_longer_text_and_spans_of_one_paragraph(kind: str) -> None:
    (whole,) = record(f"{SAID}\n\nThe river is two miles long.")["layers"]["attribution"]
    spans = record(SAID)["layers"]["attribution"]

    assert (whole["source"], whole["cue"], whole["content"]) == ([[32, 41]], [[42, 46]], [[0, 30]])
    assert [(item["source"], item["cue"], item["content"]) for item in spans] == [
        ([], [], [[0, 30]]),
        ([[32, 41]], [], []),
        ([], [[42, 46]], []),
    ]
    assert {tuple(item["relations"]) for item in spans} == {("R1",)}


def test_a_source_of_two_relations_is_one_span() -> None:
    mayor = Span(0, 9)
    said = Attribution(mayor, Span(10, 14), (Span(15, 24),), 0.9, pieces=(Span(15, 24),))
    denied = Attribution(mayor, Span(29, 35), (Span(36, 48),), 0.6, pieces=(Span(36, 48),))
    sources = [item for item in spans_apart([said, denied]) if item["source"]]

    assert [(item["source"], item["relations"], item["score"]) for item in sources] == [([[0, 9]], ["R1", "R2"], 0.9)]


@pytest.mark.models
def test_hedges_of_the_codebook_and_further_cues_of_the_corpora() -> None:
    text = "It seems that the plan may fail or the mayor could resign."
    marked = {text[start:end]: label for start, end, label in record(text)["layers"]["hedge"]}

    assert marked["may"] == marked["could"] == marked["seems"] == "epistemic"
    assert marked.get("or", SPECULATION) == SPECULATION


def test_boosters_are_no_hedges_but_for_those_that_name_their_evidence() -> None:
    text = "Dissent clearly grows, as evidenced by a leaked tape."

    assert [text[start:end] for start, end, _ in record(text)["layers"]["hedge"]] == ["as evidenced by"]


@pytest.mark.models
def test_labels_of_a_sentence_and_of_the_sentences_of_an_article() -> None:
    one = record("The plan may fail.")["layers"]
    two = record("The plan may fail.\nThe plan has failed.")["layers"]

    assert set(one["sentence_label"]) == {"hedge", "bias"}
    assert "sentence_label" not in two
    assert [(start, end) for start, end, _ in two["sentences"]] == [(0, 18), (19, 39)]


def test_without_models_nothing_is_judged() -> None:
    assert set(record("The plan may fail.")["layers"]) == {"attribution", "hedge", "bias"}


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_nothing_to_write(text: str) -> None:
    assert record(text)["layers"]["attribution"] == []
    assert record(text)["statements"] == []
