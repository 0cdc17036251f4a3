"""How articles come in: one door for pages, API, upload and command; the worker does the same for fixtures."""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import connection, transaction
from django.db.models import Q
from django.utils.text import slugify

from annotator.articles.extraction import ExtractedArticle, check_text
from annotator.articles.models import Article, ArticleText, Citation, Outlet, Segment, Segmentation, Statement
from annotator.articles.signals import text_stored
from annotator.desks.models import Desk, User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.text.segment import find_structure
from annotator.text.structure import Structure
from annotator.text.words import count_words

logger = logging.getLogger(__name__)
SEGMENTATION_METHOD = "lines 1"
SET_ASIDE = "set aside: too many statements"
MAX_STATEMENTS = 10_000
SLUG_LENGTH = 100
TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of a batch: the articles stored and the refusals, each with its place."""

    stored: tuple[Article, ...]
    refused: tuple[DomainError, ...]


def ingest_article(*, actor: User, desk: Desk, extracted: ExtractedArticle, slug: str = "") -> Article:
    """Store a new article with its text, segments, statements and citations.

    Raises DomainError `not_allowed`, the refusals of `check_text`, or `duplicate_text` (the desk has the same words).
    """
    if not may(actor, Permission.ADD_ARTICLES, desk):
        raise DomainError("not_allowed", f"Only editors of {desk} may add articles.", place=extracted.place)
    check_text(extracted.text)
    with transaction.atomic():
        _one_at_a_time()
        _refuse_duplicate(desk, extracted)
        article = Article.objects.create(
            desk=desk,
            slug=_free_slug(slug or extracted.slug or extracted.title or extracted.text[:80]),
            title=_title_of(extracted),
            outlet=_outlet(desk, extracted.outlet),
            byline=extracted.byline[:200],
            published_on=extracted.published,
            url=extracted.url[:1000],
            licence=extracted.licence[:80],
            external_id=extracted.external_id[:200],
            added_by=actor,
        )
        _store_text(article, extracted.text, version=1, actor=actor)
    return article


def ingest_batch(*, actor: User, desk: Desk, items: Iterable[ExtractedArticle | DomainError]) -> IngestReport:
    """Store what can be stored, once, and report every refusal with its place; each article is its own transaction."""
    stored: list[Article] = []
    refused: list[DomainError] = []
    for item in items:
        try:
            if isinstance(item, DomainError):
                raise item
            stored.append(ingest_article(actor=actor, desk=desk, extracted=item))
        except DomainError as error:
            if not error.place and isinstance(item, ExtractedArticle):
                error.place = item.place
            refused.append(error)
    return IngestReport(tuple(stored), tuple(refused))


@transaction.atomic
def revise_text(*, actor: User, article: Article, content: str) -> ArticleText:
    """Store a corrected text as a new version; tags stay with the words they were made on.

    Raises DomainError `not_allowed`, `text_unchanged`, or the refusals of `check_text`.
    """
    if not may(actor, Permission.ADD_ARTICLES, article.desk):
        raise DomainError("not_allowed", f"Only editors of {article.desk} may correct articles.")
    check_text(content)
    Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    newest = article.texts.order_by("-version").first()
    if newest is not None and newest.content == content:
        raise DomainError("text_unchanged", "The text is the same as the stored one.", field="content")
    return _store_text(article, content, version=(newest.version if newest else 0) + 1, actor=actor)


def waiting_texts(limit: int) -> list[ArticleText]:
    """Return up to `limit` texts that came in past this room's doors and have no statements yet, oldest first."""
    return list(ArticleText.objects.unsegmented().order_by("created_at")[:limit])


@transaction.atomic
def segment_text(*, text: ArticleText) -> bool:
    """Cut a stored text into statements unless that is done; True if this call did it. Safe to run twice at once.

    Raises DomainError `too_many_statements`.
    """
    locked = ArticleText.objects.select_for_update(no_key=True).get(pk=text.pk)
    if Segmentation.objects.filter(text=locked).exists():
        return False
    structure = find_structure(locked.content)
    if len(structure.statements) > MAX_STATEMENTS:
        raise DomainError(
            "too_many_statements",
            f"The text has {len(structure.statements):,} statements; at most {MAX_STATEMENTS:,} can be worked with."
            " Split it into articles.",
            field="text",
        )
    words = count_words(locked.content, structure.citations, structure.statements)
    Segmentation.objects.create(text=locked, method=SEGMENTATION_METHOD, body_words=words)
    _store_structure(locked, structure)
    transaction.on_commit(partial(text_stored.send, sender=ArticleText, text_id=locked.pk))
    return True


def segment_or_set_aside(*, text: ArticleText) -> None:
    """Segment a text that came in past the doors; one that is too large to work with is marked and left alone."""
    try:
        segment_text(text=text)
    except DomainError as error:
        logger.warning("%s: %s", text, error.message)
        Segmentation.objects.get_or_create(text=text, defaults={"method": SET_ASIDE, "body_words": 0})


def _one_at_a_time() -> None:
    """Let storing wait for its turn, so that no text comes in twice and no slug is given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('articles.ingest'))")


def _store_text(article: Article, content: str, *, version: int, actor: User) -> ArticleText:
    digest = hashlib.sha256(content.encode()).hexdigest()
    text = ArticleText.objects.create(article=article, version=version, content=content, sha256=digest, added_by=actor)
    segment_text(text=text)
    return text


def structure_rows(text: ArticleText, structure: Structure) -> tuple[list[Segment], list[Statement], list[Citation]]:
    """Return the rows for what segmentation found, not yet stored."""
    segments = [
        Segment(text=text, kind=s.kind, paragraph=s.paragraph, start=s.span.start, end=s.span.end)
        for s in structure.segments
    ]
    statements = [
        Statement(
            text=text,
            label=s.label,
            kind=s.kind,
            paragraph=s.paragraph,
            position=position,
            start=s.span.start,
            end=s.span.end,
        )
        for position, s in enumerate(structure.statements)
    ]
    citations = [
        Citation(
            text=text,
            statement=next((s for s in statements if s.start <= c.span.start and c.span.end <= s.end), None),
            start=c.span.start,
            end=c.span.end,
            anchor=c.anchor[:500],
            url=c.url,
        )
        for c in structure.citations
    ]
    return segments, statements, citations


def _store_structure(text: ArticleText, structure: Structure) -> None:
    segments, statements, citations = structure_rows(text, structure)
    Segment.objects.bulk_create(segments, batch_size=1000)
    Statement.objects.bulk_create(statements, batch_size=1000)
    Citation.objects.bulk_create(citations, batch_size=1000)


def _refuse_duplicate(desk: Desk, extracted: ExtractedArticle) -> None:
    digest = hashlib.sha256(extracted.text.encode()).hexdigest()
    same = Q(texts__sha256=digest)
    if extracted.external_id:
        same |= Q(external_id=extracted.external_id)
    twin = Article.objects.filter(same, desk=desk).first()
    if twin is not None:
        raise DomainError(
            "duplicate_text",
            f"This text is on the desk already, as “{twin.title}” ({twin.slug}); nothing was stored twice.",
            place=extracted.place,
        )


def _title_of(extracted: ExtractedArticle) -> str:
    first_line = next(line.strip(" -*•#\t") for line in extracted.text.splitlines() if line.strip(" -*•#\t") or line)
    title = extracted.title.strip() or first_line or "Untitled"
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"


def _outlet(desk: Desk, name: str) -> Outlet | None:
    if not name.strip():
        return None
    return Outlet.objects.get_or_create(desk=desk, name=name.strip()[:160])[0]


def _free_slug(wish: str) -> str:
    base = slugify(wish)[:SLUG_LENGTH].strip("-") or "article"
    taken = {"add", *Article.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    number = 2
    slug = base
    while slug in taken:
        slug = f"{base}-{number}"
        number += 1
    return slug
