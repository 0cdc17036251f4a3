"""Finding what an address or a field names, among what the person may read and nothing else."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from annotator.articles.models import Article, ArticleText, Statement, current_texts
from annotator.desks.models import Desk, User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.masking import mask_articles

REFERENCE = re.compile(r"(?P<slug>[\w-]+)-(?P<label>[A-Z]\d+)")


def asked(request: Request, name: str) -> str:
    """Return a parameter of the address, empty where it was not sent. Refuses what no database can look for."""
    value = request.query_params.get(name, "")
    if "\x00" in value:
        raise ValidationError({name: "Null characters are not allowed."})
    return value


def as_uuid(key: str) -> UUID | None:
    """Return the key as a UUID, None where it is something else."""
    try:
        return UUID(key)
    except ValueError:
        return None


def is_named(key: str, prefix: str = "") -> Q:
    """Return the condition that an article is the one with this id or slug."""
    uuid = as_uuid(key)
    return Q(**{f"{prefix}slug": key}) | (Q(**{f"{prefix}pk": uuid}) if uuid else Q())


def find_article(user: object, key: str) -> Article:
    """Return the article with this id or slug as the person may see it. Raises Http404."""
    if "\x00" in key:
        raise Http404
    article = Article.objects.visible_to(user).select_related("desk", "outlet").filter(is_named(key)).first()
    if article is None:
        raise Http404
    mask_articles(user, [article])
    return article


def newest_text(article: Article) -> ArticleText:
    """Return the newest text of an article with its article and desk. Raises Http404 where none is stored."""
    text = article.texts.select_related("article__desk").order_by("-version").first()
    if text is None:
        raise Http404
    return text


def text_of(article: Article, key: str) -> ArticleText:
    """Return the text of an article with this id. Raises Http404."""
    uuid = as_uuid(key)
    text = article.texts.select_related("article__desk").filter(pk=uuid).first() if uuid else None
    if text is None:
        raise Http404
    return text


def find_text(user: object, article: str, text: UUID) -> ArticleText:
    """Return a text with its article and desk, by its id and the article's id or slug. Raises Http404."""
    if "\x00" in article:
        raise Http404
    readable = ArticleText.objects.filter(is_named(article, "article__"), article__in=Article.objects.visible_to(user))
    found = readable.select_related("article__desk").filter(pk=text).order_by("pk").first()
    if found is None:
        raise Http404
    return found


def visible_statements(user: object) -> QuerySet[Statement]:
    """Return the statements of the newest texts that the person may read."""
    articles = Article.objects.visible_to(user)
    return Statement.objects.filter(text__in=current_texts().filter(article__in=articles))


def find_statement(user: object, key: str) -> Statement:
    """Return the statement with this id or reference (`seed-a-S4`). Raises Http404.

    A reference means the newest text; an id may also be that of a statement in an earlier version.
    """
    statement = named_statement(user, key)
    if statement is None:
        raise Http404
    return statement


def named_statement(user: object, key: str) -> Statement | None:
    """Return the readable statement with this id or reference, None where there is none."""
    uuid, parts = as_uuid(key), REFERENCE.fullmatch(key)
    if uuid is not None:
        readable = Statement.objects.filter(text__article__in=Article.objects.visible_to(user), pk=uuid)
    elif parts is not None:
        readable = visible_statements(user).filter(text__article__slug=parts["slug"], label=parts["label"])
    else:
        return None
    return readable.select_related("text__article__desk").first()


def find_desk(user: User, slug: str, permission: Permission, refusal: str) -> Desk:
    """Return the desk for something the person wants to do there.

    Raises DomainError `desk_unknown` for strangers, or `not_allowed` with the refusal for members without the right.
    """
    desk = Desk.objects.of(user).filter(slug=slug).first()
    if desk is None:
        raise DomainError("desk_unknown", f"There is no desk “{slug}” that you belong to.", field="desk")
    refuse_unless(user, permission, desk, refusal)
    return desk


def refuse_unless(user: User, permission: Permission, desk: Desk, refusal: str) -> None:
    """Raise DomainError `not_allowed` with the refusal unless the person holds the permission on the desk."""
    if not may(user, permission, desk):
        raise DomainError("not_allowed", refusal)


def read_body(serializer: type[serializers.Serializer[Any]], request: Request) -> Mapping[str, Any]:
    """Return what was sent as the serializer reads it. Raises ValidationError."""
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
