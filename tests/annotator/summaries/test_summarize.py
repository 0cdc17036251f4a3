"""The oracle: every row of SCHEME 9.7 on both samples, the record of 9.6, and what holds for any article."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given

from annotator.summaries.facts import ArticleFacts
from annotator.summaries.records import to_json
from annotator.summaries.summarize import METHOD_VERSION, summarize_article
from annotator.tagging.codebook import Credibility, Reliability
from annotator.tagging.records import StatementTags, StatementValues
from annotator.text.structure import SegmentKind
from tests.annotator.summaries.strategies import articles
from tests.gold import gold_facts

GOLDEN: Final = Path(__file__).parent / "golden"
FACTS: Final = {slug: gold_facts(slug) for slug in ("seed-a", "seed-b")}
RECORDS: Final = {slug: to_json(summarize_article(facts)) for slug, facts in FACTS.items()}


def at(record: Any, path: str) -> Any:
    for key in path.split("."):
        record = record[key]
    return record


def count(record: Any, path: str) -> tuple[int, int]:
    found = at(record, path)
    return found["k"], found["n"]


# One row a component of SCHEME 9.7: path in the record, seed A, seed B.
COUNTS: Final = [
    ("who.attributed", (3, 10), (4, 13)),
    ("who.attributed_required", (3, 10), (4, 11)),
    ("who.cited_only", (1, 10), (0, 13)),
    ("who.vague", (0, 10), (2, 13)),
    ("who.author_voice", (6, 10), (7, 13)),
    ("who.named", (1, 3), (3, 4)),
    ("who.contested_flat", (0, 1), (1, 1)),
    ("certainty.hedged_claim", (1, 10), (3, 13)),
    ("certainty.hedged_any", (3, 10), (6, 13)),
    ("certainty.unsourced", (1, 2), (2, 3)),
    ("basis.primary", (0, 3), (2, 4)),
    ("basis.secondary", (3, 3), (1, 4)),
    ("basis.linked_sentence", (3, 10), (0, 13)),
    ("basis.linked_paragraph", (9, 10), (0, 13)),
    ("fairness.reply", (1, 1), (0, 3)),
]
VALUES: Final = [
    ("coverage.done", 10, 13),
    ("coverage.of", 10, 13),
    ("basis.primary.unknown", 0, 1),
    ("basis.sources", 4, 3),
    ("basis.n_eff", 4.0, 2.67),
    ("basis.gini_simpson", 0.75, 0.625),
    ("basis.simpson_d", 1.0, 0.833),
    ("basis.evenness", 1.0, 0.946),
    ("fairness.unsure", 2, 3),
    ("article_facts.words", 267, 304),
    ("overall_score", None, None),
]
TABLES: Final[list[tuple[str, dict[str, int], dict[str, int]]]] = [
    ("who.status", {"explicit": 3, "citation_only": 1, "unattributed": 6},
     {"explicit": 4, "vague": 2, "unattributed": 7}),
    ("certainty.commitment", {"asserted": 7, "reported": 1, "distanced": 1, "endorsed": 1},
     {"asserted": 7, "reported": 4, "tentative": 2}),
    ("certainty.hedge_types", {"allegation": 1, "hearsay": 1, "epistemic": 1, "distancing": 1, "booster": 1},
     {"expectation": 3, "approximation": 2, "distancing": 1}),
    ("fairness.key_points", {"faithful": 3, "strengthened": 1, "unsupported": 1}, {}),
    ("fairness.flags",
     {"puffery": 2, "motive_attribution": 1, "presupposition": 1, "labeling": 1, "overreach": 1},
     {"labeling": 1, "one_sided": 1, "opinion_as_fact": 1, "unattributed_contested": 1}),
]  # fmt: skip
PAIRS: Final = {
    "seed-a": {"F3": 5, "B2": 1, "F2": 1, "C3": 1, "B3": 1, "F4": 1},
    "seed-b": {"F3": 7, "B2": 3, "F2": 2, "B3": 1},
}


@pytest.mark.parametrize(("path", "a", "b"), COUNTS)
def test_oracle_counts(path: str, a: tuple[int, int], b: tuple[int, int]) -> None:
    assert (count(RECORDS["seed-a"], path), count(RECORDS["seed-b"], path)) == (a, b)


@pytest.mark.parametrize(("path", "a", "b"), VALUES)
def test_oracle_values(path: str, a: object, b: object) -> None:
    assert (at(RECORDS["seed-a"], path), at(RECORDS["seed-b"], path)) == (a, b)


@pytest.mark.parametrize(("path", "a", "b"), TABLES)
def test_oracle_tables(path: str, a: dict[str, int], b: dict[str, int]) -> None:
    found = [{key: n for key, n in at(RECORDS[slug], path).items() if n} for slug in ("seed-a", "seed-b")]
    assert found == [a, b]


@pytest.mark.parametrize("slug", FACTS)
def test_oracle_admiralty_pairs(slug: str) -> None:
    table = RECORDS[slug]["basis"]["admiralty"]["table"]
    found = {f"{letter}{number}": n for letter, row in table.items() for number, n in row.items() if n}
    assert found == PAIRS[slug]


@pytest.mark.parametrize(("slug", "points", "body"), [("seed-a", 5, 10), ("seed-b", 0, 13)])
def test_oracle_statements(slug: str, points: int, body: int) -> None:
    kinds = Counter(tags.kind for tags in FACTS[slug].statements)
    assert (kinds[SegmentKind.KEY_POINT], kinds[SegmentKind.BODY]) == (points, body)


def test_only_flat_claim_is_b_s8() -> None:
    assert RECORDS["seed-b"]["who"]["contested_flat"]["statements"] == ["seed-b-S8"]


def test_flags_number_six_and_four() -> None:
    assert [sum(RECORDS[slug]["fairness"]["flags"].values()) for slug in FACTS] == [6, 4]


def subset(part: Any, whole: Any) -> bool:
    """Say whether every key of `part` is in `whole` with the same value."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and subset(part[key], whole[key]) for key in part)
    return bool(part == whole)


def test_record_holds_the_example_of_the_scheme() -> None:
    example: dict[str, Any] = {"article": "seed-b", "scheme": "1.0", "revision": 7, "coverage": {"done": 13, "of": 13},
     "annotators": 1, "adjudicated": False,
     "who": {"attributed": {"k": 4, "n": 13}, "attributed_required": {"k": 4, "n": 11},
             "cited_only": {"k": 0, "n": 13}, "vague": {"k": 2, "n": 13}, "author_voice": {"k": 7, "n": 13},
             "named": {"k": 3, "n": 4}, "contested_flat": {"k": 1, "n": 1, "statements": ["seed-b-S8"]}},
     "certainty": {"hedged_claim": {"k": 3, "n": 13}, "hedged_any": {"k": 6, "n": 13}, "unsourced": {"k": 2, "n": 3}},
     "basis": {"sources": 3, "n_eff": 2.67, "primary": {"k": 2, "n": 4, "unknown": 1},
               "linked_sentence": {"k": 0, "n": 13}},
     "fairness": {"reply": {"k": 0, "n": 3},
                  "flags": {"labeling": 1, "one_sided": 1, "opinion_as_fact": 1, "unattributed_contested": 1},
                  "unsure": 3},
     "overall_score": None}  # fmt: skip
    record = to_json(summarize_article(replace(FACTS["seed-b"], revision=7)))
    assert subset(example, record)
    assert list(record["fairness"]["flags"]) == list(example["fairness"]["flags"])


@pytest.mark.parametrize("slug", FACTS)
def test_record_is_the_golden_one(slug: str) -> None:
    golden = json.loads((GOLDEN / f"{slug}.summary.json").read_text(encoding="utf-8"))
    assert RECORDS[slug] == golden


@pytest.mark.parametrize("slug", FACTS)
def test_unjudged_letters_and_numbers_change_the_table_only(slug: str) -> None:
    """No figure is computed from an Admiralty label."""
    letters = {Reliability.B: Reliability.A, Reliability.C: Reliability.E, Reliability.F: None}
    numbers = dict(zip(Credibility, reversed(Credibility), strict=True))

    def swapped(tags: StatementTags) -> StatementTags:
        letter, number = tags.values.reliability, tags.values.credibility
        assert letter and number
        return replace(tags, values=replace(tags.values, reliability=letters[letter], credibility=numbers[number]))

    statements = tuple(map(swapped, FACTS[slug].statements))
    record = to_json(summarize_article(replace(FACTS[slug], statements=statements)))
    assert record["basis"].pop("admiralty") != RECORDS[slug]["basis"]["admiralty"]
    expected = RECORDS[slug] | {"facts_digest": record["facts_digest"]}
    expected["basis"] = {key: value for key, value in expected["basis"].items() if key != "admiralty"}
    assert record == expected


def turned(tags: StatementTags) -> StatementTags:
    """Return the statement with its tags in the opposite order."""
    names = ("relations", "hedges", "sourcing_flags", "wording_flags")
    return replace(tags, **{name: getattr(tags, name)[::-1] for name in names})


@given(articles)
def test_summary_does_not_depend_on_the_order_of_tags(facts: ArticleFacts) -> None:
    statements = tuple(map(turned, facts.statements[::-1]))
    again = replace(facts, statements=statements, citations=facts.citations[::-1])
    assert to_json(summarize_article(again)) == to_json(summarize_article(facts))


def keys(record: Any) -> list[str]:
    if isinstance(record, dict):
        return [*record, *(key for value in record.values() for key in keys(value))]
    return [key for item in record for key in keys(item)] if isinstance(record, list) else []


@given(articles)
def test_record_is_json_without_a_score(facts: ArticleFacts) -> None:
    record = to_json(summarize_article(facts))
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert [key for key in keys(record) if "score" in key] == ["overall_score"]
    assert record["overall_score"] is None


@given(articles)
def test_shape_of_the_record_never_changes(facts: ArticleFacts) -> None:
    record, other = to_json(summarize_article(facts)), RECORDS["seed-a"]
    assert list(record) == list(other)
    for block in ("who", "certainty", "basis", "fairness", "article_facts"):
        assert list(record[block]) == list(other[block])


EMPTY: Final = replace(FACTS["seed-a"], statements=(), citations=(), linked={}, words=0)
UNTAGGED: Final = replace(
    FACTS["seed-a"], statements=tuple(replace(t, values=StatementValues()) for t in FACTS["seed-a"].statements)
)
KEY_POINTS: Final = replace(FACTS["seed-a"], statements=FACTS["seed-a"].statements[:5])


def test_article_without_statements_has_nothing_to_show() -> None:
    record = to_json(summarize_article(EMPTY))
    assert record["coverage"] == {"done": 0, "of": 0, "incomplete": False}
    assert record["who"]["attributed"] == {"k": 0, "n": 0, "statements": [], "display": "nothing"}
    assert (record["basis"]["n_eff"], record["fairness"]["flags_per_100_words"]) == (None, None)
    assert record["attention"] == []


def test_untagged_article_is_incomplete_and_bounded_by_nothing() -> None:
    record = to_json(summarize_article(UNTAGGED))
    assert record["coverage"] == {"done": 0, "of": 10, "incomplete": True}
    attributed = record["who"]["attributed"]
    assert attributed == {"k": 0, "n": 0, "statements": [], "display": "bounds", "bounds": [0.0, 1.0]}
    assert record["basis"]["links_checked"]["bounds"] == [0.0, 1.0]


def test_key_points_alone_are_checked_for_fidelity_only() -> None:
    record = to_json(summarize_article(KEY_POINTS))
    assert record["coverage"]["of"] == 0
    assert record["fairness"]["key_points"]["strengthened"] == 1
    assert record["fairness"]["flags"] == {}
    assert [item["statement"] for item in record["attention"]] == ["seed-a-K5", "seed-a-K1"]


def test_summary_names_its_method_and_its_facts() -> None:
    record = RECORDS["seed-a"]
    assert record["method_version"] == METHOD_VERSION
    assert len(record["facts_digest"]) == 64
    assert record["facts_digest"] != RECORDS["seed-b"]["facts_digest"]


def test_article_facts_are_shown_and_not_rated() -> None:
    assert RECORDS["seed-a"]["article_facts"] == {
        "byline_kind": "ai_disclosed",
        "digital_source_type": "",
        "ai_disclosed": True,
        "work_type": None,
        "words": 267,
        "missing": ["published_on", "outlet"],
    }
