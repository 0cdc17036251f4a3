"""The whole report: figures, intervals, labels, groups, and sentences where there is nothing to say."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from annotator.review.agreement.coefficients import ALONE, NO_ITEM, UNANIMOUS, UNEQUAL, UNMARKED
from annotator.review.agreement.measures import Measure
from annotator.review.agreement.report import (
    AgreementReport,
    ConfusionTable,
    Figure,
    Grouping,
    LayerAgreement,
    agreement_report,
)
from annotator.review.agreement.units import SPAN_LAYERS, Layer, TaggedArticle
from annotator.tagging import codebook as cb
from annotator.text.spans import Span
from tests.annotator.review.agreement.examples import answered, article, hedge, relation, statement
from tests.gold import gold_facts

E, P, A = cb.ClaimType.EVENT, cb.ClaimType.PLAN, cb.ClaimType.ASSESSMENT
SAYS = relation(Span(3, 7), Span(8, 16), source=Span(0, 2), source_type=cb.SourceType.MEDIA)
TWO_ARTICLES = (
    answered("claim_type", {"ana": [E, E, P, P], "ben": [E, E, P, E]}, "a", month="2026-10"),
    answered("claim_type", {"ana": [E, P, A, P], "cleo": [E, P, P, E]}, "b", codebook="1.1"),
)
TEN_ARTICLES = [
    answered("claim_type", {"ana": [E, P, E, P], "ben": [E, P, E, P if number % 2 else E]}, str(number))
    for number in range(10)
]


def report(*tagged: TaggedArticle, seed: int = 7, samples: int = 200) -> AgreementReport:
    return agreement_report(tagged, seed=seed, samples=samples)


def layer_of(found: AgreementReport, layer: Layer = Layer.CLAIM_TYPE) -> LayerAgreement:
    return next(own for own in found.layers if own.layer is layer)


def figure_of(found: AgreementReport, layer: Layer = Layer.CLAIM_TYPE, number: int = 0) -> Figure:
    return layer_of(found, layer).figures[number]


def alpha_of(*tagged: TaggedArticle) -> float | None:
    return figure_of(report(*tagged, samples=1)).value


def test_every_layer_is_there_in_order() -> None:
    assert [own.layer for own in report(*TWO_ARTICLES).layers] == list(Layer)


def test_report_says_what_it_is_about() -> None:
    found = report(*TWO_ARTICLES, article({"ana": [statement(0, "c", values={"claim_type": E})]}, "c"))
    assert (found.seed, found.samples, found.people) == (7, 200, ("ana", "ben", "cleo"))
    assert (found.articles, found.statements, found.unpartnered) == (2, 8, 0)


def test_figure_has_items_people_and_an_interval_around_it() -> None:
    figure = figure_of(report(*TEN_ARTICLES))
    assert figure.value is not None
    assert figure.interval is not None
    assert figure.interval.low < figure.value < figure.interval.high
    assert (figure.items, figure.interval.clusters, layer_of(report(*TEN_ARTICLES)).people) == (40, 10, 2)


def test_statements_are_drawn_where_only_one_article_holds_items() -> None:
    other = article({"ana": [statement(0, "b", values={"status": cb.Status.VAGUE})]}, "b")
    interval = figure_of(report(TWO_ARTICLES[0], other)).interval
    assert interval is not None
    assert interval.clusters == 4


def test_same_seed_gives_the_same_report_and_another_one_other_intervals() -> None:
    assert report(*TWO_ARTICLES) == report(*TWO_ARTICLES)
    one, other = figure_of(report(*TEN_ARTICLES)), figure_of(report(*TEN_ARTICLES, seed=8))
    assert replace(one, interval=None) == replace(other, interval=None)
    assert one.interval != other.interval


def test_articles_may_come_from_a_generator_and_in_any_order_of_people() -> None:
    turned = [replace(tagged, passes=tagged.passes[::-1]) for tagged in TWO_ARTICLES]
    assert agreement_report(iter(turned), seed=7, samples=200) == report(*TWO_ARTICLES)


def test_kappa_stands_beside_alpha() -> None:
    assert figure_of(report(TWO_ARTICLES[0]), number=1).measure is Measure.COHEN_KAPPA
    assert figure_of(report(*TWO_ARTICLES), number=1).measure is Measure.FLEISS_KAPPA


def test_a_kappa_that_cannot_be_says_why() -> None:
    found = report(*TWO_ARTICLES, answered("claim_type", {"ana": [E], "ben": [P], "cleo": [E]}, "c"))
    assert figure_of(found, number=1) == Figure(Measure.KAPPA, None, UNEQUAL, 0)


def test_groups_are_what_the_group_alone_would_give() -> None:
    groups = layer_of(report(*TWO_ARTICLES)).groups
    first, second = alpha_of(TWO_ARTICLES[0]), alpha_of(TWO_ARTICLES[1])
    found = {grouping: {group.key: group.figures[0].value for group in own} for grouping, own in groups.items()}
    assert found == {
        Grouping.ARTICLE: {("a",): first, ("b",): second},
        Grouping.PAIR: {("ana", "ben"): first, ("ana", "cleo"): second},
        Grouping.CODEBOOK: {("1.0",): first, ("1.1",): second},
        Grouping.MONTH: {("2026-10",): first, ("2026-11",): second},
    }


def test_pairs_of_three_people_are_compared_two_by_two() -> None:
    answers: dict[str, Sequence[Any]] = {"zoe": [E, P, E], "ben": [E, P, P], "ana": [P, P, E]}
    groups = layer_of(report(answered("claim_type", answers))).groups[Grouping.PAIR]
    expected = {
        pair: alpha_of(answered("claim_type", {name: answers[name] for name in pair}))
        for pair in [("ana", "ben"), ("ana", "zoe"), ("ben", "zoe")]
    }
    assert {group.key: group.figures[0].value for group in groups} == expected


def test_pairs_are_named_and_sorted_by_name_whoever_came_first() -> None:
    later = answered("claim_type", {"ana": [E, P], "ben": [E, P]}, "later")
    groups = layer_of(report(answered("claim_type", {"zoe": [E, P], "ben": [P, E]}), later)).groups[Grouping.PAIR]
    assert [(group.key, group.figures[0].value) for group in groups] == [(("ana", "ben"), 1), (("ben", "zoe"), -0.5)]


def test_groups_have_no_interval_and_no_kappa() -> None:
    for groups in layer_of(report(*TWO_ARTICLES)).groups.values():
        for group in groups:
            assert [(figure.measure, figure.interval) for figure in group.figures] == [(Measure.ALPHA_NOMINAL, None)]


def test_groups_without_items_are_left_out_and_unanimous_ones_say_so() -> None:
    alone = article({"ana": [statement(0, "c", values={"claim_type": P})]}, "c")
    same = answered("claim_type", {"ana": [E, E], "ben": [E, E]}, "d")
    groups = layer_of(report(TWO_ARTICLES[0], alone, same)).groups[Grouping.ARTICLE]
    assert [(group.key, group.figures[0].undefined) for group in groups] == [(("a",), ""), (("d",), UNANIMOUS)]


def test_groups_of_spans_have_all_three_measures() -> None:
    tags = statement(0, relations=(SAYS,))
    groups = layer_of(report(article({"ana": [tags], "ben": [tags]})), Layer.CUE_SPANS).groups
    for grouping in Grouping:
        [group] = groups[grouping]
        assert [(figure.value, figure.items) for figure in group.figures] == [(1, 2), (1, 2), (1, 4)]


def test_labels_against_the_rest() -> None:
    """Of one label against the rest: E is EE EE --, -E; P is -- -- PP P-; nobody chose the other labels."""
    labels = layer_of(report(TWO_ARTICLES[0])).labels
    assert [(own.label, own.answers, own.figure.items) for own in labels] == [("event", 5, 4), ("plan", 3, 4)]
    assert labels[0].figure.value == labels[1].figure.value == pytest.approx(1 - 2 * 7 / (2 * 5 * 3))


def test_labels_of_sets_are_looked_for_in_the_sets() -> None:
    both = (hedge(cb.HedgeType.WEASEL), hedge(cb.HedgeType.HEARSAY))
    ana = [statement(0, hedges=both), statement(1, values={"claim_type": E})]
    ben = [statement(0, hedges=both[:1]), statement(1, values={"claim_type": E})]
    labels = layer_of(report(article({"ana": ana, "ben": ben})), Layer.HEDGE_TYPES).labels
    assert [(own.label, own.answers, own.figure.value) for own in labels] == [("hearsay", 1, 0), ("weasel", 2, 1)]


def test_confusion_of_two_people_has_one_down_and_the_other_across() -> None:
    found = layer_of(report(TWO_ARTICLES[0])).confusion
    assert found is not None
    assert (found.people, found.labels) == (("ana", "ben"), tuple(map(str, cb.ClaimType)))
    assert [row[:2] for row in found.counts[:2]] == [(2, 0), (1, 1)]


def test_confusion_of_more_people_is_symmetric() -> None:
    found = layer_of(report(answered("claim_type", {"ana": [E, E], "ben": [E, E], "cleo": [P, E]}))).confusion
    assert found is not None
    assert found.people == ()
    assert [row[:2] for row in found.counts[:2]] == [(4, 2), (2, 0)]


@pytest.mark.parametrize("layer", [Layer.HEDGE_TYPES, Layer.BIAS_FLAGS, *SPAN_LAYERS])
def test_sets_and_spans_have_no_confusion_table(layer: Layer) -> None:
    confusion: ConfusionTable | None = layer_of(report(*TWO_ARTICLES), layer).confusion
    assert confusion is None


def test_no_article_at_all() -> None:
    found = report()
    assert (found.people, found.articles, found.statements, found.disagreements) == ((), 0, 0, ())
    for own in found.layers:
        expected = ALONE if own.layer in SPAN_LAYERS else NO_ITEM
        assert own.figures[0] == Figure(own.figures[0].measure, None, expected, 0)


def test_one_annotator_agrees_with_nobody() -> None:
    found = report(answered("claim_type", {"ana": [E, P]}))
    assert (found.people, found.statements, layer_of(found).people) == (("ana",), 0, 0)
    assert [figure.undefined for figure in layer_of(found).figures] == [ALONE, ALONE]


def test_empty_pass_agrees_with_nobody() -> None:
    found = report(answered("claim_type", {"ana": [E, P], "ben": [None, None]}))
    assert (found.people, found.statements) == (("ana", "ben"), 0)
    assert figure_of(found).undefined == ALONE


def test_unanimous_labels_have_no_alpha() -> None:
    found = report(answered("claim_type", {"ana": [E, E], "ben": [E, E]}))
    assert figure_of(found) == Figure(Measure.ALPHA_NOMINAL, None, UNANIMOUS, 2)


def test_spans_that_nobody_marked_have_no_f1() -> None:
    found = layer_of(report(TWO_ARTICLES[0]), Layer.CUE_SPANS)
    assert [figure.undefined for figure in found.figures] == [UNMARKED] * 3


def test_relations_without_a_partner_are_reported() -> None:
    far = relation(Span(12, 13), Span(14, 16), source_type=cb.SourceType.MEDIA)
    found = report(article({"ana": [statement(0, relations=(SAYS, far))], "ben": [statement(0, relations=(SAYS,))]}))
    assert found.unpartnered == 1
    assert figure_of(found, Layer.SOURCE_TYPE).items == 1


def test_sample_tagged_twice_the_same_is_in_full_agreement() -> None:
    facts = gold_facts("seed-b")
    passes = {"ana": facts.statements, "ben": facts.statements}
    found = report(replace(article(passes), text=facts.text))
    values = {own.layer: own.figures[0].value for own in found.layers}
    assert set(values.values()) <= {1, None}
    assert {values[layer] for layer in (Layer.CLAIM_TYPE, Layer.STATUS, Layer.SOURCE_TYPE, *SPAN_LAYERS)} == {1}
    assert found.disagreements == ()
