"""/codebook/: what the fields of a tag ask and what their answers mean."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.tagging.codebook_reading import read_codebook
from api.schema import problems
from api.v1.lookups import asked


class LabelSerializer(serializers.Serializer[Any]):
    """An answer."""

    key = serializers.CharField(help_text="What is stored and sent.")
    name = serializers.CharField()
    definition = serializers.CharField()
    example = serializers.CharField(allow_blank=True)
    is_default = serializers.BooleanField()
    is_derived = serializers.BooleanField(help_text="Computed from other tags, never sent.")
    advisory = serializers.BooleanField()


class FieldSerializer(serializers.Serializer[Any]):
    """A field with its answers."""

    field = serializers.CharField()
    layer = serializers.CharField()
    question = serializers.CharField(allow_blank=True)
    kinds = serializers.ListField(child=serializers.CharField(), help_text="The kinds of tag that have the field.")
    labels = LabelSerializer(many=True)


class GuidelineSerializer(serializers.Serializer[Any]):
    """A section of the decision guide (Markdown)."""

    section = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()


class CodebookSerializer(serializers.Serializer[Any]):
    """A version of the codebook."""

    version = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    published_on = serializers.DateField()
    is_current = serializers.BooleanField()
    guidelines = GuidelineSerializer(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add the fields of tags, whose natural name is one that serializers keep for themselves."""
        return super().get_fields() | {"fields": FieldSerializer(many=True)}


class CodebookView(APIView):
    """The codebook."""

    @extend_schema(
        summary="The codebook",
        parameters=[OpenApiParameter("version", description="An earlier version; else the current one.")],
        responses={200: CodebookSerializer, **problems(401, 404)},
    )
    def get(self, request: Request) -> Response:
        """Return the codebook: fields, answers with definitions and examples, and the guide for editors."""
        return Response(CodebookSerializer(asdict(read_codebook(asked(request, "version")))).data)
