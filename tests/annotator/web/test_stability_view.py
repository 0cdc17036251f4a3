"""How much the figures hang on single sentences."""

from annotator.summaries.records import to_json
from annotator.summaries.statistics import stability_interval
from annotator.summaries.summarize import summarize_article
from annotator.web.stability_view import Spread, view_stability
from tests.annotator.summaries.strategies import unfinish
from tests.gold import gold_facts


def test_the_samples_cannot_be_told_apart_on_attribution() -> None:
    views = [view_stability(to_json(summarize_article(gold_facts(slug)))) for slug in ("seed-a", "seed-b")]

    a, b = ({spread.name: spread for spread in view.spreads} for view in views)
    assert (a["Attributed"].wilson, b["Attributed"].wilson) == ("11 to 60 %", "13 to 58 %")
    low, high = stability_interval([True] * 3 + [False] * 7) or (0.0, 0.0)
    assert a["Attributed"] == Spread(
        "Attributed", "3 of 10", "30 %", f"{100 * low:.0f} to {100 * high:.0f} %", "11 to 60 %"
    )
    assert a.keys() & {"Attributed where a source is needed", "Link in the sentence", "Hedged"}


def test_figures_of_few_statements_and_figures_of_cues_are_left_out() -> None:
    names = {spread.name for spread in view_stability(to_json(summarize_article(gold_facts("seed-a")))).spreads}

    assert names.isdisjoint({"Named among the attributed", "Reply included", "Unsourced hedges", "Links checked"})


def test_an_unfinished_article_is_refused() -> None:
    view = view_stability(to_json(summarize_article(unfinish(gold_facts("seed-b"), {"S8"}))))

    assert (view.refusal, view.spreads) == ("1 statement is not finished yet.", ())


def test_a_short_article_is_refused() -> None:
    record = to_json(summarize_article(gold_facts("seed-a")))
    record["coverage"] = {"done": 9, "of": 9}

    assert view_stability(record).refusal == "The article has fewer than 10 statements."
