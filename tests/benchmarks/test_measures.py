"""Worked examples: what counts as found, and what does not."""

from typing import Any

import pytest

from benchmarks.measures import AttributionScores, MarkScores, calibration, trimmed, words_of

TEXT = "“It rains,” Lee said. Ann denied it."
LEE = {"source": [[12, 15]], "cue": [[16, 20]], "content": [[0, 11]], "quote_type_derived": "direct"}
ANN = {"source": [[22, 25]], "cue": [[26, 32]], "content": [[33, 35]], "quote_type_derived": "indirect"}


def scored(gold: list[Any], found: list[Any], *, exact: bool = False, ignore: Any = ()) -> AttributionScores:
    scores = AttributionScores()
    layers = {"attribution": gold, "ignore": list(ignore)}
    scores.add({"text": TEXT, "layers": layers}, {"layers": {"attribution": found}}, exact=exact)
    return scores


def test_all_right() -> None:
    found = scored([LEE, ANN], [LEE, ANN])

    assert [found.strict[role].f1 for role in ("source", "cue", "content")] == [100, 100, 100]
    assert found.linked.f1 == 100
    assert found.by_quote == {"direct": [1, 1, 1], "mixed": [0, 0, 0], "indirect": [1, 1, 1]}


def test_marks_at_the_edge_count_only_where_exact() -> None:
    without = {**LEE, "content": [[1, 9]]}

    assert scored([LEE], [without]).strict["content"].f1 == 100
    assert scored([LEE], [without], exact=True).strict["content"].f1 == 0


def test_a_wrong_source_breaks_the_link_but_not_the_content() -> None:
    found = scored([LEE, ANN], [{**LEE, "source": [[22, 25]], "score": 0.9}, {**ANN, "score": 0.4}])

    assert found.linked.precision == 50
    assert found.strict["content"].f1 == 100
    assert found.scored == [(0.9, False), (0.4, True)]


def test_missed_and_extra_items() -> None:
    found = scored([LEE, ANN], [LEE, {"source": [], "cue": [], "content": [[12, 20]]}])

    assert (found.strict["source"].precision, found.strict["source"].recall) == (100, 50)
    assert (found.strict["content"].precision, found.strict["content"].recall) == (50, 50)


def test_what_lies_in_discarded_regions_is_left_out() -> None:
    assert scored([LEE], [LEE, ANN], ignore=[[22, 36]]).strict["cue"].f1 == 100


def test_spans_by_themselves_are_not_linked() -> None:
    alone = [{"source": [[12, 15]], "cue": [], "content": [], "linked": False}]
    found = scored(alone, alone)

    assert found.linked.gold == 0
    assert found.strict["source"].f1 == 100


def test_labels_and_marked_words() -> None:
    scores = MarkScores()
    for gold, said in (
        ("uncertain", "uncertain"),
        ("uncertain", "certain"),
        ("certain", "uncertain"),
        ("certain", "certain"),
    ):
        scores.add(
            {"text": "It may.", "layers": {"hedge": [[3, 6]], "sentence_label": {"hedge": gold}}},
            {"layers": {"hedge": [[3, 7, "epistemic"]], "sentence_label": {"hedge": said}}},
            "hedge",
        )

    assert scores.strict.f1 == 100
    assert scores.of_class(True).f1 == 50
    assert scores.macro_f1 == 50


def test_without_a_label_a_marked_word_decides() -> None:
    scores = MarkScores()
    gold = {"text": "It may.", "layers": {"sentence_label": {"hedge": "uncertain"}}}
    scores.add(gold, {"layers": {"hedge": [[3, 6]]}}, "hedge")
    scores.add(gold, {"layers": {"hedge": []}}, "hedge")

    assert scores.of_class(True).recall == 50


def test_words_and_edges() -> None:
    assert words_of("It's 3.5 (a-b).").of([[0, 4], [9, 10]]) == {0}
    assert words_of("(a)").of([[0, 1]]) == {0}
    assert trimmed("“a b”.", [[0, 6]], exact=False) == ((1, 4),)
    assert trimmed("...", [[0, 3]], exact=False) == ((0, 3),)


def test_bands_of_scores() -> None:
    bands = list(calibration([(0.95, True), (0.9, False), (0.2, False)], (0.0, 0.5, 0.9)))

    assert [(name, count, share) for name, count, _, share in bands] == [("0.00-0.50", 1, 0.0), ("0.90-1.00", 2, 0.5)]
    assert bands[1][2] == pytest.approx(0.925)
