"""/tags/: what people say about statements. Yours to change; others' to read only as far as the desk lets you."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.articles.models import ArticleText, Statement
from annotator.desks.models import User
from annotator.review.blinding import find_visible_tag, tag_history_visible_to, tags_visible_to
from annotator.review.masking import shown_text
from annotator.tagging.changes import Change
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import LABEL_FIELDS
from annotator.tagging.reading import TagRow
from annotator.tagging.services import change_tags
from api.authentication import person
from api.schema import problems
from api.v1.changes import (
    RevisionSerializer,
    TagContentSerializer,
    apply_changes,
    expected_revision,
    read_change,
)
from api.v1.lookups import asked, find_article, find_statement, newest_text, text_of
from api.v1.statements import AUTHOR, SET
from api.v1.tag_shapes import TagSerializer, TagsSerializer, answer_with_set, show_tag, show_tags
from api.v1.tag_values import TAG_KINDS

TAG_KEY = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="Id of the tag.")
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="Revision of the tag set the edit builds on."
)


class NewTagSerializer(TagContentSerializer, RevisionSerializer):
    """A tag to add to a statement, or (kind `article`) to an article as a whole."""

    kind = serializers.ChoiceField(choices=TAG_KINDS)
    statement = serializers.CharField(required=False, help_text="Id or reference, such as `seed-a-S4`.")
    article = serializers.CharField(required=False, help_text="Id or slug; for tags of kind `article` only.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a tag that is on nothing, or on the wrong thing."""
        place = "article" if attrs["kind"] == TagKind.ARTICLE else "statement"
        if not attrs.get(place):
            raise serializers.ValidationError({place: f"A tag of kind {attrs['kind']} needs its {place}."})
        return attrs


class TagPatchSerializer(TagContentSerializer, RevisionSerializer):
    """What becomes of a tag."""


class TagViewSet(viewsets.ViewSet):
    """Tags by their identity, which stays the same over all revisions."""

    lookup_value_converter = "uuid"

    @extend_schema(
        summary="Tags of an article or a statement",
        parameters=[
            OpenApiParameter("article", description="Id or slug."),
            OpenApiParameter("statement", description="Id or reference."),
            OpenApiParameter("text", OpenApiTypes.UUID, description="Id of a text of the article; else the newest."),
            AUTHOR,
            SET,
        ],
        responses={200: TagsSerializer, **problems(400, 401, 404)},
    )
    def list(self, request: Request) -> Response:
        """Return your own current tags, else those that lead, as far as you may see them."""
        if key := asked(request, "statement"):
            statement = find_statement(request.user, key)
            return answer_with_set(request, statement.text, statement)
        if key := asked(request, "article"):
            article = find_article(request.user, key)
            wanted = asked(request, "text")
            text = text_of(article, wanted) if wanted else newest_text(article)
            return answer_with_set(request, text)
        raise serializers.ValidationError({"article": "Say which article or which statement."})

    @extend_schema(summary="One tag", parameters=[TAG_KEY], responses={200: TagSerializer, **problems(401, 404)})
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Return the current revision of a tag."""
        return _show(request, _find(request, pk))

    @extend_schema(
        summary="The history of a tag", parameters=[TAG_KEY], responses={200: TagsSerializer, **problems(401, 404)}
    )
    @action(detail=True)
    def history(self, request: Request, pk: UUID) -> Response:
        """Return every revision of a tag, newest first: who made it, when, and from what."""
        tag = _find(request, pk).tag
        rows = tag_history_visible_to(request.user, tag.tag_set, tag.statement)
        return show_tags(request.user, tag.tag_set, [row for row in rows if row.tag.root_id == pk], tag.tag_set.text)

    @extend_schema(
        summary="Add a tag",
        parameters=[IF_MATCH],
        request=NewTagSerializer,
        responses={
            201: TagSerializer,
            200: OpenApiResponse(TagSerializer, description="The same tag was there already."),
            **problems(400, 401, 403, 404, 409, 422),
        },
    )
    def create(self, request: Request) -> Response:
        """Add a tag of your own. A tag of the same kind, label and words is revised, not doubled."""
        body = NewTagSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user, sent = person(request), body.validated_data
        text, statement = _place(user, sent)
        change = read_change(user, text, sent)
        tag_set, new = apply_changes(
            actor=user, text=text, statement=statement, changes=[change], expected=expected_revision(request, sent)
        )
        root = new[0].root_id if new else _twin(tags_visible_to(user, tag_set, statement), change)
        return _show(request, _row(user, root), status=201 if new else 200)

    @extend_schema(
        summary="Revise a tag",
        parameters=[TAG_KEY, IF_MATCH],
        request=TagPatchSerializer,
        responses={200: TagSerializer, **problems(400, 401, 403, 404, 409, 422)},
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Add a revision to your tag; what is left out stays as it is."""
        row = _find(request, pk)
        body = TagPatchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent = {**body.validated_data, "kind": row.tag.kind, "id": pk}
        user = person(request)
        _apply(user, row, read_change(user, row.tag.tag_set.text, sent), expected_revision(request, sent))
        return _show(request, _row(user, pk))

    @extend_schema(
        summary="Withdraw a tag",
        parameters=[TAG_KEY, IF_MATCH],
        request=None,
        responses={204: OpenApiResponse(description="Withdrawn."), **problems(401, 403, 404, 409, 422)},
    )
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take your tag back by a further revision that says so; its history stays."""
        row = _find(request, pk)
        change = Change(kind=TagKind(row.tag.kind), root=pk, withdraw=True)
        _apply(person(request), row, change, expected_revision(request, {}))
        return Response(status=204)


def _find(request: Request, key: UUID) -> TagRow:
    return _row(request.user, key)


def _row(user: object, key: UUID) -> TagRow:
    row = find_visible_tag(user, key)
    if row is None:
        raise Http404
    return row


def _show(request: Request, row: TagRow, status: int = 200) -> Response:
    tag_set = row.tag.tag_set
    shown = show_tag(row, shown_text(request.user, tag_set.text))
    return Response(shown, status=status, headers={"ETag": f'"{tag_set.revision}"'})


def _apply(user: User, row: TagRow, change: Change, expected: int | None) -> None:
    change_tags(
        actor=user,
        tag_set=row.tag.tag_set,
        statement=row.tag.statement,
        changes=[change],
        expected_revision=expected,
    )


def _place(user: User, sent: dict[str, Any]) -> tuple[ArticleText, Statement | None]:
    if sent["kind"] == TagKind.ARTICLE:
        return newest_text(find_article(user, sent["article"])), None
    statement = find_statement(user, sent["statement"])
    return statement.text, statement


def _twin(rows: Sequence[TagRow], change: Change) -> UUID:
    """Return the identity of the standing tag that says what the change says."""
    label = LABEL_FIELDS.get(change.kind)
    same_kind = [row for row in rows if row.tag.kind == change.kind]
    if change.kind not in {TagKind.STATEMENT, TagKind.ARTICLE}:
        same_kind = [row for row in same_kind if set(row.spans) == set(change.spans or ())]
    same = [row for row in same_kind if label is None or getattr(row.tag, label) == change.values.get(label)]
    if not same:
        raise Http404
    return same[0].tag.root_id
