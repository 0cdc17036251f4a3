"""/articles/{id}/edits/: whole tags of several statements in one step, safe to send twice, never over unseen changes.

The workbench saves through this address.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.articles.models import ArticleText, Statement
from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.review.masking import shown_text
from annotator.suggestions.models import Decision, Suggestion
from annotator.tagging.codebook import Origin, TagKind
from annotator.tagging.edits import Outcome, Part, Put, apply_edit
from annotator.tagging.shapes import tag_shape
from api.authentication import person
from api.parsers import BoundedJSONParser
from api.schema import problems
from api.v1.articles import ARTICLE_KEY
from api.v1.changes import TagContentSerializer, read_evidence
from api.v1.lookups import find_text
from api.v1.spans import read_spans
from api.v1.tag_shapes import TagSerializer, TagSetSerializer
from api.v1.tag_values import TAG_KINDS, read_values


class EditParser(BoundedJSONParser):
    """For one edit: five hundred statements at most."""

    limit = 4_000_000


ORIGINS = (Origin.HAND, Origin.SUGGESTION_TAKEN, Origin.SUGGESTION_CHANGED)
"""What a person's edit may come from; imports have a door of their own."""


class PutSerializer(TagContentSerializer):
    """What one tag is to be. What is left out is empty, not as before."""

    id = serializers.UUIDField(help_text="The tag's id over all revisions; for a new tag one of your choice.")
    kind = serializers.ChoiceField(choices=TAG_KINDS)
    base = serializers.UUIDField(
        default=None, allow_null=True, help_text="`revision_id` of the revision that you saw; null for a new tag."
    )
    withdrawn = serializers.BooleanField(default=False)
    source_name = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=200,
        help_text="Who the source of a relation is; registered where the desk does not know the name yet.",
    )
    origin = serializers.ChoiceField(choices=[origin.value for origin in ORIGINS], default=Origin.HAND.value)
    suggestion = serializers.UUIDField(default=None, allow_null=True, help_text="The suggestion it was made from.")


class PartSerializer(serializers.Serializer[Any]):
    """The tags of one statement that are put."""

    statement = serializers.CharField(
        default=None, allow_null=True, max_length=8, help_text="Label such as `S4`; null for the article as a whole."
    )
    puts = serializers.ListField(child=PutSerializer(), max_length=200)


class DecisionSerializer(serializers.Serializer[Any]):
    """What you decide about a suggestion."""

    suggestion = serializers.UUIDField()
    decision = serializers.ChoiceField(choices=Decision.choices)


class EditSerializer(serializers.Serializer[Any]):
    """One edit, applied as a whole or not at all."""

    key = serializers.UUIDField(help_text="Your choice, new for each edit: the same edit sent again is not repeated.")
    text = serializers.UUIDField(help_text="Id of the text that the tags are on.")
    person = serializers.CharField(
        required=False,
        max_length=150,
        help_text="Username of whoever made the edit; refused if somebody else is logged in by now.",
    )
    parts = serializers.ListField(child=PartSerializer(), max_length=500)
    decisions = serializers.ListField(child=DecisionSerializer(), max_length=1000, default=list)


READER = EditSerializer()
"""Reads every edit: it holds nothing of a request, and making its hundred fields anew takes longer than reading one."""


class StatementTagsSerializer(serializers.Serializer[Any]):
    """All your tags of one statement after the edit."""

    statement = serializers.CharField(allow_null=True)
    tags = TagSerializer(many=True)


class OutcomeSerializer(serializers.Serializer[Any]):
    """What became of an edit."""

    key = serializers.UUIDField()
    replayed = serializers.BooleanField(help_text="The edit was known already; nothing was stored.")
    tag_set = TagSetSerializer()
    made = serializers.DictField(
        child=serializers.UUIDField(), help_text="The revision that the edit made of each tag, by the tag's id."
    )
    statements = StatementTagsSerializer(many=True)


class EditsView(APIView):
    """Edits of your tags on one article."""

    parser_classes = (EditParser,)

    @extend_schema(
        summary="Put tags",
        parameters=[ARTICLE_KEY],
        request=EditSerializer,
        responses={200: OutcomeSerializer, **problems(400, 401, 403, 404, 409, 413, 422)},
    )
    def post(self, request: Request, article: str) -> Response:
        """Make your tags what you send, as one step; 409 where they were changed since you saw them."""
        user, sent = person(request), READER.run_validation(request.data)
        _refuse_others(user, sent)
        text = find_text(user, article, sent["text"])
        suggestions = _suggestions(text, sent)
        parts = _parts(user, text, sent["parts"], suggestions)
        outcome = apply_edit(
            actor=user,
            text=text,
            key=sent["key"],
            digest=_digest(request.data),
            parts=parts,
            decisions=[(suggestions[d["suggestion"]], Decision(d["decision"])) for d in sent["decisions"]],
        )
        return _answer(shown_text(user, text), sent["key"], parts, outcome)


def _refuse_others(user: User, sent: Mapping[str, Any]) -> None:
    """Refuse to store in one person's name what another one made on this machine and could not send."""
    name = sent.get("person", user.username)
    if name != user.username:
        raise DomainError("another_person", f"This edit is by {name}, and you are {user.username}.", field="person")


def _digest(sent: Any) -> str:
    return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


def _suggestions(text: ArticleText, sent: Mapping[str, Any]) -> Mapping[UUID, Suggestion]:
    """Return the suggestions that the edit names. Raises DomainError `suggestion_unknown`."""
    wanted = {d["suggestion"] for d in sent["decisions"]}
    wanted |= {put["suggestion"] for part in sent["parts"] for put in part["puts"]} - {None}
    found = Suggestion.objects.select_related("statement").in_bulk(list(wanted)) if wanted else {}
    found = {key: suggestion for key, suggestion in found.items() if suggestion.text_id == text.pk}
    for suggestion in found.values():
        suggestion.text = text
    if wanted - set(found):
        message = "A suggestion that this edit names is not on this text. Reload and look again."
        raise DomainError("suggestion_unknown", message, field="suggestion")
    return found


def _parts(
    user: User, text: ArticleText, sent: Sequence[Mapping[str, Any]], suggestions: Mapping[UUID, Suggestion]
) -> list[Part]:
    """Return the parts with what they name. Raises DomainError `statement_unknown`."""
    labels = [part["statement"] for part in sent]
    statements = {s.label: s for s in Statement.objects.filter(text=text, label__in=[x for x in labels if x])}
    for label in labels:
        if label is not None and label not in statements:
            raise DomainError("statement_unknown", f"This text has no statement {label}.", field="statement")
    for statement in statements.values():
        statement.text = text
    return [
        Part(statements.get(part["statement"]), tuple(_put(user, text, put, suggestions) for put in part["puts"]))
        for part in sent
    ]


def _put(user: User, text: ArticleText, sent: Mapping[str, Any], suggestions: Mapping[UUID, Suggestion]) -> Put:
    values = {name: value for name, value in sent.get("values", {}).items() if name != "source"}
    return Put(
        id=sent["id"],
        kind=TagKind(sent["kind"]),
        base=sent["base"],
        withdrawn=sent["withdrawn"],
        values=read_values(values, text),
        source_name=sent["source_name"],
        spans=read_spans(sent.get("spans", ())) or (),
        evidence=tuple(read_evidence(user, text, key) for key in sent.get("evidence", ())),
        note=sent.get("note", ""),
        origin=Origin(sent["origin"]),
        suggestion=suggestions.get(sent["suggestion"]),
    )


def _answer(text: ArticleText, key: UUID, parts: Sequence[Part], outcome: Outcome) -> Response:
    """Answer with all tags of the touched statements as they are now."""
    slug, words = text.article.slug, text.content
    answer = {
        "key": str(key),
        "replayed": outcome.is_replay,
        "tag_set": TagSetSerializer(outcome.tag_set).data,
        "made": outcome.made,
        "statements": [
            {
                "statement": part.statement.label if part.statement else None,
                "tags": [
                    tag_shape(row, slug=slug, text=words)
                    for row in outcome.rows
                    if row.tag.statement_id == (part.statement.pk if part.statement else None)
                ],
            }
            for part in parts
        ],
    }
    return Response(answer, headers={"ETag": f'"{outcome.tag_set.revision}"'})
