"""The statements that people disagree on most."""

import pytest

from annotator.review.agreement.disagreements import most_disagreed
from annotator.review.agreement.units import Layer, collect
from annotator.tagging import codebook as cb
from annotator.text.spans import Span
from tests.annotator.review.agreement.examples import article, flag, hedge, relation, statement

E, P = {"claim_type": cb.ClaimType.EVENT}, {"claim_type": cb.ClaimType.PLAN}
DOUBTS = (hedge(cb.HedgeType.WEASEL), hedge(cb.HedgeType.HEARSAY, Span(3, 7)))
SAYS = relation(Span(3, 7), Span(8, 16), source=Span(0, 2), source_type=cb.SourceType.MEDIA)


def test_difference_is_the_mean_over_the_layers_compared() -> None:
    """Claim types differ (1), hedges meet in one of two (1 - MASI 2/3, 1 - F1 1/3); need, contested, flags agree."""
    ana, ben = statement(0, values=E, hedges=DOUBTS), statement(0, values=P, hedges=DOUBTS[:1])
    [found] = most_disagreed(collect([article({"ana": [ana], "ben": [ben]})]))
    assert (found.statement, found.article, found.compared) == ("a-S0", "a", 6)
    assert found.difference == pytest.approx((1 + 2 / 3 + 1 / 3) / 6)
    assert found.layers == (Layer.CLAIM_TYPE, Layer.HEDGE_TYPES, Layer.HEDGE_SPANS)


def test_spans_that_one_person_marked_differ_wholly() -> None:
    ana, ben = statement(0, values=E, relations=(SAYS,)), statement(0, values=E)
    [found] = most_disagreed(collect([article({"ana": [ana], "ben": [ben]})]))
    assert found.layers == (Layer.SOURCE_SPANS, Layer.CUE_SPANS, Layer.CONTENT_SPANS)


def test_values_of_relations_differ() -> None:
    other = relation(Span(3, 7), Span(8, 16), source=Span(0, 2), source_type=cb.SourceType.DOCUMENT)
    ana, ben = statement(0, relations=(SAYS,)), statement(0, relations=(other,))
    [found] = most_disagreed(collect([article({"ana": [ana], "ben": [ben]})]))
    assert found.layers == (Layer.SOURCE_TYPE,)


def test_of_three_people_every_two_are_compared() -> None:
    passes = {"ana": [statement(0, values=E)], "ben": [statement(0, values=E)], "cleo": [statement(0, values=P)]}
    [found] = most_disagreed(collect([article(passes)]))
    assert found.difference == pytest.approx((2 / 3) / 5)


def test_most_disagreed_comes_first_then_more_layers_then_the_earlier() -> None:
    """S1 differs in 2 of 5 layers, S2 in 2 of 10, S0 and S3 in 1 of 5."""
    flags = (flag(cb.BiasFlag.PUFFERY),)
    more = {"status": cb.Status.VAGUE, "credibility": cb.Credibility.TWO, "reliability": cb.Reliability.B}
    ana = [statement(0, values=E), statement(1, values=E), statement(2, values=E | more), statement(3, values=E)]
    ben = [
        statement(0, values=P),
        statement(1, values=P, wording_flags=flags),
        statement(2, values=P | more | {"reliability": cb.Reliability.C}),
        statement(3, values=P),
    ]
    found = most_disagreed(collect([article({"ana": ana, "ben": ben})]))
    assert [(item.statement, item.compared) for item in found] == [("a-S1", 5), ("a-S2", 10), ("a-S0", 5), ("a-S3", 5)]


def test_only_so_many_are_shown_and_none_without_a_difference() -> None:
    ana = [statement(number, values=E) for number in range(30)]
    ben = [statement(number, values=P if number < 25 else E) for number in range(30)]
    evidence = collect([article({"ana": ana, "ben": ben})])
    assert [item.statement for item in most_disagreed(evidence)] == [f"a-S{number}" for number in range(20)]
    assert len(most_disagreed(evidence, limit=28)) == 25


def test_nothing_to_compare_is_no_disagreement() -> None:
    assert most_disagreed(collect([])) == ()
    assert most_disagreed(collect([article({"ana": [statement(0, values=E)], "ben": [statement(1, values=P)]})])) == ()
