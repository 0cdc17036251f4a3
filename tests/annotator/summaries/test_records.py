"""Figures as values and as JSON: exact inside, rounded outside."""

from dataclasses import replace

from annotator.summaries.records import Indicator, indicator_json, to_json
from annotator.summaries.statistics import Display
from annotator.summaries.summarize import summarize_article
from annotator.tagging.codebook import WorkType
from annotator.tagging.records import ArticleValues
from tests.annotator.summaries.strategies import unfinish
from tests.gold import gold_facts


def test_share_is_exact_and_undefined_for_nothing() -> None:
    assert Indicator(1, 3, ("a",), Display.COUNT).share == 1 / 3
    assert Indicator(0, 0, (), Display.NOTHING).share is None


def test_indicator_shows_bounds_while_incomplete_only() -> None:
    complete = Indicator(1, 3, ("a-S1",), Display.COUNT)
    assert indicator_json(complete) == {"k": 1, "n": 3, "statements": ["a-S1"], "display": "count"}
    partial = replace(complete, display=Display.BOUNDS, bounds=(1 / 7, 5 / 7))
    assert indicator_json(partial, unknown=2) == {
        "k": 1,
        "n": 3,
        "unknown": 2,
        "statements": ["a-S1"],
        "display": "bounds",
        "bounds": [0.1429, 0.7143],
    }


def test_value_is_exact_where_the_record_is_rounded() -> None:
    summary = summarize_article(gold_facts("seed-b"))
    assert summary.basis.diversity.effective == 1 / 0.375
    assert to_json(summary)["basis"]["n_eff"] == 2.67


def test_admiralty_margins_count_every_statement_once() -> None:
    admiralty = to_json(summarize_article(gold_facts("seed-a")))["basis"]["admiralty"]
    assert len(admiralty["table"]) == 7 and all(len(row) == 7 for row in admiralty["table"].values())
    assert sum(admiralty["reliability"].values()) == sum(admiralty["credibility"].values()) == 10
    assert admiralty["statements"]["F/4"] == ["seed-a-S9"]


def test_not_judged_is_not_cannot_be_judged() -> None:
    facts = gold_facts("seed-a")
    first = facts.statements[5]
    unjudged = replace(first, values=replace(first.values, reliability=None, credibility=None))
    statements = (*facts.statements[:5], unjudged, *facts.statements[6:])
    admiralty = to_json(summarize_article(replace(facts, statements=statements)))["basis"]["admiralty"]
    assert admiralty["table"]["not_judged"]["not_judged"] == 1
    assert (admiralty["reliability"]["F"], admiralty["credibility"]["6"]) == (7, 0)


def test_every_figure_of_an_incomplete_article_has_bounds() -> None:
    record = to_json(summarize_article(unfinish(gold_facts("seed-b"), {"S8"})))
    figures = [value for block in ("who", "certainty", "basis", "fairness") for value in record[block].values()]
    figures = [value for value in figures if isinstance(value, dict) and "k" in value]
    assert figures and all("bounds" in value and "statements" in value for value in figures)
    assert record["coverage"] == {"done": 12, "of": 13, "incomplete": False}


def test_article_facts_hold_keys_or_nothing() -> None:
    facts = replace(gold_facts("seed-b"), article_values=ArticleValues(work_type=WorkType.REPORT), outlet="Outlet")
    block = to_json(summarize_article(facts))["article_facts"]
    assert (block["byline_kind"], block["ai_disclosed"], block["work_type"]) == (None, None, "report")
    assert block["missing"] == ["published_on"]
