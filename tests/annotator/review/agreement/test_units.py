"""What counts as an answer, and where it lands."""

from typing import Any

import pytest

from annotator.review.agreement.coefficients import NO_ANSWER
from annotator.review.agreement.units import Judged, Layer, collect, is_tagged
from annotator.tagging import codebook as cb
from annotator.tagging.records import StatementTags
from annotator.text.spans import Span
from tests.annotator.review.agreement.examples import answered, article, flag, hedge, relation, statement

EVENT = {"claim_type": cb.ClaimType.EVENT}
NOT_A_CLAIM = {"claim_type": cb.ClaimType.NOT_A_CLAIM}
SAID = relation(Span(3, 7), Span(8, 16), source=Span(0, 2), source_type=cb.SourceType.MEDIA)


def answers(layer: Layer, *passes: StatementTags) -> list[Any]:
    """Return what people (p0, p1, ...) answered about one statement, None for no answer, [] for no item."""
    people = {f"p{number}": [tags] for number, tags in enumerate(passes)}
    table = collect([article(people)]).answers[layer]
    return [None if code == NO_ANSWER else table.kinds[code] for code in table.codes.ravel()]


@pytest.mark.parametrize(
    ("layer", "values", "expected"),
    [
        (Layer.CLAIM_TYPE, EVENT, cb.ClaimType.EVENT),
        (Layer.STATUS, {"status": cb.Status.VAGUE}, cb.Status.VAGUE),
        (Layer.NEED, EVENT, cb.Need.REQUIRED),
        (Layer.CONTESTED, EVENT, cb.Contested.UNKNOWN),
        (Layer.RELIABILITY, {"reliability": cb.Reliability.B}, cb.Reliability.B),
        (Layer.RELIABILITY_JUDGED, {"reliability": cb.Reliability.B}, Judged.JUDGED),
        (Layer.RELIABILITY_JUDGED, {"reliability": cb.Reliability.F}, Judged.CANNOT_BE_JUDGED),
        (Layer.CREDIBILITY, {"credibility": cb.Credibility.ONE}, cb.Credibility.ONE),
        (Layer.CREDIBILITY_JUDGED, {"credibility": cb.Credibility.SIX}, Judged.CANNOT_BE_JUDGED),
    ],
)
def test_answers_of_a_statement(layer: Layer, values: dict[str, Any], expected: object) -> None:
    assert answers(layer, statement(0, values=values), statement(0, values=values)) == [expected, expected]


@pytest.mark.parametrize(
    ("layer", "values"),
    [
        (Layer.CLAIM_TYPE, {"status": cb.Status.VAGUE}),
        (Layer.STATUS, EVENT),
        (Layer.NEED, NOT_A_CLAIM),
        (Layer.CONTESTED, NOT_A_CLAIM),
        (Layer.RELIABILITY, EVENT),
        (Layer.RELIABILITY, {"reliability": cb.Reliability.F}),
        (Layer.RELIABILITY_JUDGED, EVENT),
        (Layer.CREDIBILITY, {"credibility": cb.Credibility.SIX}),
        (Layer.CREDIBILITY_JUDGED, EVENT),
    ],
)
def test_what_was_not_asked_or_not_answered_is_missing(layer: Layer, values: dict[str, Any]) -> None:
    assert answers(layer, statement(0, values=values)) == []


def test_ordinal_kinds_are_in_order_without_those_that_cannot_be_judged() -> None:
    evidence = collect([])
    assert evidence.answers[Layer.RELIABILITY].kinds == tuple("ABCDE")
    assert evidence.answers[Layer.CREDIBILITY].kinds == tuple("12345")


@pytest.mark.parametrize(
    "tags",
    [
        statement(0, values=EVENT),
        statement(0, values={"contested": cb.Contested.UNCONTESTED}),
        statement(0, relations=(SAID,)),
        statement(0, hedges=(hedge(cb.HedgeType.WEASEL),)),
        statement(0, wording_flags=(flag(cb.BiasFlag.PUFFERY),)),
        statement(0, sourcing_flags=(cb.SourcingFlag.STALE,)),
        statement(0, titles=(Span(0, 3),)),
    ],
)
def test_any_answer_or_tag_makes_a_statement_tagged(tags: StatementTags) -> None:
    assert is_tagged(tags)


def test_untouched_statements_are_missing_data() -> None:
    assert not is_tagged(statement(0))
    evidence = collect([article({"ana": [statement(0, values=EVENT)], "ben": [statement(0)]})])
    assert evidence.people == ("ana", "ben")
    assert evidence.answers[Layer.HEDGE_TYPES].codes.shape == (1, 1)
    assert len(evidence.spans[Layer.CUE_SPANS].statements) == 0


def test_sets_of_labels_with_the_empty_one_and_without_unsure_flags() -> None:
    doubted = statement(0, hedges=(hedge(cb.HedgeType.WEASEL), hedge(cb.HedgeType.HEARSAY)))
    flags = (flag(cb.BiasFlag.PUFFERY), flag(cb.BiasFlag.LABELING, unsure=True))
    flagged = statement(0, wording_flags=flags)
    assert answers(Layer.HEDGE_TYPES, doubted, flagged) == [{"weasel", "hearsay"}, frozenset()]
    assert answers(Layer.BIAS_FLAGS, doubted, flagged) == [frozenset(), {"puffery"}]


def test_values_of_relations_are_compared_on_partners_and_the_others_counted() -> None:
    same = relation(Span(4, 7), Span(9, 16), source_type=cb.SourceType.DOCUMENT, quote=cb.Quote.DIRECT)
    own = relation(Span(30, 32), Span(33, 35), kind=cb.RelationKind.ATTITUDE, quote=cb.Quote.NONE)
    ana, ben = statement(0, relations=(SAID,)), statement(0, relations=(same, own))
    assert answers(Layer.SOURCE_TYPE, ana, ben) == [cb.SourceType.MEDIA, cb.SourceType.DOCUMENT, None, None]
    assert answers(Layer.QUOTE, ana, ben) == [cb.Quote.INDIRECT, cb.Quote.DIRECT, None, cb.Quote.NONE]
    assert collect([article({"ana": [ana], "ben": [ben]})]).unpartnered == 1


def test_relations_of_a_statement_that_one_person_tagged_miss_no_partner() -> None:
    assert collect([article({"ana": [statement(0, relations=(SAID,))], "ben": []})]).unpartnered == 0


def test_spans_of_every_role() -> None:
    tags = statement(
        0, relations=(SAID, relation(None, Span(8, 9), Span(10, 16))), hedges=(hedge(cb.HedgeType.WEASEL),)
    )
    evidence = collect([article({"ana": [tags], "ben": [tags]})])
    found = {layer: rows.strict.tolist() for layer, rows in evidence.spans.items()}
    assert found == {
        Layer.SOURCE_SPANS: [1],
        Layer.CUE_SPANS: [1],
        Layer.CONTENT_SPANS: [3],
        Layer.HEDGE_SPANS: [1],
    }


def test_columns_are_in_the_order_of_names_whoever_came_first() -> None:
    kinds = {"zoe": [cb.ClaimType.PLAN], "ana": [cb.ClaimType.EVENT]}
    table = collect([answered("claim_type", kinds)]).answers[Layer.CLAIM_TYPE]
    assert [table.kinds[code] for code in table.codes[0]] == [cb.ClaimType.EVENT, cb.ClaimType.PLAN]


def test_statements_know_their_places() -> None:
    kinds = {"ana": [cb.ClaimType.EVENT] * 2}
    evidence = collect(
        [answered("claim_type", kinds, "b", month="2026-10"), answered("claim_type", kinds, "a", codebook="1.1")]
    )
    assert evidence.statements == ("b-S0", "b-S1", "a-S0", "a-S1")
    assert [evidence.articles.of(number) for number in range(4)] == ["b", "b", "a", "a"]
    assert [evidence.codebooks.of(number) for number in (0, 2)] == ["1.0", "1.1"]
    assert [evidence.months.of(number) for number in (0, 2)] == ["2026-10", "2026-11"]


def test_two_passes_of_one_person_are_refused() -> None:
    twice = article({"ana": [statement(0, values=EVENT)]})
    with pytest.raises(ValueError, match="two passes of a"):
        collect([type(twice)("a", twice.text, twice.passes * 2, "1.0", "2026-11")])
