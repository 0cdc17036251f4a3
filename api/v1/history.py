"""/history/: what happened on the person's desks, page by page, and all of it as a file."""

from collections.abc import Mapping
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from annotator.history.kinds import Kind
from annotator.history.reading import Wanted, read_all, read_page, refuse_export
from annotator.history.records import MEDIA_TYPE, to_lines, to_object
from api.authentication import person
from api.pagination import DEFAULT_LIMIT, MAX_LIMIT
from api.schema import problems
from api.v1.exports import JsonLinesRenderer

KINDS = [kind.value for kind in Kind]
LINES = OpenApiResponse(OpenApiTypes.STR, description="One JSON object a line, one line an entry.")


class HistoryQuerySerializer(serializers.Serializer[Any]):
    """Which entries are asked for."""

    kind = serializers.ChoiceField(choices=KINDS, required=False)
    person = serializers.CharField(max_length=150, required=False, help_text="User name of who did it.")
    article = serializers.SlugField(max_length=120, required=False, help_text="Slug.")
    since = serializers.DateField(required=False, help_text="The first day, in the time zone of the desk.")
    until = serializers.DateField(required=False, help_text="The last day.")


class HistoryPageSerializer(HistoryQuerySerializer):
    """A page of the entries asked for."""

    cursor = serializers.CharField(
        max_length=400, required=False, help_text="Where the page begins: taken from `next` of the page before."
    )
    limit = serializers.IntegerField(
        min_value=1, max_value=MAX_LIMIT, default=DEFAULT_LIMIT, help_text="How many results a page has."
    )


class EntrySerializer(serializers.Serializer[Any]):
    """One entry of the history."""

    kind = serializers.ChoiceField(choices=KINDS, help_text="What it is about.")
    id = serializers.CharField(help_text="Key of the row that it was read from, unique together with `kind`.")
    made_at = serializers.DateTimeField()
    person = serializers.CharField(allow_null=True, help_text="Who did it; null: a command, or the database's client.")
    what = serializers.CharField(help_text="In words, to follow the name.")
    desk = serializers.CharField(allow_null=True, help_text="Slug; null where it is about all desks.")
    article = serializers.CharField(allow_null=True, help_text="Slug.")
    statement = serializers.CharField(allow_null=True, help_text="Reference, such as `seed-a-S4`.")
    words = serializers.CharField(allow_blank=True, help_text="The reason that was given.")
    columns = serializers.DictField(
        child=serializers.DictField(),
        help_text="For rows that are changed in place: each changed column with `before` and `after`. Both are "
        "missing where values are not kept.",
    )


class HistorySerializer(serializers.Serializer[Any]):
    """A page of the history."""

    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last one.")
    results = EntrySerializer(many=True)


class HistoryView(APIView):
    """What happened on your desks."""

    @extend_schema(
        operation_id="history_list",
        summary="History",
        parameters=[HistoryPageSerializer],
        responses={200: HistorySerializer, **problems(400, 401, 422)},
    )
    def get(self, request: Request) -> Response:
        """Return what happened on your desks, as far as you may see it, the newest first. What is left out of tags,
        reviews and comments for you elsewhere is left out here; roles and accounts are for who runs a desk.
        """
        sent = _asked(HistoryPageSerializer, request)
        page = read_page(user=person(request), wanted=_wanted(sent), cursor=sent.get("cursor", ""), size=sent["limit"])
        following = replace_query_param(request.build_absolute_uri(), "cursor", page.following)
        return Response(
            {"next": following if page.following else None, "results": [to_object(entry) for entry in page.entries]}
        )


class HistoryExportView(APIView):
    """The whole history as a file."""

    renderer_classes = (JsonLinesRenderer, JSONRenderer)

    @extend_schema(
        operation_id="exports_history",
        summary="Export the history as JSON Lines",
        parameters=[HistoryQuerySerializer],
        responses={(200, MEDIA_TYPE): LINES, **problems(400, 401, 403)},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Return every entry of the history that you may see, the newest first, all as it was at one moment. For
        editors only.
        """
        user, wanted = person(request), _wanted(_asked(HistoryQuerySerializer, request))
        refuse_export(user)
        return StreamingHttpResponse(
            to_lines(read_all(user=user, wanted=wanted)),
            content_type=MEDIA_TYPE,
            headers={"Content-Disposition": 'attachment; filename="history.jsonl"'},
        )


def _asked(serializer: type[serializers.Serializer[Any]], request: Request) -> Mapping[str, Any]:
    query = serializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    return dict(query.validated_data)


def _wanted(sent: Mapping[str, Any]) -> Wanted:
    kinds = frozenset({Kind(sent["kind"])} if "kind" in sent else Kind)
    return Wanted(kinds, sent.get("person", ""), sent.get("article", ""), sent.get("since"), sent.get("until"))
