"""What was typed, read: words, phrases, fields, exclusions; anything else is refused in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import DomainError
from annotator.search.query import LONGEST_QUERY, MOST_TERMS, FieldTerm, Query, Words, parse_query, words_of

READ = [
    ("mayor", Query(words=(Words("mayor"),))),
    ("  mayor   denies ", Query(words=(Words("mayor"), Words("denies")))),
    ('"two officials"', Query(words=(Words("two officials"),))),
    ("“two officials” „und so“", Query(words=(Words("two officials"), Words("und so")))),
    ("alleg*", Query(words=(Words("alleg", is_prefix=True),))),
    ('mayor -bribes -"two officials"',
     Query(words=(Words("mayor"), Words("bribes", is_excluded=True), Words("two officials", is_excluded=True)))),
    ("can't 12:30", Query(words=(Words("can't"), Words("12:30")))),
    ("A – B -", Query(words=(Words("A"), Words("B")))),
    ("status:vague", Query(fields=(FieldTerm("status", ("vague",)),))),
    ("Status:Vague -hedge:hearsay",
     Query(fields=(FieldTerm("status", ("Vague",)), FieldTerm("hedge", ("hearsay",), is_excluded=True)))),
    ('outlet:"The  Moscow Times",BBC', Query(fields=(FieldTerm("outlet", ("The Moscow Times", "BBC")),))),
    ("status: vague", Query(words=(Words("vague"),), fields=(FieldTerm("status", ()),))),
    ('status:""', Query(fields=(FieldTerm("status", ()),))),
    ("may\x00or\tdenies", Query(words=(Words("may"), Words("or"), Words("denies")))),
]  # fmt: skip
REFUSED = [
    ("", "query_empty", "type at least one"),
    (" – … - ", "query_empty", "type at least one"),
    ("-mayor -status:vague", "query_only_excludes", "must be there"),
    ('mayor "two officials', "query_quote_open", "before “two officials”"),
    ('mayor "', "query_quote_open", "The quotation mark is not closed"),
    ("a" * (LONGEST_QUERY + 1), "query_too_long", "501"),
    ("a " * (MOST_TERMS + 1), "query_too_many_terms", "21"),
]


@pytest.mark.parametrize(("typed", "query"), READ)
def test_what_is_typed_is_read(typed: str, query: Query) -> None:
    assert parse_query(typed) == query


@pytest.mark.parametrize(("typed", "code", "words"), REFUSED)
def test_what_cannot_be_read_is_said(typed: str, code: str, words: str) -> None:
    with pytest.raises(DomainError, match=words) as refusal:
        parse_query(typed)

    assert refusal.value.code == code


@given(st.text(max_size=60) | st.text('":,-* “”abé\x00', max_size=40))
def test_anything_is_read_or_refused(typed: str) -> None:
    try:
        query = parse_query(typed)
    except DomainError as refusal:
        assert refusal.message
    else:
        assert query.words or query.fields


@given(st.sampled_from([query for _, query in READ if query.fields and all(t.values for t in query.fields)]))
def test_a_field_is_written_as_it_is_read(query: Query) -> None:
    assert (
        parse_query(" ".join(term.written for term in query.fields)).fields == query.fields
        or query.fields[0].is_excluded
    )


def test_wanted_words_leave_out_the_excluded() -> None:
    assert parse_query("mayor -bribes").wanted_words == (Words("mayor"),)


def test_a_value_may_end_in_a_star() -> None:
    assert words_of("may*") == Words("may", is_prefix=True)
    assert words_of("mayor", is_excluded=True) == Words("mayor", is_excluded=True)
