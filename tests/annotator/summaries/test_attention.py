"""The attention list: its order, its words, and each rule once."""

from dataclasses import replace
from typing import Any, Final

import pytest

from annotator.summaries.attention import QUANTITY, RULES, attention_list
from annotator.summaries.facts import ArticleFacts
from annotator.tagging.codebook import BiasFlag, ClaimType, LinkCheck, SourcingFlag
from tests.gold import gold_facts

A, B = gold_facts("seed-a"), gold_facts("seed-b")


def listed(facts: ArticleFacts, code: str) -> list[str]:
    return [item.statement.rsplit("-", 1)[1] for item in attention_list(facts) if item.code == code]


def changed(facts: ArticleFacts, label: str, **fields: Any) -> ArticleFacts:
    values = fields.pop("values", {})
    statements = (
        replace(tags, values=replace(tags.values, **values), **fields) if tags.label == label else tags
        for tags in facts.statements
    )
    return replace(facts, statements=tuple(statements))


EXPECTED: Final = {
    "seed-a": [
        (3, "key_point", ["K5", "K1"]),
        (5, "unsourced_hedge", ["S4"]),
        (7, "without_source", ["S2", "S3", "S5", "S7", "S8", "S10"]),
        (8, "endorsed_document", ["S9"]),
        (9, "probable_same_origin", ["S6", "S9"]),
    ],
    "seed-b": [
        (1, "flat_contested", ["S8"]),
        (2, "no_reply", ["S8", "S9", "S10"]),
        (5, "unsourced_hedge", ["S4", "S6"]),
        (6, "orphan_quote", ["S6"]),
        (7, "without_source", ["S8", "S13", "S4", "S6", "S7", "S9", "S10"]),
    ],
}


@pytest.mark.parametrize(("facts", "slug"), [(A, "seed-a"), (B, "seed-b")])
def test_samples_are_listed_by_rank_and_figures_first(facts: ArticleFacts, slug: str) -> None:
    items = attention_list(facts)
    found = {(item.rank, item.code): listed(facts, item.code) for item in items}
    assert [(*key, labels) for key, labels in found.items()] == EXPECTED[slug]
    assert [item.rank for item in items] == sorted(item.rank for item in items)


def test_every_rule_has_its_rank_and_code() -> None:
    assert len(RULES) == 10 == len({code for code, _ in RULES})


def test_sentences_name_the_statement_and_the_words() -> None:
    (hedge,) = [item for item in attention_list(A) if item.code == "unsourced_hedge"]
    assert hedge.sentence.startswith("S4 has the hedge “reportedly” with nobody behind it")
    (strengthened,) = [item for item in attention_list(A) if item.statement == "seed-a-K1"]
    assert "more than S1" in strengthened.sentence
    assert all(item.sentence.endswith(".") for item in (*attention_list(A), *attention_list(B)))


def test_unfinished_statements_wait_and_no_claims_are_left_out() -> None:
    assert listed(changed(B, "S8", values={"status": None}), "flat_contested") == []
    assert listed(changed(B, "S8", values={"claim_type": ClaimType.NOT_A_CLAIM}), "flat_contested") == []


@pytest.mark.parametrize(
    "fields",
    [
        {"values": {"link_check": LinkCheck.DOES_NOT_SUPPORT}},
        {"sourcing_flags": (SourcingFlag.LINK_DOES_NOT_SUPPORT,)},
    ],
)
def test_link_that_does_not_support_is_rank_four(fields: dict[str, Any]) -> None:
    found = [item for item in attention_list(changed(A, "S6", **fields)) if item.rank == 4]
    assert [item.statement for item in found] == ["seed-a-S6"]


def test_verified_document_may_be_endorsed() -> None:
    checked = changed(A, "S9", values={"link_check": LinkCheck.SUPPORTS}, sourcing_flags=())
    assert listed(checked, "endorsed_document") == []
    doubtful = changed(A, "S9", values={"link_check": LinkCheck.SUPPORTS})
    assert listed(doubtful, "endorsed_document") == ["S9"]


def test_flags_both_annotators_set_come_last() -> None:
    agreed = {"seed-a-S8": (BiasFlag.LABELING,), "seed-a-S1": (BiasFlag.PUFFERY, BiasFlag.MISMATCH)}
    items = attention_list(replace(A, agreed_flags=agreed))
    assert [item.sentence for item in items if item.rank == 10] == [
        "S1 was flagged by every annotator: mismatch.",
        "S1 was flagged by every annotator: puffery.",
        "S8 was flagged by every annotator: labeling.",
    ]


def test_long_quotations_are_cut() -> None:
    (item,) = [item for item in attention_list(B) if item.code == "orphan_quote"]
    assert "central pillars" in item.sentence and len(item.sentence) < 120


@pytest.mark.parametrize(
    ("words", "is_quantity"),
    [
        ("up to 12,000 troops", True),
        ("Thousands of drones", True),
        ("a rise of 3.5 percent", True),
        ("at least 7.", True),
        ("12,000-strong", True),
        ("in 2022.", False),
        ("Sukhoi Su-35 jets", False),
        ("called Geran-2", False),
        ("an F16", False),
        ("no figure at all", False),
    ],
)
def test_quantities_are_neither_years_nor_names(words: str, is_quantity: bool) -> None:
    assert bool(QUANTITY.search(words)) is is_quantity
