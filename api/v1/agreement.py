"""/agreement/ and /reviews/…/agreement/: how far people agree, as far as you may see it."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.desks.models import Desk
from annotator.review.figures import ShownFigures, figures_of_desk
from api.authentication import person
from api.schema import problems
from api.v1.lookups import asked
from api.v1.summaries import READY, WAITING

PENDING = "A worker computes the agreement within seconds of the last pass, at the latest within an hour. Ask again."


class PendingAgreementSerializer(serializers.Serializer[Any]):
    """The agreement is being computed."""

    state = serializers.ChoiceField(choices=WAITING)
    detail = serializers.CharField()


class AgreementSerializer(serializers.Serializer[Any]):
    """Agreement on what each person handed in first, layer by layer. Figures are rounded to four digits."""

    state = serializers.ChoiceField(choices=READY)
    is_fresh = serializers.BooleanField(help_text="Computed from the passes that are in now.")
    computed_at = serializers.DateTimeField()
    method_version = serializers.CharField()
    seed = serializers.IntegerField(help_text="Of the bootstrap samples.")
    samples = serializers.IntegerField()
    people = serializers.ListField(child=serializers.CharField(), help_text="Usernames; empty where closed to you.")
    articles = serializers.IntegerField()
    statements = serializers.IntegerField()
    unpartnered = serializers.IntegerField(help_text="Relations that nobody else has.")
    layers = serializers.DictField(help_text="Figures by layer, each with `items`, `value` or why it is `undefined`.")
    disagreements = serializers.ListField(child=serializers.DictField(), help_text="The statements most disputed.")


SHOWN: dict[Any, Any] = {200: AgreementSerializer, 202: PendingAgreementSerializer, **problems(400, 401, 404)}


def answer_with_figures(found: ShownFigures | None) -> Response:
    """Answer with agreement, or 202 while it is being computed. Raises Http404 where there is none to know of."""
    if found is None:
        raise Http404
    if found.record is None:
        return Response({"state": "pending", "detail": PENDING}, status=202, headers={"Retry-After": "2"})
    beside = {"state": "ready", "is_fresh": found.is_fresh, "computed_at": found.computed_at}
    return Response(AgreementSerializer({**found.record, **beside}).data)


class AgreementView(APIView):
    """How far people agree over all reviews of a desk."""

    @extend_schema(
        summary="Agreement on a desk",
        parameters=[OpenApiParameter("desk", required=True, description="Slug of the desk.")],
        responses=SHOWN,
    )
    def get(self, request: Request) -> Response:
        """Return the agreement over all reviews of a desk whose tags you may see."""
        user = person(request)
        desk = Desk.objects.filter(slug=asked(request, "desk")).first()
        return answer_with_figures(figures_of_desk(user, desk) if desk else None)
