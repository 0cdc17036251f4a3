"""Edits of tags as they are sent, and how they reach the one door for them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request

from annotator.articles.models import Article, ArticleText, Statement
from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.tagging.changes import Change
from annotator.tagging.codebook import TagKind
from annotator.tagging.services import change_tags, open_tag_set
from api.v1.lookups import REFERENCE, named_statement
from api.v1.spans import SpanRequestSerializer, read_spans
from api.v1.tag_values import TAG_KINDS, TagValuesSerializer, read_values

IF_MATCH = re.compile(r'(?:W/)?"?(\d{1,9})"?')


class TagContentSerializer(serializers.Serializer[Any]):
    """What a tag says. What is left out stays as it is."""

    values = TagValuesSerializer(required=False)
    spans = serializers.ListField(child=SpanRequestSerializer(), required=False, max_length=200)
    evidence = serializers.ListField(
        child=serializers.CharField(max_length=400),
        required=False,
        max_length=50,
        help_text="Statement references or names of documents.",
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=4000)


class RevisionSerializer(serializers.Serializer[Any]):
    """The revision that an edit builds on."""

    expected_revision = serializers.IntegerField(
        required=False, min_value=0, help_text="Refuse the edit if the tag set has another revision by now."
    )


class ChangeSerializer(TagContentSerializer):
    """One edit: a new tag, a revision of the tag `id`, or its withdrawal."""

    kind = serializers.ChoiceField(choices=TAG_KINDS)
    id = serializers.UUIDField(required=False, help_text="The tag to revise; without it a tag is added.")
    new_id = serializers.UUIDField(
        required=False, help_text="An id of your choice for a new tag, so that others of this step can point to it."
    )
    withdraw = serializers.BooleanField(default=False)


class ChangesSerializer(RevisionSerializer):
    """Edits of one statement, applied together or not at all."""

    changes = serializers.ListField(child=ChangeSerializer(), allow_empty=False, max_length=200)


def expected_revision(request: Request, body: Mapping[str, Any]) -> int | None:
    """Return the revision that an edit builds on, from the body or from `If-Match`.

    Raises ValidationError where the header is not a revision.
    """
    header = request.headers.get("If-Match", "*").strip()
    if "expected_revision" in body or header == "*":
        return body.get("expected_revision")
    found = IF_MATCH.fullmatch(header)
    if found is None:
        raise serializers.ValidationError({"If-Match": 'The revision of the tag set is needed here, such as "7".'})
    return int(found[1])


def read_change(user: User, text: ArticleText, sent: Mapping[str, Any]) -> Change:
    """Return a validated edit as a value. Raises DomainError `value_unknown`."""
    evidence = sent.get("evidence")
    return Change(
        kind=TagKind(sent["kind"]),
        root=sent.get("id"),
        new_root=sent.get("new_id"),
        values=read_values(sent.get("values", {}), text),
        spans=read_spans(sent.get("spans")),
        evidence=None if evidence is None else tuple(read_evidence(user, text, key) for key in evidence),
        note=sent.get("note"),
        withdraw=sent.get("withdraw", False),
    )


def apply_changes(
    *, actor: User, text: ArticleText, statement: Statement | None, changes: Sequence[Change], expected: int | None
) -> tuple[Any, tuple[Any, ...]]:
    """Apply edits to the person's own tags as one step; return their set, as it is now, and the new revisions.

    Raises what the tagging services raise; then not even an empty set remains.
    """
    with transaction.atomic():
        tag_set = open_tag_set(actor=actor, text=text)
        tags = change_tags(
            actor=actor, tag_set=tag_set, statement=statement, changes=changes, expected_revision=expected
        )
        tag_set.refresh_from_db(fields=["revision"])
    return tag_set, tags


def read_evidence(user: User, text: ArticleText, key: str) -> Statement | str:
    """Return the statement that a reference names, or the name of a document as it is.

    Raises DomainError `value_unknown` where a reference names no statement of an article that the person reads.
    """
    parts = REFERENCE.fullmatch(key)
    if parts is None:
        return key
    same_text = Statement.objects.filter(text=text, label=parts["label"]).select_related("text__article").first()
    if parts["slug"] == text.article.slug and same_text is not None:
        return same_text
    statement = named_statement(user, key)
    if statement is not None:
        return statement
    if Article.objects.visible_to(user).filter(slug=parts["slug"]).exists():
        raise DomainError("value_unknown", f"There is no statement {key}.", field="evidence")
    return key
