"""What changed between two summaries, as values."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from annotator.summaries.comparison import (
    INDICATORS,
    KINDS,
    Comparison,
    Count,
    FigureChange,
    Obstacle,
    compare_records,
)
from annotator.summaries.facts import ArticleFacts
from annotator.summaries.records import to_json
from annotator.summaries.summarize import summarize_article
from annotator.tagging.codebook import Reliability, Response, Status
from annotator.tagging.records import StatementTags
from tests.annotator.summaries.strategies import articles, unfinish
from tests.gold import gold_facts


def record_of(facts: ArticleFacts) -> dict[str, Any]:
    """Return the record as the database gives it back."""
    record: dict[str, Any] = json.loads(json.dumps(to_json(summarize_article(facts)), sort_keys=True))
    return record


def with_answer(facts: ArticleFacts, label: str, **answers: Any) -> ArticleFacts:
    """Return the facts with other answers on one statement."""

    def changed(tags: StatementTags) -> StatementTags:
        return replace(tags, values=replace(tags.values, **answers)) if tags.label == label else tags

    return replace(facts, statements=tuple(map(changed, facts.statements)))


SEED_B = gold_facts("seed-b")
BEFORE = record_of(SEED_B)


def changes(comparison: Comparison) -> dict[str, FigureChange]:
    """Return the changes by name, with the kind in a distribution after a dot."""
    return {".".join(filter(None, (change.name, change.kind))): change for change in comparison.figures}


def test_the_same_record_has_not_changed() -> None:
    assert compare_records(BEFORE, BEFORE).is_unchanged


def test_an_answer_moves_its_figure_and_says_which_statement() -> None:
    found = compare_records(BEFORE, record_of(with_answer(SEED_B, "S10", response=Response.INCLUDED)))

    change = changes(found)["reply"]
    assert (change.block, change.before, change.after) == ("fairness", Count(0, 3), Count(1, 3))
    assert (change.entered, change.left) == (("S10",), ())
    assert [(item.code, item.statement) for item in found.gone] == [("no_reply", "S10")]
    assert found.came == ()
    assert found.coverage_before == found.coverage_after == Count(13, 13)


def test_a_statement_that_leaves_one_kind_enters_another() -> None:
    found = changes(compare_records(BEFORE, record_of(with_answer(SEED_B, "S8", status=Status.CITATION_ONLY))))

    assert (found["author_voice"].left, found["cited_only"].entered) == (("S8",), ("S8",))
    assert (found["status.citation_only"].before, found["status.citation_only"].after) == (
        Count(0, None),
        Count(1, None),
    )
    assert "hedged_claim" not in found


def test_the_admiralty_table_is_compared_by_cell() -> None:
    found = changes(compare_records(BEFORE, record_of(with_answer(SEED_B, "S8", reliability=Reliability.E))))

    assert set(found) == {"admiralty.E/3", "admiralty.F/3"}
    assert (found["admiralty.E/3"].before, found["admiralty.E/3"].after) == (Count(0, None), Count(1, None))
    assert found["admiralty.F/3"].left == ("S8",)


def test_equal_counts_of_other_statements_are_a_change() -> None:
    one = record_of(with_answer(SEED_B, "S7", status=Status.CITATION_ONLY))
    other = record_of(with_answer(SEED_B, "S8", status=Status.CITATION_ONLY))

    change = changes(compare_records(one, other))["cited_only"]

    assert (change.before, change.after, change.entered, change.left) == (Count(1, 13), Count(1, 13), ("S8",), ("S7",))


def test_more_finished_statements_show_in_the_coverage() -> None:
    found = compare_records(record_of(unfinish(SEED_B, {"S1", "S2"})), BEFORE)

    assert (found.coverage_before, found.coverage_after) == (Count(11, 13), Count(13, 13))
    assert found.sources_came == () or set(found.sources_came) <= {use["name"] for use in BEFORE["basis"]["by_source"]}
    assert changes(found)["attributed"].before.n == 11


def test_sources_come_and_go_by_name() -> None:
    later = copy.deepcopy(BEFORE)
    later["basis"]["by_source"][0]["name"] = "Somebody else"

    found = compare_records(BEFORE, later)

    assert found.sources_came == ("Somebody else",)
    assert found.sources_gone == (BEFORE["basis"]["by_source"][0]["name"],)


def test_a_renamed_article_changes_no_statement() -> None:
    renamed = json.loads(json.dumps(BEFORE).replace("seed-b", "another-name"))

    assert compare_records(BEFORE, renamed).is_unchanged


@pytest.mark.parametrize(("key", "obstacle"), [("method_version", Obstacle.METHOD), ("scheme", Obstacle.SCHEME)])
def test_other_methods_and_codebooks_are_not_compared(key: str, obstacle: Obstacle) -> None:
    old = {**record_of(unfinish(SEED_B, {"S1"})), key: "0.9"}
    del old["who"]  # an old record may have another shape

    found = compare_records(old, BEFORE)

    assert (found.obstacle, found.figures, found.came, found.is_unchanged) == (obstacle, (), (), False)
    assert found.coverage_before == Count(12, 13)


def test_every_figure_of_the_record_is_compared() -> None:
    blocks = ("who", "certainty", "basis", "fairness")
    indicators = {
        (block, name)
        for block in blocks
        for name, found in BEFORE[block].items()
        if isinstance(found, dict) and "k" in found
    }
    beside = {(block, name) for block in blocks for name in BEFORE[block] if name.endswith("_statements")}

    assert indicators == set(INDICATORS)
    assert beside - {("fairness", "unsure_statements")} == {(block, name) for block, _, name, _ in KINDS}


@given(articles, articles)
def test_a_comparison_backwards_is_its_mirror(one: ArticleFacts, other: ArticleFacts) -> None:
    there = compare_records(record_of(one), record_of(other))
    back = compare_records(record_of(other), record_of(one))

    assert (there.came, there.sources_came) == (back.gone, back.sources_gone)
    assert {(c.name, c.kind, c.before, c.after, c.entered, c.left) for c in there.figures} == {
        (c.name, c.kind, c.after, c.before, c.left, c.entered) for c in back.figures
    }
