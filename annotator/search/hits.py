"""What a search finds, for one person: articles in the order of their relevance, and the statements in them.

A person finds by the tags that they may see and by no others, so that neither what is found nor how much nor in which
order tells what others have tagged.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber
from psycopg.errors import QueryCanceled

from annotator.articles.models import Article, ArticleText, Citation, Outlet, Statement
from annotator.errors import DomainError
from annotator.review.blinding import CarriedTag, statements_carrying, tags_carried, texts_carrying
from annotator.review.masking import mask_articles, masked_statements, masked_text, readable_links, unmasked
from annotator.search.matching import matches, rank, tsquery
from annotator.search.places import conditions_on, sources_by_name
from annotator.search.query import Query
from annotator.search.vocabulary import Vocabulary
from annotator.search.wish import Wish, sources_named, understand
from annotator.tagging.wanted import WantedTag

PAGE: Final = 20
LAST_PAGE: Final = 50
SHOWN: Final = 5
SHOWN_OF_ONE: Final = 200
MOST_MILLISECONDS: Final = 8000
"""So long one query of a search may take."""


@dataclass(frozen=True, slots=True)
class StatementHit:
    """A statement that was found: with the text that it is in, its links, and the tags it was found for."""

    statement: Statement
    text: str
    citations: tuple[Citation, ...]
    tags: tuple[CarriedTag, ...]


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article with what was found in it: how many statements, and those that are shown, in the text's order."""

    article: Article
    count: int
    statements: tuple[StatementHit, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, and how much there is in all."""

    wish: Wish
    statements: int
    articles: int
    page: int
    pages: int
    hits: tuple[ArticleHit, ...]

    @property
    def is_cut(self) -> bool:
        """Say whether there are more articles than pages lead to."""
        return self.articles > self.pages * PAGE


@dataclass(frozen=True, slots=True)
class _Listed:
    """The articles of a page in order, each with its number of statements, and how much there is in all."""

    page: int
    counts: Mapping[UUID, int]
    articles: int = 0
    statements: int = 0

    @property
    def pages(self) -> int:
        return max(1, min(LAST_PAGE, -(-self.articles // PAGE)))


def find(
    user: Any, articles: QuerySet[Article], query: Query, names: Mapping[tuple[str, str], str], page: int = 1
) -> Found:
    """Return one page of what a person finds among the articles that they may read, in a constant number of queries.

    `names` are the codebook's names of answers by field and key. A page that is not there becomes the nearest one.
    Raises DomainError as `understand` does, `search_value_unknown` for an unknown place or source, and
    `search_too_slow` for a search of such a kind that it would keep the database busy.
    """
    try:
        with transaction.atomic():
            _limit_time()
            return _find(user, articles, query, names, page)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        message = "This search takes too long: add a word, an outlet or a date, or leave a term out."
        raise DomainError("search_too_slow", message, field="q") from error


def _limit_time() -> None:
    """Let no query of this transaction run longer than a page may take."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(MOST_MILLISECONDS)])


def _find(
    user: Any, articles: QuerySet[Article], query: Query, names: Mapping[tuple[str, str], str], page: int
) -> Found:
    sources = sources_by_name(user, sources_named(query), articles)
    wish = understand(query, Vocabulary(names, sources))
    on_articles, on_statements = conditions_on(user, wish.places, articles)
    among = _texts_of(user, articles.order_by().filter(*on_articles), wish)
    statements = _statements(user, among, wish).filter(*on_statements)
    listed = _nearest_page(statements, _named(user, among, wish), page)
    shown = SHOWN if listed.articles > 1 else SHOWN_OF_ONE
    hits = _hits(user, listed.counts, statements, wish.tags, shown)
    return Found(wish, listed.statements, listed.articles, listed.page, listed.pages, hits)


def _texts_of(user: Any, articles: QuerySet[Article], wish: Wish) -> QuerySet[ArticleText]:
    """Return the newest text of each article, where it has the tags of the article as a whole."""
    newer = ArticleText.objects.filter(article=OuterRef("article"), version__gt=OuterRef("version"))
    texts = ArticleText.objects.filter(~Exists(newer), article__in=articles.values("pk")).order_by()
    for wanted in wish.article_tags:
        texts = texts.filter(pk__in=texts_carrying(user, wanted))
    for wanted in wish.not_article_tags:
        texts = texts.filter(~Q(pk__in=texts_carrying(user, wanted)))
    return texts


def _statements(user: Any, texts: QuerySet[ArticleText], wish: Wish) -> QuerySet[Statement]:
    """Return the statements that have the words and the tags, each with its `score`."""
    score = rank("words__vector", tsquery(wish.wanted_words)) if wish.wanted_words else _number(0.0)
    found = Statement.objects.filter(text__in=texts.values("pk")).annotate(score=score).order_by()
    if not wish.is_about_statements:
        return found.none()
    if wish.words:
        found = found.filter(matches("words__vector", tsquery(wish.words))).exclude(pk__in=masked_statements(user))
    if wish.tags:
        found = found.filter(pk__in=statements_carrying(user, wish.tags))
    for wanted in wish.not_tags:
        carrying = statements_carrying(user, (wanted,)).filter(statement=OuterRef("pk"))
        found = found.filter(~Exists(carrying))
    return found


def _named(user: Any, texts: QuerySet[ArticleText], wish: Wish) -> list[QuerySet[ArticleText]]:
    """Return the texts of articles that are found themselves: by title, by outlet, or by places alone.

    Apart from each other, so that each has its index.
    """
    if not wish.is_about_statements:
        return [texts]
    if wish.needs_statements or not wish.wanted_words:
        return []
    query = tsquery(wish.words)
    texts = texts.filter(unmasked(user, "article"))
    outlets = Outlet.objects.filter(matches("name", query)).order_by()
    return [texts.filter(matches("article__title", query)), texts.filter(article__outlet__in=outlets.values("pk"))]


ORDERED: Final = """
WITH hits (article, statements, score) AS ({parts}),
found AS (
    SELECT article, sum(statements) AS statements,
        coalesce(max(score) FILTER (WHERE statements = 1), 0) + coalesce(max(score) FILTER (WHERE statements = 0), 0)
        AS score
    FROM hits GROUP BY article
)
SELECT found.article, found.statements, count(*) OVER (), sum(found.statements) OVER ()
FROM found JOIN articles_article a ON a.id = found.article
ORDER BY found.score DESC, coalesce(a.published_on, a.created_at::date) DESC, a.slug LIMIT %s OFFSET %s
"""
"""An article's score is that of its best statement, and 1 more where its title or outlet has all the words."""


def _nearest_page(statements: QuerySet[Statement], named: Sequence[QuerySet[ArticleText]], page: int) -> _Listed:
    """Return the page that was asked for, or the last one where there are not so many."""
    listed = _listed(statements, named, min(max(page, 1), LAST_PAGE))
    if listed.counts or listed.page == 1:
        return listed
    first = _listed(statements, named, 1)
    return first if first.pages == 1 else _listed(statements, named, first.pages)


def _listed(statements: QuerySet[Statement], named: Sequence[QuerySet[ArticleText]], page: int) -> _Listed:
    parts = _compiled(statements.values_list("text__article", _number(1), "score"))
    for texts in named:
        parts += _compiled(texts.values_list("article", _number(0), _number(1.0)))
    if not parts:
        return _Listed(1, {})
    sql = ORDERED.replace("{parts}", " UNION ALL ".join(part for part, _ in parts))
    values = [value for _, given in parts for value in given]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, PAGE, (page - 1) * PAGE])
        rows = cursor.fetchall()
    totals = (int(rows[0][2]), int(rows[0][3])) if rows else (0, 0)
    return _Listed(page, {article: int(count) for article, count, _, _ in rows}, *totals)


def _compiled(queryset: QuerySet[Any, Any]) -> list[tuple[str, tuple[Any, ...]]]:
    """Return a query as SQL with its values; nothing where it cannot find anything."""
    try:
        return [queryset.query.sql_with_params()]
    except EmptyResultSet:
        return []


def _number(value: float) -> Value:
    return Value(value, output_field=IntegerField() if isinstance(value, int) else FloatField())


def _hits(
    user: Any, counts: Mapping[UUID, int], statements: QuerySet[Statement], wanted: Sequence[WantedTag], shown: int
) -> tuple[ArticleHit, ...]:
    """Return the articles of a page with the best statements of each, in the text's order."""
    articles = Article.objects.select_related("outlet", "desk").in_bulk(list(counts))
    mask_articles(user, articles.values())
    best = _best(statements, counts, shown)
    texts = ArticleText.objects.in_bulk([statement.text_id for statement in best])
    for key, text in texts.items():
        text.article = articles[text.article_id]
        texts[key] = masked_text(text)
    links: dict[UUID | None, list[Citation]] = defaultdict(list)
    for citation in Citation.objects.filter(statement__in=best).order_by("start"):
        if readable_links(texts[citation.text_id], [citation]):
            links[citation.statement_id].append(citation)
    tags: dict[UUID, list[CarriedTag]] = defaultdict(list)
    for tag in tags_carried(user, [statement.pk for statement in best], wanted):
        tags[tag.statement_id].append(tag)
    hits: dict[UUID, list[StatementHit]] = defaultdict(list)
    for statement in best:
        text = texts[statement.text_id]
        hit = StatementHit(statement, text.content, tuple(links[statement.pk]), tuple(tags[statement.pk]))
        hits[text.article_id].append(hit)
    return tuple(ArticleHit(articles[key], count, tuple(hits[key])) for key, count in counts.items())


def _best(statements: QuerySet[Statement], counts: Mapping[UUID, int], shown: int) -> list[Statement]:
    """Return the best statements of each of these articles in the order of their texts."""
    order = [F("score").desc(), F("position").asc()]
    number = Window(RowNumber(), partition_by=F("text"), order_by=order)
    here = statements.filter(text__article__in=[article for article, count in counts.items() if count])
    return list(here.annotate(number=number).filter(number__lte=shown).order_by("text", "position"))
