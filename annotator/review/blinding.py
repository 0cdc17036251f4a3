"""The one door through which pages, API and exports reach tags.

Annotators see their own tags only, not even whether others have tagged; adjudicators and editors see all; readers see
the set that leads. Pages cannot import the tag tables, so what is not handed out here is not seen.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from annotator.articles.models import Article, ArticleText, Statement
from annotator.desks.models import Desk, User
from annotator.desks.policy import role_on
from annotator.desks.roles import Permission, Role, role_allows
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.reading import TagRow, current_rows, row_of, rows_of


def tag_sets_visible_to(user: Any, text: ArticleText) -> models.QuerySet[TagSet]:
    """Return the tag sets of a text that the person may see."""
    role = role_on(user, text.article.desk)
    sets = TagSet.objects.filter(text=text).select_related("author")
    if role is None:
        return sets.none()
    if role_allows(role, Permission.SEE_ALL_TAGS):
        return sets
    return sets.filter(leads=True) if role == Role.READER else sets.filter(author=user)


def tag_set_shown_to(user: Any, text: ArticleText) -> TagSet | None:
    """Return the set that a page shows a person first: their own, else the leading one if they may see it."""
    visible = list(tag_sets_visible_to(user, text))
    own = next((tag_set for tag_set in visible if tag_set.author_id == user.pk), None)
    return own or next((tag_set for tag_set in visible if tag_set.leads), None)


def may_see_leading_sets(user: Any, desk: Desk) -> bool:
    """Say whether the person may see the tags that lead on the desk, whoever made them."""
    role = role_on(user, desk)
    return role is not None and (role == Role.READER or role_allows(role, Permission.SEE_ALL_TAGS))


def tags_visible_to(user: Any, tag_set: TagSet, statement: Statement | None = None) -> tuple[TagRow, ...]:
    """Return the current tags of a set (or of one statement in it) if the person may see the set, else nothing."""
    if not tag_sets_visible_to(user, tag_set.text).filter(pk=tag_set.pk).exists():
        return ()
    return current_rows(tag_set, statement)


def tag_history_visible_to(user: Any, tag_set: TagSet, statement: Statement | None) -> tuple[TagRow, ...]:
    """Return every revision on a statement (None: on the article), newest first, if the person may see the set."""
    if not tag_sets_visible_to(user, tag_set.text).filter(pk=tag_set.pk).exists():
        return ()
    tags = Tag.objects.filter(tag_set=tag_set, statement=statement).select_related(
        "made_by", "suggestion", "source", "statement", "continues__text__article", "repeats__text__article"
    )
    everything = tags.prefetch_related("spans", "evidence__statement__text__article").order_by("-made_at", "-id")
    return tuple(row_of(tag) for tag in everything)


def find_visible_tag(user: Any, tag_id: Any) -> TagRow | None:
    """Return the current revision of a tag by its identity (`root`) if the person may see it."""
    tag = Tag.objects.current().filter(root=tag_id).select_related("tag_set__text__article__desk", "statement").first()
    if tag is None or not tag_sets_visible_to(user, tag.tag_set.text).filter(pk=tag.tag_set_id).exists():
        return None
    return row_of(tag)


def all_visible_sets(user: Any, articles: models.QuerySet[Article]) -> models.QuerySet[TagSet]:
    """Return the sets that the person may see on any of these articles, in one query."""
    if not isinstance(user, User):
        return TagSet.objects.none()
    sees_all = [role.value for role in Role if role_allows(role, Permission.SEE_ALL_TAGS)]
    member = models.Q(text__article__desk__memberships__user=user)
    visible = (
        member & models.Q(text__article__desk__memberships__role__in=sees_all)
        | member & models.Q(author=user)
        | member & models.Q(text__article__desk__memberships__role=Role.READER, leads=True)
    )
    return TagSet.objects.filter(visible, text__article__in=articles).distinct()


def own_tags(user: Any, texts: Iterable[ArticleText]) -> Mapping[UUID, tuple[TagRow, ...]]:
    """Return the person's own current tags on several texts, by text, in a constant number of queries."""
    tags = Tag.objects.current().filter(tag_set__author=user, tag_set__text__in=list(texts)).select_related("tag_set")
    found: dict[UUID, list[TagRow]] = defaultdict(list)
    for row in rows_of(tags):
        found[row.tag.tag_set.text_id].append(row)
    return {text: tuple(rows) for text, rows in found.items()}


def newest_tags_visible_to(user: Any, articles: models.QuerySet[Article], limit: int) -> tuple[TagRow, ...]:
    """Return the newest revisions on these articles that the person may see, newest first."""
    sets = all_visible_sets(user, articles).values("pk")
    tags = Tag.objects.filter(tag_set__in=sets).select_related("made_by", "statement", "tag_set__text__article")
    return tuple(row_of(tag) for tag in tags.prefetch_related("spans", "evidence").order_by("-made_at", "-id")[:limit])


def source_uses_visible_to(user: Any, sources: Iterable[UUID]) -> Mapping[UUID, int]:
    """Return how many current tags that the person may see name each source."""
    sets = all_visible_sets(user, Article.objects.all()).values("pk")
    counted = Tag.objects.current().filter(tag_set__in=sets, source__in=list(sources))
    return dict(counted.order_by().values_list("source").annotate(uses=models.Count("pk")))
