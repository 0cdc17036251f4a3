"""What changed since an earlier summary, as the page shows it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from annotator.summaries.facts import ArticleFacts
from annotator.summaries.models import KeptSummary
from annotator.summaries.records import to_json
from annotator.summaries.summarize import METHOD_VERSION, summarize_article
from annotator.tagging.codebook import Reliability, Response, Status
from annotator.web.changes_view import ChangesView, KeptChoice, view_changes
from annotator.web.guide import CodebookGuide
from annotator.web.summary_parts import RecordReader
from tests.annotator.summaries.strategies import unfinish
from tests.gold import gold_facts

SEED_B = gold_facts("seed-b")
READER = RecordReader("seed-b", "/articles/seed-b/", CodebookGuide())
THEN = datetime(2026, 1, 1, 9, tzinfo=UTC)


def record_of(facts: ArticleFacts) -> dict[str, Any]:
    return to_json(summarize_article(facts))


def changed(label: str, **answers: Any) -> ArticleFacts:
    """Return sample B with other answers on one statement."""
    statements = tuple(
        replace(tags, values=replace(tags.values, **answers)) if tags.label == label else tags
        for tags in SEED_B.statements
    )
    return replace(SEED_B, statements=statements)


def view_of(earlier: dict[str, Any], later: dict[str, Any]) -> ChangesView:
    kept = KeptSummary(pk=UUID(int=1), revision=5, computed_at=THEN, record=earlier)
    return view_changes(kept, (KeptChoice(kept.pk, 5, THEN),), later, READER)


def test_main_figures_come_first_with_the_statements_that_moved() -> None:
    view = view_of(record_of(SEED_B), record_of(changed("S10", response=Response.INCLUDED)))

    (change,) = view.main
    assert (change.name, change.before, change.after) == ("Reply included", "0 of 3", "1 of 3")
    assert [(link.label, link.url) for link in change.entered] == [("S10", "/articles/seed-b/#S10")]
    assert [item.statement.label for item in view.gone] == ["S10"]
    assert (view.since.revision, view.obstacle, view.is_unchanged, view.coverage) == (5, "", False, None)


@pytest.mark.parametrize(
    ("answers", "name", "before", "after"),
    [
        ({"status": Status.CITATION_ONLY}, "Attribution: Citation only", "0", "1"),
        ({"status": Status.CITATION_ONLY}, "Link only", "0 of 13", "1 of 13"),
        ({"reliability": Reliability.E}, "Reliability E, credibility 3", "0", "1"),
        ({"credibility": None}, "Reliability F, credibility not judged", "0", "1"),
    ],
)
def test_every_change_has_a_name(answers: dict[str, Any], name: str, before: str, after: str) -> None:
    view = view_of(record_of(SEED_B), record_of(changed("S8", **answers)))

    found = {change.name: (change.before, change.after) for change in (*view.main, *view.others)}
    assert found[name] == (before, after)


def test_hedges_sources_and_unsure_flags_have_names_too() -> None:
    later = json.loads(json.dumps(record_of(SEED_B)))
    later["fairness"]["unsure_statements"].pop()
    later["certainty"]["unsourced_by_type"]["expectation"]["k"] = 0
    later["basis"]["by_source"][0]["name"] = ""

    view = view_of(record_of(SEED_B), later)

    assert {change.name for change in view.others} == {"Bias flags: unsure", "Unsourced hedges: Expectation"}
    assert view.sources_came == "unnamed"
    assert view.sources_gone == record_of(SEED_B)["basis"]["by_source"][0]["name"]


def test_more_finished_statements_are_said_first() -> None:
    view = view_of(record_of(unfinish(SEED_B, {"S1"})), record_of(SEED_B))

    assert view.coverage is not None
    assert (view.coverage.before, view.coverage.after) == ("12 of 13", "13 of 13")


def test_another_method_is_not_compared_and_says_so() -> None:
    view = view_of({**record_of(SEED_B), "method_version": "0.9"}, record_of(SEED_B))

    assert view.obstacle == f"It was computed by method 0.9, and this one by method {METHOD_VERSION}"
    assert (view.main, view.others, view.is_unchanged) == ((), (), False)


def test_nothing_changed_is_an_answer() -> None:
    assert view_of(record_of(SEED_B), record_of(SEED_B)).is_unchanged
