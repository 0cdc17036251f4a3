"""What is decided in a review: its statements with what each pass says, without names until they are decided."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.errors import DomainError
from annotator.review.adjudication import TO_RELATIONS, Adjudication, Item, adjudication_for
from annotator.review.board import shown_review
from annotator.review.columns import Original, Part
from annotator.review.deciding import accept_undisputed, decide
from annotator.review.figures import figures_of_review
from annotator.review.models import Review
from annotator.review.outcome_tables import LONGEST_WORDS
from annotator.review.states import RulingChoice, RulingReason
from annotator.tagging.shapes import span_shapes, value_shapes
from api.authentication import person
from api.schema import problems
from api.v1.agreement import SHOWN, answer_with_figures
from api.v1.lookups import read_body
from api.v1.spans import SpanSerializer

REFUSED: dict[Any, Any] = problems(400, 401, 403, 404, 409, 422)


class ReviewedOptionSerializer(serializers.Serializer[Any]):
    """One of the different things that passes say about a part."""

    columns = serializers.ListField(child=serializers.CharField(), help_text="Letters of the passes that say it.")
    revision = serializers.UUIDField(allow_null=True, help_text="What to choose; null for leaving the part out.")
    values = serializers.DictField(help_text="What they answer.")
    spans = SpanSerializer(many=True)


class ReviewedPartSerializer(serializers.Serializer[Any]):
    """Answers that hang together, or one tag that several people set."""

    key = serializers.CharField()
    kind = serializers.CharField()
    answers = serializers.ListField(
        child=serializers.CharField(), help_text="The answers it is about; none where it is a whole tag."
    )
    is_disputed = serializers.BooleanField()
    options = ReviewedOptionSerializer(many=True)


class FlagVotesSerializer(serializers.Serializer[Any]):
    """A bias flag: how many set it instead of a verdict."""

    bias_flag = serializers.CharField()
    set_by = serializers.IntegerField()
    of = serializers.IntegerField()


class RulingSerializer(serializers.Serializer[Any]):
    """A decision."""

    choice = serializers.ChoiceField(choices=[one.value for one in RulingChoice])
    reason = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)
    made_by = serializers.CharField(source="made_by.username")
    made_at = serializers.DateTimeField()


class ReviewedStatementSerializer(serializers.Serializer[Any]):
    """A statement of a review. Who is behind which column is told once it is decided."""

    statement = serializers.CharField(source="label", help_text="Its label; `article` for the article as a whole.")
    is_disputed = serializers.BooleanField()
    is_decided = serializers.BooleanField(help_text="Decided on what the passes say now.")
    basis = serializers.CharField(help_text="Names what you see; send it with your decision.")
    columns = serializers.DictField(
        child=serializers.CharField(allow_null=True), help_text="Username by letter, null until it is decided."
    )
    parts = ReviewedPartSerializer(many=True)
    flags = FlagVotesSerializer(many=True)
    ruling = RulingSerializer(allow_null=True)


class DecidingSerializer(serializers.Serializer[Any]):
    """How a statement is decided: from one column, or part by part."""

    statement = serializers.CharField(max_length=40, help_text="Label; `article` for the article as a whole.")
    basis = serializers.CharField(max_length=64, help_text="That of the statement as you saw it; 409 where it changed.")
    take = serializers.CharField(
        max_length=1, required=False, help_text="The letter of the column that is taken whole."
    )
    choices = serializers.DictField(
        child=serializers.UUIDField(allow_null=True),
        required=False,
        default=dict,
        help_text="The revision taken for each part by its key, null for none. Parts that all share may be missing.",
    )
    reason = serializers.ChoiceField(
        choices=[one.value for one in RulingReason], required=False, default="", help_text="Where people differ."
    )
    words = serializers.CharField(max_length=LONGEST_WORDS, required=False, default="", allow_blank=True)


class AcceptedSerializer(serializers.Serializer[Any]):
    """How many statements were accepted together."""

    accepted = serializers.IntegerField()


def show_item(item: Item, text: str) -> dict[str, Any]:
    """Return a statement of a review as ReviewedStatementSerializer describes it."""
    named = {column.name: column.person.username if item.is_decided else None for column in item.columns}
    flags = [
        {"bias_flag": flag[0].values["bias_flag"], "set_by": len(flag), "of": len(item.columns)} for flag in item.flags
    ]
    parts = [
        {
            "key": part.key,
            "kind": part.kind.value,
            "answers": part.fields,
            "is_disputed": part.is_disputed,
            "options": [_option(item, part, option, columns, text) for option, columns in part.choices],
        }
        for part in item.parts
    ]
    shown = {name: getattr(item, name) for name in ("label", "is_disputed", "is_decided", "basis", "ruling")}
    return dict(ReviewedStatementSerializer({**shown, "parts": parts, "columns": named, "flags": flags}).data)


def _option(item: Item, part: Part, option: Original | None, columns: tuple[int, ...], text: str) -> dict[str, Any]:
    letters = [item.columns[number].name for number in columns]
    if option is None:
        return {"columns": letters, "revision": None, "values": {}, "spans": []}
    row = item.rows[option.revision]
    values = {name: value for name, value in value_shapes(row).items() if name not in TO_RELATIONS}
    if part.fields:
        values = {name: values[name] for name in part.fields if name in values}
    return {
        "columns": letters,
        "revision": option.revision,
        "values": values,
        "spans": span_shapes(row.spans, text),
    }


class DecidingViewSet(viewsets.GenericViewSet[Review]):
    """The addresses below a review at which it is decided."""

    def found(self, pk: UUID) -> Review:
        """Return a review that the person may know of. Raises Http404."""
        raise NotImplementedError

    @extend_schema(
        summary="What is to be decided", responses={200: ReviewedStatementSerializer(many=True), **problems(401, 404)}
    )
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def decisions(self, request: Request, pk: UUID) -> Response:
        """Return every statement with what each pass says. Who is behind which column is told once it is decided."""
        return Response(_shown(self._adjudication(request, pk)))

    @extend_schema(
        summary="Decide a statement",
        request=DecidingSerializer,
        responses={200: ReviewedStatementSerializer, **REFUSED},
    )
    @decisions.mapping.post
    def decide(self, request: Request, pk: UUID) -> Response:
        """Take what one column says (`take`), or choose part by part."""
        found = self._adjudication(request, pk)
        sent = read_body(DecidingSerializer, request)
        item = found.find(sent["statement"])
        if item is None:
            message = f"The text of this review has no statement {sent['statement']}."
            raise DomainError("statement_unknown", message, field="statement")
        picks = item.picks_of(sent["take"]) if sent.get("take") else sent["choices"]
        given = {"label": item.label, "picks": picks, **{name: sent[name] for name in ("reason", "words", "basis")}}
        decide(actor=person(request), review=found.review, **given)
        shown = self._adjudication(request, pk)
        return Response(show_item(shown.find(item.label) or item, shown.review.text.content))

    @extend_schema(summary="How far the passes agree", responses=SHOWN)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def agreement(self, request: Request, pk: UUID) -> Response:
        """Return the agreement on a review whose passes are in: figures alone to who took part, 202 while pending."""
        return answer_with_figures(figures_of_review(shown_review(person(request), self.found(pk))))

    @extend_schema(summary="Accept the undisputed", request=None, responses={200: AcceptedSerializer, **REFUSED})
    @action(detail=True, methods=["post"], url_path="accept-undisputed", filterset_class=None, pagination_class=None)
    def accept_undisputed(self, request: Request, pk: UUID) -> Response:
        """Decide every statement on which all passes say the same."""
        return Response({"accepted": accept_undisputed(actor=person(request), review=self.found(pk))})

    def _adjudication(self, request: Request, pk: UUID) -> Adjudication:
        found = adjudication_for(person(request), self.found(pk))
        if found is None:
            raise Http404
        return found


def _shown(found: Adjudication) -> list[dict[str, Any]]:
    return [show_item(item, found.review.text.content) for item in found.items]
