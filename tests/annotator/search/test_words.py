"""The words of statements are there as soon as the statements are, whoever writes them, and find what they should."""

import pytest
from django.db import connection

from annotator.articles.models import Article, ArticleText, Statement
from annotator.articles.services import revise_text, segment_text
from annotator.desks.models import Desk, User
from annotator.search.models import StatementWords
from tests.factories.articles import make_article, text_of


def words(statement: Statement) -> str:
    """Return the lexemes that are kept of a statement."""
    return str(StatementWords.objects.get(statement=statement).vector)


def test_stored_articles_have_their_words(desk: Desk, edda: User) -> None:
    article = make_article(desk, edda)

    assert StatementWords.objects.count() == text_of(article).statements.count() == 4
    assert "'officials':7" in words(text_of(article).statements.get(label="S1"))


def test_texts_past_the_service_and_corrections_too(desk: Desk, edda: User) -> None:
    article = Article.objects.create(desk=desk, slug="raw", title="Raw")
    text = ArticleText.objects.create(article=article, content="One said so. Two did.", sha256="x")
    segment_text(text=text)
    revise_text(actor=edda, article=article, content="One denied it.")

    assert [words(s) for s in Statement.objects.order_by("text__version", "position")] == [
        "'one':1 'said':2 'so':3", "'did':2 'two':1", "'denied':2 'it':3 'one':1"
    ]  # fmt: skip


def test_statements_far_into_a_long_text_have_their_own_words(desk: Desk, edda: User) -> None:
    lines = [f"Line number{n} says nothing of any interest to a reader." for n in range(2200)]
    article = make_article(desk, edda, text="\n".join(lines))

    statements = list(text_of(article).statements.order_by("position"))
    assert len(text_of(article).content) > 100_000
    for statement in (statements[0], statements[-1], *(s for s in statements if s.start // 50000 != s.end // 50000)):
        assert f"'number{statement.position}':2" in words(statement)


@pytest.mark.parametrize("sentence", ["said " * 250_000, "".join(f"{n:x} " for n in range(200_000))])
def test_a_statement_of_any_length_can_be_stored(desk: Desk, edda: User, sentence: str) -> None:
    article = make_article(desk, edda, text=sentence.strip())

    assert StatementWords.objects.filter(statement__text__article=article).count() == 1


@pytest.mark.parametrize(
    ("typed", "is_prefix", "query"),
    [
        ("Mayor", False, "'mayor'"),
        ("can't", False, "'can' <-> 't'"),
        ("alleg", True, "'alleg':*"),
        ("two offi", True, "'two' <-> 'offi':*"),
        ("€ –", True, ""),
        ("'x' & !y", False, "'x' <-> 'y'"),
    ],
)
def test_terms_in_the_database(db: None, typed: str, is_prefix: bool, query: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_term(%s, %s)::text", [typed, is_prefix])
        assert cursor.fetchone()[0] == query
