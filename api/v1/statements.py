"""/statements/: the sentences of an article, the unit that is tagged."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.articles.models import ArticleText, Citation, Segment, Statement
from annotator.review.blinding import tags_visible_to
from annotator.review.masking import mask_rows, readable_links
from api.authentication import person
from api.schema import problems
from api.v1.changes import ChangesSerializer, apply_changes, expected_revision, read_change
from api.v1.lookups import find_article, find_statement, is_named, visible_statements
from api.v1.tag_shapes import TagsSerializer, answer_with_set, show_tags

STATEMENT_KEY = OpenApiParameter(
    "id", OpenApiTypes.STR, OpenApiParameter.PATH, description="Id (UUID) or reference, such as `seed-a-S4`."
)

AUTHOR = OpenApiParameter("author", description="Username of the person whose tags to show.")
SET = OpenApiParameter(
    "set", OpenApiTypes.UUID, description="Id of the tag set to show, such as the `result` of a review."
)


class CitationSerializer(serializers.ModelSerializer[Citation]):
    """An inline link."""

    class Meta:
        model = Citation
        fields = ("id", "start", "end", "anchor", "url")


class SegmentSerializer(serializers.ModelSerializer[Segment]):
    """A part of the text."""

    class Meta:
        model = Segment
        fields = ("id", "kind", "paragraph", "start", "end")


class StatementSerializer(serializers.ModelSerializer[Statement]):
    """A statement with its words and its links."""

    article = serializers.SlugField(source="text.article.slug", help_text="Slug of the article.")
    version = serializers.IntegerField(source="text.version", help_text="Version of the text it belongs to.")
    text = serializers.SerializerMethodField(help_text="The words of the statement.")
    citations = serializers.SerializerMethodField()

    class Meta:
        model = Statement
        fields: tuple[str, ...] = (
            *("id", "reference", "article", "version", "label", "kind", "paragraph", "position", "start", "end"),
            *("text", "citations"),
        )

    def get_text(self, statement: Statement) -> str:
        """Return the words of the statement."""
        return statement.text.content[statement.start : statement.end]

    @extend_schema_field(CitationSerializer(many=True))
    def get_citations(self, statement: Statement) -> Any:
        """Return the links of the statement whose words are not masked."""
        return CitationSerializer(readable_links(statement.text, statement.citations.all()), many=True).data


class StatementInFullSerializer(StatementSerializer):
    """A statement together with the part of the article it stands in."""

    segments = serializers.SerializerMethodField()

    class Meta(StatementSerializer.Meta):
        fields = (*StatementSerializer.Meta.fields, "segments")

    @extend_schema_field(SegmentSerializer(many=True))
    def get_segments(self, statement: Statement) -> Any:
        """Return the segments that hold the statement."""
        around = statement.text.segments.filter(start__lt=statement.end, end__gt=statement.start)
        return SegmentSerializer(around, many=True).data


class StatementFilter(django_filters.FilterSet):
    """Which statements are listed."""

    article = django_filters.CharFilter(method="of_article", label="Id or slug of an article.")
    kind = django_filters.CharFilter(label="Part of the text, such as `body`.")

    class Meta:
        model = Statement
        fields = ("article", "kind")

    def of_article(self, statements: QuerySet[Statement], name: str, value: str) -> QuerySet[Statement]:
        """Keep the statements of one article."""
        return statements.filter(is_named(value, "text__article__"))


def _with_words(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Fetch what StatementSerializer shows, each text once however many of its statements are listed."""
    texts = ArticleText.objects.select_related("article")
    return statements.prefetch_related(Prefetch("text", texts), "citations")


@extend_schema_view(list=extend_schema(summary="Statements"))
class StatementViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Statement]):
    """The statements of the newest texts."""

    serializer_class = StatementSerializer
    filterset_class = StatementFilter
    keyset = ("text_id", "start")

    def get_queryset(self) -> QuerySet[Statement]:
        """Return the statements that the person may read; of one article where the address names it."""
        statements = visible_statements(self.request.user)
        if key := self.kwargs.get("article"):
            statements = statements.filter(text__article=find_article(self.request.user, key))
        return _with_words(statements)

    def paginate_queryset(self, queryset: Any) -> Any:
        """Return a page of statements as the person may see them."""
        page = super().paginate_queryset(queryset)
        mask_rows(self.request.user, page or ())
        return page

    @extend_schema(
        summary="One statement",
        parameters=[STATEMENT_KEY],
        responses={200: StatementInFullSerializer, **problems(401, 404)},
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Return a statement with its words, links and surrounding segments."""
        statement = find_statement(request.user, pk)
        mask_rows(request.user, [statement])
        return Response(StatementInFullSerializer(statement).data)

    @extend_schema(
        summary="The tags of a statement",
        parameters=[STATEMENT_KEY, AUTHOR, SET],
        responses={200: TagsSerializer, **problems(401, 404)},
    )
    @action(detail=True, filterset_class=None, pagination_class=None)
    def tags(self, request: Request, pk: str) -> Response:
        """Return your own tags of a statement, else those that lead, as far as you may see them."""
        statement = find_statement(request.user, pk)
        return answer_with_set(request, statement.text, statement)

    @extend_schema(
        summary="Change the tags of a statement",
        parameters=[STATEMENT_KEY],
        request=ChangesSerializer,
        responses={200: TagsSerializer, **problems(400, 401, 403, 404, 409, 422)},
    )
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def changes(self, request: Request, pk: str) -> Response:
        """Apply several edits to your tags of a statement as one step, or refuse all of them."""
        statement = find_statement(request.user, pk)
        body = ChangesSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user = person(request)
        tag_set, _ = apply_changes(
            actor=user,
            text=statement.text,
            statement=statement,
            changes=[read_change(user, statement.text, sent) for sent in body.validated_data["changes"]],
            expected=expected_revision(request, body.validated_data),
        )
        return show_tags(user, tag_set, tags_visible_to(user, tag_set, statement), statement.text)
