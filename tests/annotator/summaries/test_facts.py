"""Sets, coverage, links and the digest of an article's facts."""

from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from annotator.summaries.facts import (
    ArticleFacts,
    CitationFact,
    Coverage,
    LinkScope,
    citation_facts,
    citation_scopes,
    claims,
    coverage,
    digest_facts,
    finished,
    host_of,
    make_facts,
    speaking_relations,
)
from annotator.tagging.codebook import ClaimType, Status
from annotator.tagging.records import StatementValues
from annotator.text.spans import Span
from annotator.text.structure import Citation, SegmentKind, StatementSpan
from tests.gold import gold_facts, read_gold

A: Final = gold_facts("seed-a")


def changed(facts: ArticleFacts, label: str, **values: object) -> ArticleFacts:
    statements = (
        replace(tags, values=replace(tags.values, **values)) if tags.label == label else tags  # type: ignore[arg-type]
        for tags in facts.statements
    )
    return replace(facts, statements=tuple(statements))


def test_key_points_are_no_claims_of_the_body() -> None:
    assert [tags.label for tags in claims(A)] == [f"S{number}" for number in range(1, 11)]


def test_what_is_no_claim_leaves_the_denominator() -> None:
    assert coverage(changed(A, "S1", claim_type=ClaimType.NOT_A_CLAIM)) == Coverage(9, 9)


def test_what_is_not_finished_stays_in_the_denominator() -> None:
    facts = changed(changed(A, "S1", claim_type=None), "S2", status=None)
    assert coverage(facts) == Coverage(8, 10)
    assert coverage(facts).unfinished == 2
    assert {"S1", "S2"}.isdisjoint(tags.label for tags in finished(facts))


def test_article_without_claims_is_covered() -> None:
    assert coverage(replace(A, statements=())).share == 1.0


def test_carried_statement_speaks_with_its_neighbours_source() -> None:
    facts = changed(changed(A, "S2", status=Status.CARRIED, continues="seed-a-S1"), "S3", continues="seed-a-S2")
    by_label = {tags.label: tags for tags in facts.statements}
    assert speaking_relations(facts, by_label["S3"]) == by_label["S1"].relations


def test_pointers_in_a_circle_and_into_nothing_end() -> None:
    facts = changed(changed(A, "S2", continues="seed-a-S3"), "S3", continues="seed-a-S2")
    facts = changed(facts, "S7", continues="gone")
    by_label = {tags.label: tags for tags in facts.statements}
    assert speaking_relations(facts, by_label["S2"]) == speaking_relations(facts, by_label["S7"]) == ()


def test_link_covers_its_sentence_and_earlier_ones_of_the_paragraph() -> None:
    sentence = dict.fromkeys(("S4", "S6", "S9"), LinkScope.SENTENCE)
    paragraph = dict.fromkeys(("S1", "S2", "S3", "S5", "S7", "S8"), LinkScope.PARAGRAPH)
    assert A.linked == sentence | paragraph


@pytest.mark.parametrize("label", [f"S{number}" for number in range(1, 11)])
def test_link_scopes_are_those_of_the_gold_rows(label: str) -> None:
    assert A.linked.get(label) == read_gold("seed-a").rows[f"seed-a-{label}"].get("citation_scope")


BODY: Final = (
    StatementSpan("K1", SegmentKind.KEY_POINT, Span(0, 9)),
    StatementSpan("S1", SegmentKind.BODY, Span(10, 20), 0),
    StatementSpan("S2", SegmentKind.BODY, Span(21, 30), 0),
    StatementSpan("S3", SegmentKind.BODY, Span(80, 90), 1),
)


@pytest.mark.parametrize(
    ("link", "scopes", "home"),
    [
        (Span(25, 29), {"S1": "paragraph", "S2": "sentence"}, ("S2", True)),
        (Span(12, 15), {"S1": "sentence"}, ("S1", True)),
        # After the full stop, in brackets: it closes the paragraph's last sentence without lying in it.
        (Span(32, 40), {"S1": "paragraph", "S2": "paragraph"}, ("S2", False)),
        # A line of its own belongs to no sentence.
        (Span(60, 70), {}, ("", False)),
        (Span(2, 5), {}, ("", False)),
        (Span(81, 85), {"S3": "sentence"}, ("S3", True)),
    ],
)
def test_link_belongs_to_the_sentence_it_is_in_or_closes(
    link: Span, scopes: dict[str, str], home: tuple[str, bool]
) -> None:
    citation = Citation(link, "source", "https://www.example.org/a")
    assert citation_scopes(BODY, [citation]) == scopes
    assert citation_facts(BODY, [citation]) == (CitationFact(citation.url, "example.org", *home),)


def test_nearer_scope_wins_whatever_the_order_of_links() -> None:
    first, second = (Citation(span, "source", "https://example.org") for span in (Span(12, 15), Span(25, 29)))
    expected = {"S1": LinkScope.SENTENCE, "S2": LinkScope.SENTENCE}
    assert citation_scopes(BODY, [first, second]) == citation_scopes(BODY, [second, first]) == expected


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.apnews.com/article/x", "apnews.com"),
        ("HTTPS://APNEWS.com:443/", "apnews.com"),
        ("not an address", ""),
        ("http://[broken/", ""),
    ],
)
def test_host_is_the_site(url: str, host: str) -> None:
    assert host_of(url) == host


def test_made_facts_hold_the_date_as_text() -> None:
    facts = make_facts(article="a", text="", words=0, statements=(), published=date(2025, 1, 13))
    assert facts.published_on == "2025-01-13"
    assert make_facts(article="a", text="", words=0, statements=()).published_on == ""


def test_digest_ignores_order() -> None:
    statements = tuple(
        replace(tags, relations=tags.relations[::-1], hedges=tags.hedges[::-1]) for tags in A.statements[::-1]
    )
    assert digest_facts(replace(A, statements=statements)) == digest_facts(A)


@pytest.mark.parametrize(
    "facts",
    [
        changed(A, "S1", status=None),
        changed(A, "S1", evidence=("a document",)),
        replace(A, words=268),
        replace(A, revision=2),
        replace(A, text=A.text + " "),
        replace(A, linked={}),
        replace(A, statements=A.statements[:-1]),
    ],
)
def test_digest_sees_every_change(facts: ArticleFacts) -> None:
    assert digest_facts(facts) != digest_facts(A)


def test_digest_sees_the_order_of_a_chain() -> None:
    tags = A.statements[5]
    turned = replace(tags, relations=(replace(tags.relations[0], chain=tags.relations[0].chain[::-1]),))
    assert len(tags.relations[0].chain) == 2
    assert digest_facts(replace(A, statements=(turned,))) != digest_facts(replace(A, statements=(tags,)))


def test_untouched_values_are_unfinished() -> None:
    statements = tuple(replace(tags, values=StatementValues()) for tags in A.statements)
    assert coverage(replace(A, statements=statements)) == Coverage(0, 10)
