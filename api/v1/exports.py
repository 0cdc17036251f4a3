"""/exports/: whole desks for machines that compute with them."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from annotator.interchange.registry import get_exporter
from annotator.interchange.services import export_articles, exportable_articles
from api.authentication import person
from api.schema import problems
from api.v1.articles import ArticleFilter
from api.v1.lookups import asked

MEDIA_TYPE = "application/x-ndjson"
LINES = OpenApiResponse(OpenApiTypes.STR, description="One JSON object a line, one line an article.")


class JsonLinesRenderer(JSONRenderer):
    """Lets clients ask for JSON Lines; the lines themselves are written by the exporter."""

    media_type = MEDIA_TYPE


class ArticlesExportView(APIView):
    """Articles with everything that is known about them."""

    renderer_classes = (JsonLinesRenderer, JSONRenderer)

    @extend_schema(
        operation_id="exports_articles",
        summary="Export articles as JSON Lines",
        parameters=[
            OpenApiParameter("desk", description="Slug of the desk; else every desk whose articles you may export."),
            OpenApiParameter("outlet", description="Name of the outlet."),
            OpenApiParameter("slug"),
            OpenApiParameter("q", description="Words in the title."),
            OpenApiParameter("added_since", OpenApiTypes.DATETIME, description="Added at this time or later."),
        ],
        responses={(200, MEDIA_TYPE): LINES, **problems(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Return each article with its texts, statements, suggestions, every revision of every tag, sources and
        summary, all as they were at one moment. For editors only. Positions are Unicode code points.
        """
        exporter = get_exporter("jsonl")
        mine = exportable_articles(actor=person(request), desk_slug=asked(request, "desk"))
        chosen = ArticleFilter(request.query_params, queryset=mine, request=request)
        if not chosen.is_valid():
            raise ValidationError(chosen.errors)
        return StreamingHttpResponse(
            export_articles(exporter=exporter, articles=chosen.qs),
            content_type=exporter.media_type,
            headers={"Content-Disposition": f'attachment; filename="articles.{exporter.extension}"'},
        )
