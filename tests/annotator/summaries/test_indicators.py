"""The components on random articles (properties) and on cases that the samples do not have."""

from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.summaries import indicators
from annotator.summaries.facts import ArticleFacts, coverage
from annotator.summaries.indicators import INDICATORS, IndicatorFunction
from annotator.summaries.records import AccessPaths
from annotator.summaries.statistics import Display, count_range
from annotator.tagging.codebook import (
    Corroboration,
    HedgeType,
    LinkCheck,
    Proximity,
    Response,
    SourceType,
    SourcingFlag,
    Status,
)
from annotator.tagging.records import StatementTags
from tests.annotator.summaries.strategies import articles, unfinish
from tests.gold import gold_facts, read_gold

A, B = gold_facts("seed-a"), gold_facts("seed-b")
BODY: Final = [f"S{number}" for number in range(12)]


def changed(facts: ArticleFacts, label: str, **values: Any) -> ArticleFacts:
    return swapped(facts, label, lambda tags: replace(tags, values=replace(tags.values, **values)))


def swapped(facts: ArticleFacts, label: str, change: Any) -> ArticleFacts:
    statements: tuple[StatementTags, ...] = tuple(
        change(tags) if tags.label == label else tags for tags in facts.statements
    )
    return replace(facts, statements=statements)


@given(articles)
def test_a_figure_is_k_of_n_with_its_statements(facts: ArticleFacts) -> None:
    for found in (indicator(facts) for indicator in INDICATORS):
        assert 0 <= found.k <= found.n
        assert len(found.statements) == len(set(found.statements)) <= found.k
        assert bool(found.statements) is bool(found.k)
        assert (found.bounds is not None) is (coverage(facts).unfinished > 0)


@given(articles, st.sets(st.sampled_from(BODY)))
def test_bounds_hold_the_share_of_the_finished_article(facts: ArticleFacts, labels: set[str]) -> None:
    before = unfinish(facts, labels)
    for indicator in INDICATORS:
        partial, final = indicator(before), indicator(facts)
        if partial.bounds is not None and final.share is not None:
            low, high = partial.bounds
            assert low - 1e-9 <= final.share <= high + 1e-9, indicator


@given(articles)
def test_statements_are_attributed_cited_vague_or_the_authors(facts: ArticleFacts) -> None:
    parts = (indicators.attributed, indicators.cited_only, indicators.vague, indicators.author_voice)
    assert sum(part(facts).k for part in parts) == coverage(facts).done
    assert sum(map(len, indicators.status_statements(facts).values())) == coverage(facts).done
    assert sum(map(len, indicators.commitment_statements(facts).values())) == coverage(facts).done
    assert sum(len(cell.statements) for cell in indicators.admiralty_cells(facts)) == coverage(facts).done


@given(articles)
def test_proximity_parts_add_up(facts: ArticleFacts) -> None:
    answers = (*Proximity, None)
    parts = sum(indicators.attributed_with_proximity(facts, answer) for answer in answers)
    assert parts == indicators.attributed(facts).k


@given(articles)
def test_sources_and_paths_are_consistent(facts: ArticleFacts) -> None:
    uses, paths = indicators.sources_used(facts), indicators.access_paths(facts)
    assert indicators.source_diversity(facts).mentions == sum(use.mentions for use in uses)
    assert 0 <= paths.merged <= paths.count
    assert paths.probable or paths.merged == paths.count


def test_bounds_of_the_worked_example() -> None:
    facts = unfinish(A, {"S2", "S3", "S5", "S7"})
    found = indicators.attributed(facts)
    assert (found.k, found.n, found.bounds, found.display) == (3, 6, (0.3, 0.7), Display.BOUNDS)


def test_unfinished_statement_may_hold_any_number_of_hedges() -> None:
    assert indicators.unsourced(unfinish(A, {"S10"})).bounds == (0.0, 1.0)


@pytest.mark.parametrize(("facts", "slug", "expected"), [(A, "seed-a", (3, 5)), (B, "seed-b", (4, 5))])
def test_accepted_alternatives_give_the_range_of_component_1(
    facts: ArticleFacts, slug: str, expected: tuple[int, int]
) -> None:
    other = {ref: row["accept_also"]["status"] for ref, row in read_gold(slug).rows.items()
             if "status" in row.get("accept_also", {})}  # fmt: skip
    varied = facts
    for reference, status in other.items():
        pointer = {"status": Status(status), "continues": f"{slug}-S1"}
        varied = changed(varied, reference.rsplit("-", 1)[1], **pointer)
    assert count_range([indicators.attributed(facts).k, indicators.attributed(varied).k]) == expected


@pytest.mark.parametrize(
    ("source_type", "indicator"),
    [
        (SourceType.NAMED_PERSON, indicators.named),
        (SourceType.MEDIA, indicators.named),
        (SourceType.ANONYMOUS, indicators.anonymous_only),
        (SourceType.COLLECTIVE, indicators.collective_only),
        (SourceType.DOCUMENT, indicators.document),
    ],
)
def test_carried_statement_counts_with_its_neighbours_type(
    source_type: SourceType, indicator: IndicatorFunction
) -> None:
    def retype(tags: StatementTags) -> StatementTags:
        return replace(tags, relations=(replace(tags.relations[0], source_type=source_type),))

    facts = swapped(changed(B, "S4", status=Status.CARRIED, continues="seed-b-S3"), "S3", retype)
    facts = swapped(facts, "S4", lambda tags: replace(tags, relations=()))
    assert {"seed-b-S3", "seed-b-S4"} <= set(indicator(facts).statements)


def test_links_are_checked_where_somebody_opened_them() -> None:
    facts = changed(changed(A, "S4", link_check=LinkCheck.SUPPORTS), "S9", link_check=LinkCheck.UNREACHABLE)
    found = indicators.links_checked(facts)
    assert (found.k, found.n, found.statements) == (2, 3, ("seed-a-S4", "seed-a-S9"))


def test_corroboration_needs_a_judgement_and_two_origins() -> None:
    judged = changed(B, "S3", corroboration=Corroboration.INDEPENDENT)
    recorded = changed(judged, "S3", origins=("Kremlin",))
    assert indicators.corroborated(judged).k == 0
    assert indicators.corroborated(recorded).statements == ("seed-b-S3",)
    assert indicators.corroborated(changed(recorded, "S3", corroboration=Corroboration.SAME_ORIGIN)).k == 0


@pytest.mark.parametrize("response", [Response.DECLINED, Response.SOUGHT_NO_REPLY, Response.INCLUDED])
def test_any_attempt_to_get_a_reply_counts(response: Response) -> None:
    assert indicators.reply(changed(B, "S9", response=response)).statements == ("seed-b-S9",)


def test_reply_nobody_looked_for_is_no_reply() -> None:
    facts = changed(B, "S9", response=None)
    assert (indicators.reply(facts).k, indicators.reply(facts).n) == (0, 3)
    assert indicators.accusations_not_judged(facts) == 1


def test_probable_same_origins_merge_access_paths() -> None:
    assert indicators.access_paths(A) == AccessPaths(count=3, merged=1, probable=True)
    assert indicators.access_paths(B) == AccessPaths(count=3, merged=3, probable=False)


def test_paths_that_are_all_suspect_are_one() -> None:
    flags = (SourcingFlag.PROBABLE_SAME_ORIGIN,)
    facts = replace(B, statements=tuple(replace(tags, sourcing_flags=flags) for tags in B.statements))
    assert indicators.access_paths(facts) == AccessPaths(count=3, merged=1, probable=True)


def test_path_that_also_carries_an_unsuspected_statement_stands() -> None:
    flags = (SourcingFlag.PROBABLE_SAME_ORIGIN,)
    facts = swapped(B, "S2", lambda tags: replace(tags, sourcing_flags=flags))
    assert indicators.access_paths(facts) == AccessPaths(count=3, merged=3, probable=False)


def test_unresolved_sources_are_told_apart_by_their_words() -> None:
    def unresolve(tags: StatementTags) -> StatementTags:
        return replace(tags, relations=tuple(replace(r, source_name="", chain=()) for r in tags.relations))

    facts = replace(B, statements=tuple(map(unresolve, B.statements)))
    names = [use.name for use in indicators.sources_used(facts)]
    assert names == sorted(names) and "the statement" in names and len(names) == 4
    assert "the Kremlin's press service" in indicators.article_origins(facts)


def test_unsourced_hedges_are_counted_by_type() -> None:
    by_type = indicators.unsourced_by_type(A)
    assert {kind: (found.k, found.n) for kind, found in by_type.items()} == {
        HedgeType.ALLEGATION: (0, 1),
        HedgeType.HEARSAY: (1, 1),
    }
