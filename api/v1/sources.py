"""/sources/: the desk's registry of who says things."""

from typing import Any
from uuid import UUID

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.desks.models import Desk
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.blinding import sources_known_to
from annotator.sources.models import SOURCE_TYPES, Source, SourceAlias
from annotator.sources.services import add_alias, merge_sources, register_source, resolve_mention, undo_merge
from api.authentication import person
from api.schema import problems
from api.v1.lookups import find_desk, refuse_unless

NOT_YOURS = "Only adjudicators and editors of this desk may change its sources."


class SourceSerializer(serializers.ModelSerializer[Source]):
    """A source with the other names it goes by."""

    desk = serializers.SlugField(source="desk.slug")
    aliases: "serializers.SlugRelatedField[SourceAlias]" = serializers.SlugRelatedField(
        many=True, read_only=True, slug_field="name"
    )
    merged_into = serializers.UUIDField(
        source="merged_into_id", allow_null=True, help_text="The source it stands for, if it was merged."
    )

    class Meta:
        model = Source
        fields = ("id", "desk", "name", "source_type", "affiliation", "note", "aliases", "merged_into", "created_at")


class NewSourceSerializer(serializers.Serializer[Any]):
    """A source to register."""

    desk = serializers.SlugField(help_text="Slug of the desk.")
    name = serializers.CharField(max_length=200)
    source_type = serializers.ChoiceField(choices=SOURCE_TYPES)
    aliases = serializers.ListField(child=serializers.CharField(max_length=200), required=False, max_length=100)


class SourcePatchSerializer(serializers.Serializer[Any]):
    """Further names of a source; those that it has already stay."""

    aliases = serializers.ListField(child=serializers.CharField(max_length=200), required=False, max_length=100)


class MergeSerializer(serializers.Serializer[Any]):
    """Which source this one stands for from now on."""

    into = serializers.UUIDField()


class SourceFilter(django_filters.FilterSet):
    """Which sources are listed."""

    desk = django_filters.CharFilter(field_name="desk__slug", label="Slug of the desk.")
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label="Words in the name.")
    source_type = django_filters.ChoiceFilter(choices=SOURCE_TYPES)
    merged = django_filters.BooleanFilter(
        field_name="merged_into", lookup_expr="isnull", exclude=True, label="Whether it was merged into another."
    )

    class Meta:
        model = Source
        fields = ("desk", "q", "source_type", "merged")


@extend_schema_view(list=extend_schema(summary="Sources"), retrieve=extend_schema(summary="One source"))
class SourceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Source]):
    """The sources of your desks. Everybody there reads them; adjudicators and editors keep them."""

    serializer_class = SourceSerializer
    filterset_class = SourceFilter
    lookup_value_converter = "uuid"
    keyset = ("name", "id")

    def get_queryset(self) -> QuerySet[Source]:
        """Return the sources that the person may read."""
        desks = Desk.objects.of(self.request.user)
        known = sources_known_to(self.request.user)
        return known.filter(desk__in=desks).select_related("desk").prefetch_related("aliases")

    @extend_schema(
        summary="Register a source",
        request=NewSourceSerializer,
        responses={
            201: SourceSerializer,
            200: OpenApiResponse(SourceSerializer, description="The desk knew the name; new aliases were added."),
            **problems(400, 401, 403, 404, 409, 422),
        },
    )
    def create(self, request: Request) -> Response:
        """Register a source, or add aliases to the one that goes by the name already."""
        body = NewSourceSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        desk = find_desk(person(request), sent["desk"], Permission.EDIT_SOURCES, NOT_YOURS)
        known = resolve_mention(desk=desk, mention=sent["name"])
        source = register_source(
            desk=desk, name=sent["name"], source_type=sent["source_type"], aliases=tuple(sent.get("aliases", ()))
        )
        return self._show(source, status=200 if known else 201)

    @extend_schema(
        summary="Add names to a source",
        request=SourcePatchSerializer,
        responses={200: SourceSerializer, **problems(400, 401, 403, 404, 409)},
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Let the source be found under further names, all or none of them."""
        body = SourcePatchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        source = self._editable(request)
        with transaction.atomic():
            for name in body.validated_data.get("aliases", ()):
                add_alias(source=source, name=name)
        return self._show(source)

    @extend_schema(
        summary="Merge a source into another",
        request=MergeSerializer,
        responses={200: SourceSerializer, **problems(400, 401, 403, 404, 409, 422)},
    )
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def merge(self, request: Request, pk: UUID) -> Response:
        """Let this source stand for another; nothing is deleted, so it can be undone."""
        source = self._editable(request)
        body = MergeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        into = self.get_queryset().filter(pk=body.validated_data["into"]).first()
        if into is None:
            raise DomainError("value_unknown", "There is no such source to merge into.", field="into")
        merge_sources(source=source, into=into)
        return self._show(source)

    @extend_schema(summary="Undo a merge", request=None, responses={200: SourceSerializer, **problems(401, 403, 404)})
    @action(detail=True, methods=["post"], url_path="undo-merge", filterset_class=None, pagination_class=None)
    def undo_merge(self, request: Request, pk: UUID) -> Response:
        """Let a merged source stand for itself again."""
        source = self._editable(request)
        undo_merge(source=source)
        return self._show(source)

    def _editable(self, request: Request) -> Source:
        source = self.get_object()
        refuse_unless(person(request), Permission.EDIT_SOURCES, source.desk, NOT_YOURS)
        return source

    def _show(self, source: Source, status: int = 200) -> Response:
        return Response(SourceSerializer(self.get_queryset().get(pk=source.pk)).data, status=status)
