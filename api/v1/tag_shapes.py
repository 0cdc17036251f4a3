"""What a tag looks like to a machine."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.articles.models import ArticleText, Statement
from annotator.review.blinding import tag_set_shown_to, tag_sets_visible_to, tags_visible_to
from annotator.review.masking import shown_text
from annotator.tagging.codebook import Origin
from annotator.tagging.reading import TagRow
from annotator.tagging.shapes import tag_shape
from api.v1.lookups import as_uuid, asked
from api.v1.spans import SpanSerializer
from api.v1.tag_values import TAG_KINDS, TagValuesSerializer


class TagSetSerializer(serializers.Serializer[Any]):
    """All tags of one person on one text, or what was decided in a review of it."""

    id = serializers.UUIDField()
    author = serializers.CharField(
        source="author.username", allow_null=True, default=None, help_text="Null for the result of a review."
    )
    leads = serializers.BooleanField(help_text="Whether the desk's own summary is computed from this set.")
    revision = serializers.IntegerField(help_text="Grows with every change; send it as `expected_revision`.")


class TagSerializer(serializers.Serializer[Any]):
    """One revision of a tag. `id` stays the same over all revisions."""

    id = serializers.UUIDField()
    revision_id = serializers.UUIDField(help_text="Id of this revision.")
    replaces = serializers.UUIDField(allow_null=True, help_text="Id of the revision before, null for the first.")
    kind = serializers.ChoiceField(choices=TAG_KINDS)
    tag_set = serializers.UUIDField()
    article = serializers.CharField(help_text="Slug of the article.")
    statement = serializers.UUIDField(allow_null=True)
    reference = serializers.CharField(allow_null=True, help_text="Reference of the statement.")
    values = TagValuesSerializer()
    source_name = serializers.CharField(allow_null=True, help_text="Name of `values.source` in the registry.")
    spans = SpanSerializer(many=True)
    evidence = serializers.ListField(
        child=serializers.CharField(), help_text="What shows a dispute: statement references or names of documents."
    )
    note = serializers.CharField(allow_blank=True)
    made_by = serializers.CharField()
    made_at = serializers.DateTimeField()
    origin = serializers.ChoiceField(choices=[origin.value for origin in Origin])
    suggestion = serializers.UUIDField(allow_null=True, help_text="The suggestion it was made from.")
    scheme_version = serializers.CharField()
    withdrawn = serializers.BooleanField()


@extend_schema_serializer(many=False)
class TagsSerializer(serializers.Serializer[Any]):
    """Tags with the set they belong to; no set where there are no tags to see."""

    tag_set = TagSetSerializer(allow_null=True)
    results = TagSerializer(many=True)


def show_tag(row: TagRow, text: ArticleText) -> dict[str, Any]:
    """Return a tag of a text, which comes as the person may see it, as TagSerializer describes it."""
    return tag_shape(row, slug=text.article.slug, text=text.content)


def show_tags(user: object, tag_set: Any, rows: Iterable[TagRow], text: ArticleText) -> Response:
    """Answer with tags and their set, with the words as the person may see them; the ETag is the set's revision."""
    shown = shown_text(user, text)
    answer = {
        "tag_set": TagSetSerializer(tag_set).data if tag_set else None,
        "results": [show_tag(row, shown) for row in rows],
    }
    headers = {"ETag": f'"{tag_set.revision}"'} if tag_set else {}
    return Response(answer, headers=headers)


def answer_with_set(request: Request, text: ArticleText, statement: Statement | None = None) -> Response:
    """Answer with the tags of the author or of the set asked for, else of the set that is shown to the person first.

    Raises Http404 where there is no such set, or none that the person may see.
    """
    user = request.user
    wanted = {"author__username": asked(request, "author"), "pk": asked(request, "set")}
    named = {field: value for field, value in wanted.items() if value}
    if "pk" in named and as_uuid(named["pk"]) is None:
        raise Http404
    if named:
        tag_set = tag_sets_visible_to(user, text).filter(**named).first()
        if tag_set is None:
            raise Http404
    else:
        tag_set = tag_set_shown_to(user, text)
    rows = tags_visible_to(user, tag_set, statement) if tag_set else ()
    return show_tags(user, tag_set, rows, text)
