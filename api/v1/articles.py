"""/articles/: what a desk checks, each with its text, statements, suggestions, tags and summary."""

from typing import Any

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from annotator.articles.extraction import ExtractedArticle
from annotator.articles.models import Article, ArticleText
from annotator.articles.services import ingest_article, revise_text
from annotator.desks.roles import Permission
from annotator.review.blinding import tag_sets_visible_to
from annotator.review.masking import mask_articles, refuse_masked, shown_text, unmasked
from api.authentication import person
from api.schema import problems
from api.v1.lookups import asked, find_article, find_desk, newest_text
from api.v1.statements import AUTHOR, SET
from api.v1.summaries import OF, PENDING_ANSWER, SummarySerializer, answer_with_summary
from api.v1.tag_shapes import TagSetSerializer, TagsSerializer, answer_with_set

ARTICLE_KEY = OpenApiParameter("id", OpenApiTypes.STR, OpenApiParameter.PATH, description="Id (UUID) or slug.")
MASKED = "Whether outlet and byline, and their names in the words, are masked: you have a pass of a review to submit."
ONLY_EDITORS = "Only editors of this desk may add articles."


class ArticleSerializer(serializers.ModelSerializer[Article]):
    """An article, without its words."""

    desk = serializers.SlugField(source="desk.slug")
    outlet = serializers.SerializerMethodField()
    url = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(allow_null=True, help_text="Version of the newest text.")
    sha256 = serializers.SerializerMethodField(help_text="Digest of the newest text; null where it is masked.")
    is_masked = serializers.BooleanField(help_text=MASKED)

    class Meta:
        model = Article
        fields = (
            *("id", "slug", "title", "desk", "outlet", "byline", "published_on", "url", "licence", "credit"),
            *("external_id", "created_at", "version", "sha256", "is_masked"),
        )

    def get_sha256(self, article: Any) -> str | None:
        """Return the digest of the newest text, by which the words could be guessed where they are masked."""
        return None if article.is_masked else article.sha256

    def get_outlet(self, article: Article) -> str:
        """Return the outlet's name, empty where it is not known."""
        return article.outlet.name if article.outlet else ""


class NewArticleSerializer(serializers.Serializer[None]):
    """An article to add. The text is stored as it is, to the last space."""

    desk = serializers.SlugField(help_text="Slug of the desk.")
    text = serializers.CharField(trim_whitespace=False)
    title = serializers.CharField(default="", allow_blank=True, max_length=300, help_text="Else the first line.")
    slug = serializers.SlugField(default="", allow_blank=True, max_length=100, help_text="A wish; else from the title.")
    outlet = serializers.CharField(default="", allow_blank=True, max_length=160)
    byline = serializers.CharField(default="", allow_blank=True, max_length=200)
    published_on = serializers.DateField(default=None, allow_null=True)
    url = serializers.URLField(default="", allow_blank=True, max_length=1000)
    licence = serializers.CharField(default="", allow_blank=True, max_length=80)
    external_id = serializers.CharField(default="", allow_blank=True, max_length=200)


class TextSerializer(serializers.ModelSerializer[ArticleText]):
    """The words of an article, as stored."""

    article = serializers.SlugField(source="article.slug")
    offset_unit = serializers.SerializerMethodField(help_text="What all positions count: Unicode code points.")
    length = serializers.SerializerMethodField(help_text="Number of code points.")
    sha256 = serializers.SerializerMethodField(help_text="Digest of the stored words; null where they are masked.")
    is_masked = serializers.BooleanField(help_text=MASKED)
    content = serializers.CharField(trim_whitespace=False)

    class Meta:
        model = ArticleText
        fields = ("id", "article", "version", "sha256", "created_at", "offset_unit", "length", "is_masked", "content")

    def get_sha256(self, text: ArticleText) -> str | None:
        """Return the digest."""
        return None if text.is_masked else text.sha256

    def get_offset_unit(self, text: ArticleText) -> str:
        """Return the unit of all positions."""
        return "code_points"

    def get_length(self, text: ArticleText) -> int:
        """Return the number of code points."""
        return len(text.content)


class CorrectionSerializer(serializers.Serializer[Any]):
    """The corrected words of an article."""

    content = serializers.CharField(trim_whitespace=False)


class ArticleFilter(django_filters.FilterSet):
    """Which articles are listed."""

    desk = django_filters.CharFilter(field_name="desk__slug", label="Slug of the desk.")
    outlet = django_filters.CharFilter("outlet__name", "iexact", method="unless_masked", label="Name of the outlet.")
    slug = django_filters.CharFilter()
    q = django_filters.CharFilter("title", "icontains", method="unless_masked", label="Words in the title.")
    added_since = django_filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="gte", label="Added at this time or later (ISO 8601)."
    )

    class Meta:
        model = Article
        fields = ("desk", "outlet", "slug", "q", "added_since")

    def unless_masked(self, articles: QuerySet[Article], name: str, value: str) -> QuerySet[Article]:
        """Keep the articles of which this is so, without those of which the person must not learn it."""
        lookup = {"outlet__name": "iexact", "title": "icontains"}[name]
        return articles.filter(unmasked(getattr(self.request, "user", None)), **{f"{name}__{lookup}": value})


@extend_schema_view(list=extend_schema(summary="Articles"))
class ArticleViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Article]):
    """The articles of your desks, newest first."""

    serializer_class = ArticleSerializer
    filterset_class = ArticleFilter
    keyset = ("-created_at", "id")

    def get_queryset(self) -> QuerySet[Article]:
        """Return the articles that the person may read."""
        newest = ArticleText.objects.filter(article=OuterRef("pk")).order_by("-version")
        return (
            Article.objects.visible_to(self.request.user)
            .select_related("desk", "outlet")
            .annotate(version=Subquery(newest.values("version")[:1]), sha256=Subquery(newest.values("sha256")[:1]))
        )

    def paginate_queryset(self, queryset: Any) -> Any:
        """Return a page of articles as the person may see them."""
        page = super().paginate_queryset(queryset)
        mask_articles(self.request.user, page or ())
        return page

    @extend_schema(
        summary="One article", parameters=[ARTICLE_KEY], responses={200: ArticleSerializer, **problems(401, 404)}
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Return an article by its id or slug."""
        article = find_article(request.user, pk)
        return Response(self._shown(article))

    @extend_schema(
        summary="Add an article",
        request=NewArticleSerializer,
        responses={201: ArticleSerializer, **problems(400, 401, 403, 404, 409, 422)},
    )
    def create(self, request: Request) -> Response:
        """Store an article and cut it into statements; suggestions and summary follow in the background."""
        body = NewArticleSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent: dict[str, Any] = dict(body.validated_data)
        user, slug = person(request), sent.pop("slug")
        desk = find_desk(user, sent.pop("desk"), Permission.ADD_ARTICLES, ONLY_EDITORS)
        extracted = ExtractedArticle(published=sent.pop("published_on"), **sent)
        article = ingest_article(actor=user, desk=desk, extracted=extracted, slug=slug)
        address = reverse("api:article-detail", args=[article.pk], request=request)
        return Response(self._shown(article), status=201, headers={"Location": address})

    @extend_schema(
        summary="The text of an article",
        parameters=[ARTICLE_KEY, OpenApiParameter("version", int, description="An earlier version; else the newest.")],
        responses={200: TextSerializer, **problems(400, 401, 404)},
    )
    @action(detail=True, filterset_class=None, pagination_class=None)
    def text(self, request: Request, pk: str) -> Response:
        """Return the stored words. All positions in this API are Unicode code points into them, ends exclusive."""
        article = find_article(request.user, pk)
        version = asked(request, "version")
        if version and not (version.isascii() and version.isdigit() and len(version) < 10):
            raise serializers.ValidationError({"version": "A number is needed."})
        text = get_object_or_404(article.texts, version=int(version)) if version else newest_text(article)
        return Response(TextSerializer(shown_text(request.user, text)).data)

    @extend_schema(
        summary="Correct the text of an article",
        parameters=[ARTICLE_KEY],
        request=CorrectionSerializer,
        responses={201: TextSerializer, **problems(400, 401, 403, 404, 409, 422)},
    )
    @text.mapping.post
    def correct_text(self, request: Request, pk: str) -> Response:
        """Store a corrected text as a new version. Tags stay with the words they were made on."""
        article = find_article(request.user, pk)
        refuse_masked(request.user, article)
        body = CorrectionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        text = revise_text(actor=person(request), article=article, content=body.validated_data["content"])
        return Response(TextSerializer(text).data, status=201)

    @extend_schema(
        summary="The tags of an article",
        parameters=[ARTICLE_KEY, AUTHOR, SET],
        responses={200: TagsSerializer, **problems(401, 404)},
    )
    @action(detail=True, filterset_class=None, pagination_class=None)
    def tags(self, request: Request, pk: str) -> Response:
        """Return your own tags, else those that lead, as far as you may see them."""
        text = newest_text(find_article(request.user, pk))
        return answer_with_set(request, text)

    @extend_schema(
        summary="Whose tags there are",
        parameters=[ARTICLE_KEY],
        responses={200: TagSetSerializer(many=True), **problems(401, 404)},
    )
    @action(detail=True, url_path="tag-sets", filterset_class=None, pagination_class=None)
    def tag_sets(self, request: Request, pk: str) -> Response:
        """Return the tag sets on the newest text that you may see: an annotator's own, an editor's all."""
        text = newest_text(find_article(request.user, pk))
        return Response(TagSetSerializer(tag_sets_visible_to(request.user, text), many=True).data)

    @extend_schema(
        summary="The reliability summary of an article",
        parameters=[ARTICLE_KEY, OF],
        responses={200: SummarySerializer, 202: PENDING_ANSWER, **problems(400, 401, 403, 404)},
    )
    @action(detail=True, filterset_class=None, pagination_class=None)
    def summary(self, request: Request, pk: str) -> Response:
        """Return what the tags say about the article's sourcing, or 202 while it is being computed."""
        return answer_with_summary(request.user, find_article(request.user, pk), asked(request, "of"))

    def _shown(self, article: Article) -> Any:
        shown = self.get_queryset().get(pk=article.pk)
        mask_articles(self.request.user, [shown])
        return ArticleSerializer(shown).data
