"""Fields and values understood: aliases, displayed names, one tag or several, and help for what is unknown."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import DomainError
from annotator.search.query import FieldTerm, parse_query
from annotator.search.vocabulary import Vocabulary, all_fields, answers_of, unknown_value
from annotator.search.wish import Wish, sources_named, understand
from annotator.tagging.wanted import Said, WantedTag

KREMLIN = UUID(int=1)
NAMES = {
    ("status", "unattributed"): "Author's voice",
    ("status", "citation_only"): "Link only",
    ("relation_kind", "fact"): "Evidence",
    ("bias_flag", "labeling"): "Label",
    ("sourcing_flag", "stale"): "Label",
}
WORDS = Vocabulary(NAMES, {"Kremlin": frozenset({KREMLIN})})


def wish_of(typed: str) -> Wish:
    """Return what was typed, understood."""
    return understand(parse_query(typed), WORDS)


def tag(*answers: tuple[str, object]) -> WantedTag:
    """Return a wanted tag with one value a field."""
    return WantedTag(tuple((Said(column, frozenset({value})),) for column, value in answers))


@pytest.mark.parametrize("typed", ["status:unattributed", 'status:"author’s voice"', "attribution:Unattributed"])
def test_values_go_by_key_and_by_name(typed: str) -> None:
    assert wish_of(typed).tags == (tag(("status", "unattributed")),)


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("hedge:hearsay sourced:no", (tag(("hedge_type", "hearsay"), ("sourced", False)),)),
        ("hedge:hearsay hedge:weasel", (tag(("hedge_type", "hearsay")), tag(("hedge_type", "weasel")))),
        ("status:vague hedge:hearsay", (tag(("status", "vague")), tag(("hedge_type", "hearsay")))),
        ("status:vague type:plan", (tag(("status", "vague"), ("claim_type", "plan")),)),
        ("source:Kremlin stance:distancing", (tag(("source", KREMLIN), ("cue_stance", "distancing")),)),
        ("flag:labeling unsure:yes", (tag(("bias_flag", "labeling"), ("unsure", True)),)),
        ("proximity:primary quote:direct", (tag(("proximity", "primary")), tag(("quote", "direct")))),
        ("proximity:primary proximity:secondary", (tag(("proximity", "primary")), tag(("proximity", "secondary")))),
        ("flag:orphan_quote quote:mixed", (tag(("derived_flag", "orphan_quote"), ("quote", "mixed")),)),
    ],
)
def test_terms_of_one_kind_are_about_one_tag(typed: str, tags: tuple[WantedTag, ...]) -> None:
    assert wish_of(typed).tags == tags


def test_several_values_and_several_fields_behind_one_name() -> None:
    (one,) = wish_of("status:vague,carried").tags
    (flag,) = wish_of("flag:stale,labeling").tags

    assert one.says == ((Said("status", frozenset({"vague", "carried"})),),)
    assert flag.says == ((Said("sourcing_flag", frozenset({"stale"})), Said("bias_flag", frozenset({"labeling"}))),)


def test_the_article_as_a_whole_and_what_must_not_be() -> None:
    wish = wish_of("work_type:opinion -byline_kind:agency -status:vague -hedge:hearsay mayor")

    assert wish.article_tags == (tag(("work_type", "opinion")),)
    assert wish.not_article_tags == (tag(("byline_kind", "agency")),)
    assert wish.not_tags == (tag(("status", "vague")), tag(("hedge_type", "hearsay")))


@pytest.mark.parametrize(
    ("typed", "about_statements", "needs_statements"),
    [
        ("mayor", True, False),
        ("outlet:BBC", False, False),
        ("work_type:opinion", False, False),
        ("outlet:BBC kind:headline", True, True),
        ("outlet:BBC -status:vague", True, True),
        ("status:vague", True, True),
    ],
)
def test_what_a_wish_is_about(typed: str, about_statements: bool, needs_statements: bool) -> None:
    wish = wish_of(typed)

    assert (wish.is_about_statements, wish.needs_statements) == (about_statements, needs_statements)


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("statsu:vague", "search_field_unknown", "There is no field “statsu”. Did you mean “status:”?"),
        ("zzzz:vague", "search_field_unknown", "There is no field “zzzz”. Known are type, attribution"),
        ("http://x.org", "search_field_unknown", "put them in quotation marks"),
        ("status:vage", "search_value_unknown", "Did you mean status:vague?"),
        ("status:autors_voice", "search_value_unknown", "Did you mean status:unattributed?"),
        ("status:zzzz", "search_value_unknown", "Known are explicit, carried, citation_only (Link only)"),
        ("affiliation:zzzz", "search_value_unknown", "government, military"),
        ("sourced:maybe", "search_value_unknown", "Known are yes, no"),
        ("flag:zzzz", "search_value_unknown", "and 5 more"),
        ("flag:label", "search_value_ambiguous", "write flag:labeling or flag:stale"),
        ("status:", "search_value_missing", "right behind the colon: status:explicit"),
        ("date: mayor", "search_value_missing", "2025-01..2025-03"),
        ("source: mayor", "search_value_missing", "the name of a source"),
        ("status:vague status:carried", "search_contradicts", "For either of them, write status:vague,carried."),
        ("attribution:vague status:carried", "search_contradicts", "write attribution:vague,carried."),
        ("work_type:opinion work_type:report", "search_contradicts", "write work_type:opinion,report."),
    ],
)
def test_what_is_unknown_is_helped_with(typed: str, code: str, said: str) -> None:
    with pytest.raises(DomainError) as refusal:
        wish_of(typed)

    assert refusal.value.code == code
    assert said in refusal.value.message


def test_every_field_has_a_name_and_every_value_can_be_asked_for() -> None:
    for field in all_fields():
        for answer in answers_of(field, {}):
            wish = wish_of(f"{field}:{answer.key}")
            assert wish.tags or wish.article_tags


def test_a_value_that_nothing_is_known_of() -> None:
    assert unknown_value("article", "x", []).message == "“x” is no value of article."


def test_sources_are_asked_for_by_name() -> None:
    assert sources_named(parse_query('source:Kremlin,"Foreign Ministry" -source:TASS mayor')) == (
        "Kremlin", "Foreign Ministry", "TASS"
    )  # fmt: skip


@given(st.lists(st.sampled_from(all_fields()), max_size=4), st.lists(st.text(max_size=8), max_size=4))
def test_any_query_is_understood_or_refused(fields: list[str], values: list[str]) -> None:
    terms = tuple(FieldTerm(field, tuple(values)) for field in fields if field != "source")
    try:
        understand(parse_query("mayor"), WORDS)
        understand(type(parse_query("mayor"))((), terms), WORDS)
    except DomainError as refusal:
        assert refusal.message
