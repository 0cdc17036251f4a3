"""A stored summary as a page shows it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from annotator.summaries.facts import ArticleFacts
from annotator.summaries.models import ArticleSummary
from annotator.summaries.records import to_json
from annotator.summaries.summarize import summarize_article
from annotator.web.guide import CodebookGuide
from annotator.web.summary_parts import RecordReader, SummaryView
from annotator.web.summary_view import view_summary
from tests.gold import gold_facts


def view_of(facts: ArticleFacts) -> SummaryView:
    """Return the shown summary of these facts."""
    record = to_json(summarize_article(facts))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    row = ArticleSummary(revision=7, method=record["method_version"], record=record, computed_at=now)
    return view_summary(row, slug=facts.article, base="/articles/x/", guide=CodebookGuide(), whose="Your tags")


def test_the_gold_of_sample_b_reads_as_the_scheme_says() -> None:
    view = view_of(gold_facts("seed-b"))

    figures = {figure.name: figure for block in view.blocks for figure in block.figures}
    main = figures["Attributed where a source is needed"]
    assert (main.counted, main.share) == ("4 of 11", "36 %")
    assert (figures["Contested and stated as fact"].counted, figures["Contested and stated as fact"].share) == (
        "1 of 1",
        "",
    )
    assert [link.label for link in figures["Contested and stated as fact"].statements] == ["S8"]
    assert figures["Contested and stated as fact"].statements[0].url == "/articles/x/#S8"
    assert figures["Reply included"].counted == "0 of 3"
    assert [block.title for block in view.blocks] == [
        "Who says it",
        "How sure",
        "What it rests on",
        "Fairness and wording",
    ]
    assert view.attention[0].statement.label == "S8"
    assert view.state == "fresh"


def test_the_admiralty_table_keeps_counts_apart() -> None:
    view = view_of(gold_facts("seed-b"))

    by_letter = {row.letter or "not judged": row for row in view.admiralty}
    assert [count for count, _ in by_letter["F"].cells] == [0, 2, 7, 0, 0, 0, 0]
    assert (by_letter["B"].total, by_letter["not judged"].total) == (4, 0)
    assert view.admiralty_totals == (0, 5, 8, 0, 0, 0, 0)


def test_distributions_come_in_the_order_of_the_codebook() -> None:
    view = view_of(gold_facts("seed-b"))

    status = view.blocks[0].distributions[0]
    assert [row.name for row in status.rows] == ["Explicit", "Vague", "Unattributed"]
    assert [row.count for row in status.rows] == [4, 2, 7]


@pytest.mark.parametrize(
    ("found", "counted", "share", "bar"),
    [
        ({"k": 2, "n": 3, "display": "count"}, "2 of 3", "", (None, None)),
        ({"k": 0, "n": 0, "display": "nothing"}, "nothing to count", "", (None, None)),
        ({"k": 3, "n": 6, "display": "faint_share"}, "3 of 6", "50 %", (0, 50)),
        ({"k": 6, "n": 12, "display": "share"}, "6 of 12", "50 %", (0, 50)),
        (
            {"k": 3, "n": 6, "display": "bounds", "bounds": [0.3, 0.7]},
            "3 of 6 so far",
            "30 to 70 % once finished",
            (30, 70),
        ),
    ],
)
def test_a_figure_follows_its_display_rule(
    found: dict[str, Any], counted: str, share: str, bar: tuple[Any, Any]
) -> None:
    figure = RecordReader("x", "", CodebookGuide()).figure("Name", "", {**found, "statements": []})

    assert (figure.counted, figure.share) == (counted, share)
    assert (figure.low, figure.high) == bar
