"""The one door by which articles reach people who must not see where they were published and by whom.

Whoever has a pass to submit of a review that masks sees neither outlet nor byline, address, licence or credit of the
article, and neither the names in its title nor those in its text outside of the running words. What shows an article
goes through `mask_articles` or `shown_text`, what looks for one by these facts through `unmasked`.
"""

import copy
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from annotator.articles.models import Article, ArticleText, Citation, Outlet, Statement
from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.review.models import Pass
from annotator.suggestions.models import Suggestion, SuggestionQuerySet
from annotator.text.masks import BLOCK, mask_names, mask_text, names_in, names_to_mask
from annotator.text.spans import Span
from annotator.text.structure import Segment, SegmentKind


def masked_articles(user: Any) -> models.QuerySet[Any]:
    """Return the keys of the articles whose outlet and byline the person must not see."""
    if not isinstance(user, User):
        return Pass.objects.none().values("review__article")
    own = Pass.objects.unsubmitted().filter(person=user, review__masks_outlet=True)
    return own.order_by().values("review__article")


def unmasked(user: Any, article: str = "pk") -> models.Q:
    """Return the condition on rows that the person may see all facts of their article; `article` leads to its key."""
    return ~models.Q(**{f"{article}__in": masked_articles(user)})


def mask_articles(user: Any, articles: Iterable[Article]) -> None:
    """Take from these articles, which are about to be shown to the person, what is masked for them.

    The rows in the database stay as they are, and a masked article cannot be saved.
    """
    found = [article for article in articles if not article.is_masked]
    keys = masked_articles(user).filter(review__article__in={article.pk for article in found})
    masked = set(keys.values_list("review__article", flat=True)) if found else set()
    for article in found:
        if article.pk in masked and not article.is_masked:  # one object may be there several times
            _mask(article)


def _mask(article: Article) -> None:
    article.masked_names = names_to_mask(article.outlet.name if article.outlet else "", article.byline)
    article.title = mask_names(article.title, article.masked_names)
    article.outlet = None
    article.byline = article.url = article.licence = article.credit = article.external_id = ""


def title_for(user: Any, article: Article) -> str:
    """Return what an article is called in a sentence to the person."""
    shown = copy.copy(article)
    mask_articles(user, [shown])
    return shown.title


def shown_text(user: Any, text: ArticleText) -> ArticleText:
    """Return a text as the person may see it, its article masked where it has to be."""
    mask_articles(user, [text.article])
    return masked_text(text)


def masked_text(text: ArticleText) -> ArticleText:
    """Return the text of a masked article with its words masked, in a copy; any other as it is."""
    names = text.article.masked_names
    if names is None or text.is_masked:
        return text
    shown = copy.copy(text)
    rows = text.segments.order_by("start").values_list("kind", "start", "end", "paragraph")
    segments = [Segment(SegmentKind(kind), Span(start, end), paragraph) for kind, start, end, paragraph in rows]
    shown.content, shown.is_masked = mask_text(text.content, segments, names), True
    return shown


def mask_rows(user: Any, rows: Iterable[Any]) -> None:
    """Mask what rows that belong to a text (`text`, with its article) show of it to the person."""
    found = list(rows)
    mask_articles(user, [row.text.article for row in found])
    texts: dict[UUID, ArticleText] = {}
    for row in found:
        if row.text.article.is_masked:
            row.text = texts.setdefault(row.text.pk, masked_text(row.text))


def readable_links(text: ArticleText, links: Iterable[Citation]) -> list[Citation]:
    """Return the links of a text without those whose words or addresses are masked."""
    return [link for link in links if not (text.is_masked and BLOCK in text.content[link.start : link.end])]


def outlets_known_to(user: Any) -> models.QuerySet[Outlet]:
    """Return the outlets without those that published nothing but what is masked for the person."""
    published = Article.objects.filter(outlet=models.OuterRef("pk"))
    return Outlet.objects.filter(models.Exists(published.filter(unmasked(user))) | ~models.Exists(published))


def shown_suggestions(user: Any, suggestions: Any) -> SuggestionQuerySet:
    """Return the suggestions without those that are hidden from the person, and those that tell what is masked."""
    shown: SuggestionQuerySet = suggestions.not_hidden_from(user)
    of_masked = shown.filter(text__article__in=masked_articles(user)).select_related(None).order_by()
    rows: Sequence[Suggestion] = list(of_masked.prefetch_related("spans", "text__article__outlet"))
    if not rows:
        return shown
    mask_rows(user, rows)
    return shown.exclude(pk__in=[row.pk for row in rows if _tells(row)])


def _tells(suggestion: Suggestion) -> bool:
    """Say whether a suggestion on a masked text marks words that are masked, or says one of the names."""
    text = suggestion.text
    said = " ".join((suggestion.evidence, *map(str, suggestion.values.values())))
    is_under_mask = any(BLOCK in text.content[span.start : span.end] for span in suggestion.spans.all())
    return is_under_mask or names_in(said, text.article.masked_names or ())


def masked_statements(user: Any) -> set[UUID]:
    """Return the statements that have masked words for the person: they are not looked through for words."""
    rows = list(
        Statement.objects.filter(text__article__in=masked_articles(user)).prefetch_related("text__article__outlet")
    )
    mask_rows(user, rows)
    return {row.pk for row in rows if BLOCK in row.text.content[row.start : row.end]}


def refuse_masked(user: Any, article: Article) -> None:
    """Raise DomainError `outlet_masked` where somebody would change what is masked for them."""
    if masked_articles(user).filter(review__article=article.pk).exists():
        message = (
            "Outlet and byline of this article are masked for you: submit your pass, or give it back, before that."
        )
        raise DomainError("outlet_masked", message)
