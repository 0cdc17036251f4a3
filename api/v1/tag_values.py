"""The answers of a tag, by the codebook's own field names, as they are sent and shown."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from annotator.articles.models import ArticleText, Statement
from annotator.desks.models import Desk
from annotator.errors import DomainError
from annotator.sources.models import Source
from annotator.sources.services import resolve_mention
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import ANSWERS
from api.v1.lookups import REFERENCE, as_uuid

TAG_KINDS = [kind.value for kind in TagKind]
STATEMENTS = ("continues", "repeats")
LISTS = ("origins", "chain")
TEXTS = {"accused": 300, "reason": 500, "target": 200, "digital_source_type": 80}


class TagValuesSerializer(serializers.Serializer[Any]):
    """Answers by field; which fields a tag may have depends on its kind (see /codebook/). Null: not answered."""

    continues = serializers.CharField(
        required=False, allow_null=True, help_text="Reference of the statement whose source goes on."
    )
    repeats = serializers.CharField(
        required=False, allow_null=True, help_text="Reference of the body statement that a key point repeats."
    )
    denies = serializers.UUIDField(required=False, allow_null=True, help_text="Id of the relation that is denied.")
    denied_elsewhere = serializers.BooleanField(required=False)
    sourced = serializers.BooleanField(required=False, allow_null=True)
    unsure = serializers.BooleanField(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return one field for each field of the codebook (some have names that serializers use themselves)."""
        fields = super().get_fields()
        fields["source"] = serializers.CharField(
            required=False, allow_null=True, max_length=200, help_text="Id of a source; a name is accepted too."
        )
        fields["parent"] = serializers.UUIDField(
            required=False, allow_null=True, help_text="Id of the relation around this one."
        )
        for name in LISTS:
            entry = serializers.CharField(max_length=200)
            fields[name] = serializers.ListField(child=entry, required=False, max_length=50)
        for name, length in TEXTS.items():
            fields[name] = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=length)
        for name, enum in ANSWERS.items():
            choices = [item.value for item in enum]
            fields[name] = serializers.ChoiceField(choices=choices, required=False, allow_null=True)
        return fields

    def to_representation(self, instance: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers that are there: a tag has the fields of its kind and no others."""
        return {name: value for name, value in super().to_representation(instance).items() if name in instance}

    def to_internal_value(self, data: Any) -> Any:
        """Return the values. Refuses names that no kind of tag has, instead of passing over them."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            raise serializers.ValidationError({name: ["The codebook has no such field."] for name in sorted(unknown)})
        return super().to_internal_value(data)


def read_values(values: Mapping[str, Any], text: ArticleText) -> dict[str, Any]:
    """Return validated values as the tagging services take them, with what they point to on this text's desk.

    Raises DomainError `value_unknown` where a statement or source is not there.
    """
    return {name: _read(name, value, text) for name, value in values.items()}


def _read(name: str, value: Any, text: ArticleText) -> Any:
    if name in STATEMENTS:
        return _statement(name, value, text)
    if name == "source":
        return _source(value, text.article.desk)
    if value is None and (name in TEXTS or name in ANSWERS):
        return ""
    return value


def _statement(name: str, key: str | None, text: ArticleText) -> Statement | None:
    if not key:
        return None
    parts = REFERENCE.fullmatch(key)
    label = parts["label"] if parts and parts["slug"] == text.article.slug else None
    same_text = Statement.objects.filter(text=text).select_related("text__article")
    uuid = as_uuid(key)
    statement = (same_text.filter(pk=uuid) if uuid else same_text.filter(label=label)).first()
    if statement is None:
        raise DomainError("value_unknown", f"“{key}” is no statement of this article.", field=name)
    return statement


def _source(key: str | None, desk: Desk) -> Source | None:
    if not key:
        return None
    uuid = as_uuid(key)
    source = Source.objects.filter(desk=desk, pk=uuid).first() if uuid else resolve_mention(desk=desk, mention=key)
    if source is None:
        message = f"The desk knows no source “{key}”: add it under /sources/ first."
        raise DomainError("value_unknown", message, field="source")
    return source
