"""Spans in answers and in requests. Positions are Unicode code points into the text, ends exclusive."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from annotator.detection.base import RoleSpan, SpanRole
from annotator.text.spans import Span

LARGEST = 2_147_483_647


class SpanSerializer(serializers.Serializer[Any]):
    """A span with its role and its words."""

    role = serializers.ChoiceField(choices=[role.value for role in SpanRole])
    start = serializers.IntegerField(help_text="First code point.")
    end = serializers.IntegerField(help_text="Code point behind the last.")
    exact = serializers.CharField(help_text="The words there.")


class SpanRequestSerializer(serializers.Serializer[Any]):
    """A span with its role, as it is sent."""

    role = serializers.ChoiceField(choices=[role.value for role in SpanRole])
    start = serializers.IntegerField(min_value=0, max_value=LARGEST)
    end = serializers.IntegerField(min_value=1, max_value=LARGEST)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        if attrs["start"] >= attrs["end"]:
            raise serializers.ValidationError({"end": "A span ends behind its start."})
        return attrs


def read_spans(values: Iterable[dict[str, Any]] | None) -> tuple[RoleSpan, ...] | None:
    """Return validated spans as the services take them, None where none were sent."""
    if values is None:
        return None
    return tuple(RoleSpan(SpanRole(v["role"]), Span(v["start"], v["end"])) for v in values)
