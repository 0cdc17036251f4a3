"""Words are compared without capitals, accents and punctuation, and found where they stand; in the database too."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.search.folding import fold, places_of, tokens_of
from annotator.text.spans import Span

FOLDED = [
    ("The Mayor", "the mayor"),
    ("“Zürich” — ÉTÉ…", "zurich ete"),
    ("can’t and/or 10-15", "can t and or 10 15"),
    ("state-of-the-art S4_b", "state of the art s4 b"),
    ("ﬁne ½ Ⅳ", "fine 1 2 iv"),
    ("Жёлтый, Łódź; ØRE", "желтыи łodz øre"),
    ("[source](https://example.org/a?b=1) and", "source https example org and"),
    ("HTTP://Example.org: so https://b.c/d_(e) http:// x", "http example org so https b c e http x"),
    (" – ", ""),
    ("", ""),
]
PLACES = [
    ("The mayor said: mayor!", [(["mayor"], False)], [(4, 9), (16, 21)]),
    ("Two officials, officials two", [(["two", "officials"], False)], [(0, 13)]),
    ("He alleges; allegedly so", [(["alleg"], True)], [(3, 10), (12, 21)]),
    ("“Zürich”", [(["zurich"], False)], [(1, 7)]),
    ("ﬁne words", [(["fine"], False), (["words"], False)], [(0, 3), (4, 9)]),
    ("mayor", [([], False), (["mayors"], False), (["the", "mayor"], False)], []),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_the_database_folds_alike(db: None, text: str, folded: str) -> None:
    assert in_database(text) == folded


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", min_codepoint=1, max_codepoint=0x4FF, exclude_categories=["Cs"]), max_size=80)
)
def test_the_database_folds_every_european_text_alike(db: None, text: str) -> None:
    assert in_database(text) == fold(text)


def in_database(text: str) -> str:
    """Return what the database makes of a text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_fold(%s)", [text])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(("text", "phrases", "places"), PLACES)
def test_places(text: str, phrases: list[tuple[list[str], bool]], places: list[tuple[int, int]]) -> None:
    assert places_of(text, phrases) == tuple(Span(*place) for place in places)


@given(st.text(max_size=60))
def test_every_word_stands_where_it_is_said_to(text: str) -> None:
    for token in tokens_of(text):
        assert token.word in fold(token.span.of(text)).split() or token.word == fold(token.span.of(text))
