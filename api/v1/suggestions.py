"""/suggestions/: what the detectors propose, and what you decide about it. A suggestion is never an answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import django_filters
from django.db import transaction
from django.db.models import IntegerField, Prefetch, QuerySet
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.articles.models import Article, ArticleText, current_texts
from annotator.desks.models import User
from annotator.detection.base import Layer, RoleSpan, SpanRole
from annotator.review.blinding import tags_visible_to
from annotator.review.masking import mask_rows, shown_suggestions
from annotator.suggestions.models import Decision, Suggestion, SuggestionDecision
from annotator.tagging.changes import Change, change_from
from annotator.tagging.mentions import mentioned_source
from annotator.tagging.services import accept_changed, accept_suggestions, decide_on, open_tag_set
from annotator.tagging.shapes import span_shapes
from annotator.text.spans import Span
from api.authentication import person
from api.schema import problems
from api.v1.changes import TagContentSerializer, read_change
from api.v1.lookups import REFERENCE, as_uuid, find_article, is_named
from api.v1.spans import SpanSerializer
from api.v1.tag_shapes import TagsSerializer, show_tags
from api.v1.tag_values import TAG_KINDS

WHOLE_ARTICLE = -1
"""The place of suggestions about the article as a whole: before those about its statements."""


class SuggestionSerializer(serializers.ModelSerializer[Suggestion]):
    """A suggestion with the words it is about and why it was made."""

    article = serializers.SlugField(source="text.article.slug", help_text="Slug of the article.")
    version = serializers.IntegerField(source="text.version", help_text="Version of the text it belongs to.")
    kind = serializers.ChoiceField(choices=TAG_KINDS, help_text="The kind of tag it would become.")
    reference = serializers.SerializerMethodField(help_text="Reference of the statement; null for the article.")
    values = serializers.DictField(child=serializers.CharField(), help_text="Further fields that are proposed.")
    detector = serializers.CharField(source="version", help_text="Version of the detector that found it last.")
    evidence = serializers.CharField(help_text="Which word, rule or model fired.")
    stale = serializers.BooleanField(source="is_stale", help_text="Whether the newest run no longer finds it.")
    decision = serializers.SerializerMethodField(help_text="Your own decision; null while you have not decided.")
    spans = serializers.SerializerMethodField()

    class Meta:
        model = Suggestion
        fields = (
            *("id", "article", "version", "statement", "reference", "layer", "kind", "label", "values", "score"),
            *("evidence", "detector", "stale", "decision", "spans"),
        )

    def get_reference(self, suggestion: Suggestion) -> str | None:
        """Return the reference of the statement."""
        statement = suggestion.statement
        return f"{suggestion.text.article.slug}-{statement.label}" if statement else None

    @extend_schema_field(serializers.ChoiceField(choices=Decision.choices, allow_null=True))
    def get_decision(self, suggestion: Suggestion) -> str | None:
        """Return the person's standing decision."""
        own: list[SuggestionDecision] = getattr(suggestion, "own_decisions", [])
        return own[0].decision if own and own[0].decision != Decision.REOPENED else None

    @extend_schema_field(SpanSerializer(many=True))
    def get_spans(self, suggestion: Suggestion) -> list[dict[str, Any]]:
        """Return the spans with their words."""
        spans = (RoleSpan(SpanRole(s.role), Span(s.start, s.end)) for s in suggestion.spans.all())
        return span_shapes(spans, suggestion.text.content)


class SuggestionFilter(django_filters.FilterSet):
    """Which suggestions are listed: without `stale`, those that the newest run found."""

    article = django_filters.CharFilter(method="of_article", label="Id or slug of an article.")
    statement = django_filters.CharFilter(method="of_statement", label="Id or reference of a statement.")
    layer = django_filters.ChoiceFilter(choices=[(layer.value, layer.value) for layer in Layer])
    stale = django_filters.BooleanFilter(field_name="is_stale", label="Whether the newest run no longer finds them.")

    class Meta:
        model = Suggestion
        fields = ("article", "statement", "layer", "stale")

    def filter_queryset(self, queryset: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
        """Return the current suggestions unless stale ones are asked for."""
        listed = super().filter_queryset(queryset)
        return listed if self.form.cleaned_data.get("stale") is not None else listed.filter(is_stale=False)

    def of_article(self, suggestions: QuerySet[Suggestion], name: str, value: str) -> QuerySet[Suggestion]:
        """Keep the suggestions on one article."""
        return suggestions.filter(is_named(value, "text__article__"))

    def of_statement(self, suggestions: QuerySet[Suggestion], name: str, value: str) -> QuerySet[Suggestion]:
        """Keep the suggestions on one statement."""
        uuid, parts = as_uuid(value), REFERENCE.fullmatch(value)
        if uuid is not None:
            return suggestions.filter(statement=uuid)
        if parts is None:
            return suggestions.none()
        return suggestions.filter(text__article__slug=parts["slug"], statement__label=parts["label"])


@extend_schema_view(list=extend_schema(summary="Suggestions"), retrieve=extend_schema(summary="One suggestion"))
class SuggestionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Suggestion]):
    """Suggestions on the newest texts; one by its id also on an earlier version."""

    serializer_class = SuggestionSerializer
    filterset_class = SuggestionFilter
    lookup_value_converter = "uuid"
    keyset = ("text_id", "place", "id")

    def get_queryset(self) -> QuerySet[Suggestion]:
        """Return the suggestions that the person may read; of one article where the address names it."""
        articles = Article.objects.visible_to(self.request.user)
        if key := self.kwargs.get("article"):
            articles = articles.filter(pk=find_article(self.request.user, key).pk)
        texts = ArticleText.objects.filter(article__in=articles) if self.detail else current_texts()
        readable = Suggestion.objects.filter(text__in=texts.filter(article__in=articles))
        return (
            shown_suggestions(self.request.user, readable)
            .annotate(place=Coalesce("statement__start", WHOLE_ARTICLE, output_field=IntegerField()))
            .select_related("statement")
            .prefetch_related("spans", Prefetch("text", ArticleText.objects.select_related("article__desk")))
            .prefetch_related(_own_decisions(self.request.user))
        )

    def get_object(self) -> Suggestion:
        """Return a suggestion as the person may see it."""
        suggestion = super().get_object()
        mask_rows(self.request.user, [suggestion])
        return suggestion

    def paginate_queryset(self, queryset: Any) -> Any:
        """Return a page of suggestions as the person may see them."""
        page = super().paginate_queryset(queryset)
        mask_rows(self.request.user, page or ())
        return page

    @extend_schema(
        summary="Accept a suggestion",
        request=TagContentSerializer,
        responses={200: TagsSerializer, **problems(400, 401, 403, 404, 409, 422)},
    )
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def accept(self, request: Request, pk: UUID) -> Response:
        """Make it a tag of yours, with the changes that the body names if any; return the tags of the statement."""
        body = TagContentSerializer(data=request.data or {})
        body.is_valid(raise_exception=True)
        user, suggestion = person(request), self._found(pk)
        with transaction.atomic():
            tag_set = open_tag_set(actor=user, text=suggestion.text)
            if body.validated_data:
                change = _changed(user, suggestion, body.validated_data)
                accept_changed(actor=user, tag_set=tag_set, suggestion=suggestion, change=change)
            else:
                accept_suggestions(actor=user, tag_set=tag_set, suggestions=[suggestion])
            tag_set.refresh_from_db(fields=["revision"])
        rows = tags_visible_to(user, tag_set, suggestion.statement)
        return show_tags(
            user, tag_set, [row for row in rows if row.tag.statement_id == suggestion.statement_id], suggestion.text
        )

    @extend_schema(
        summary="Reject a suggestion",
        request=None,
        responses={200: SuggestionSerializer, **problems(401, 403, 404, 409)},
    )
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def reject(self, request: Request, pk: UUID) -> Response:
        """Decide against it; the decision survives further runs of the detectors."""
        return self._decide(request, pk, Decision.REJECTED)

    @extend_schema(
        summary="Take a decision back",
        request=None,
        responses={200: SuggestionSerializer, **problems(401, 403, 404, 409)},
    )
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def reopen(self, request: Request, pk: UUID) -> Response:
        """Take your decision back; a tag made from the suggestion stays until you withdraw it."""
        return self._decide(request, pk, Decision.REOPENED)

    def _decide(self, request: Request, key: UUID, decision: Decision) -> Response:
        decide_on(actor=person(request), suggestion=self._found(key), decision=decision)
        return Response(SuggestionSerializer(self.get_object()).data)

    def _found(self, key: UUID) -> Suggestion:
        return get_object_or_404(self.get_queryset(), pk=key)


def _own_decisions(user: object) -> "Prefetch[Any]":
    decisions = SuggestionDecision.objects.filter(person=getattr(user, "pk", None)).order_by("-number")
    return Prefetch("decisions", decisions, to_attr="own_decisions")


def _changed(user: User, suggestion: Suggestion, sent: Mapping[str, Any]) -> Change:
    """Return the change that takes a suggestion with what was sent in place of what was proposed."""
    text = suggestion.text
    labels = {s.label: s for s in text.statements.select_related("text__article")}
    taken = change_from(suggestion, statements=labels)
    edited = read_change(user, text, {**sent, "kind": suggestion.kind})
    spans = taken.spans if edited.spans is None else edited.spans
    values = {**taken.values, **edited.values}
    words = next((s.span.of(text.content) for s in spans or () if s.role == SpanRole.SOURCE), "")
    if words and "source" not in values:
        values["source"] = mentioned_source(
            desk=text.article.desk,
            mention=words,
            source_type=values.get("source_type") or "",
            kind=values.get("relation_kind", suggestion.label),
            same_source=str(suggestion.values.get("same_source", "")) if edited.spans is None else "",
        )
    return replace(taken, values=values, spans=spans, evidence=edited.evidence, note=edited.note)
