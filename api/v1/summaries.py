"""/articles/…/summary/: what the tags say about an article's sourcing. Not whether it is true; no overall score."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotator.articles.models import Article
from annotator.errors import DomainError
from annotator.review.blinding import may_see_leading_set
from annotator.summaries.models import ArticleSummary
from annotator.summaries.services import desk_summary, summary_shown_to
from api.v1.tag_shapes import TagSetSerializer

READY = ["ready"]
WAITING = ["pending"]
PENDING = "The summary is being computed: ask again in a moment."
OF = OpenApiParameter(
    "of",
    enum=["me", "desk"],
    default="me",
    description="`me`: of the tags you see first, your own if you have any; `desk`: of the tags that lead.",
)


@extend_schema_field({"type": "null"})
class NothingField(serializers.Field[None, None, None, Any]):
    """Always null."""

    def to_representation(self, value: None) -> None:
        """Return null."""
        return value


class CoverageSerializer(serializers.Serializer[Any]):
    """How many claims are tagged to the end."""

    done = serializers.IntegerField()
    of = serializers.IntegerField()
    incomplete = serializers.BooleanField()


class AttentionSerializer(serializers.Serializer[Any]):
    """One thing an editor should look at."""

    rank = serializers.IntegerField()
    code = serializers.CharField()
    sentence = serializers.CharField()
    statement = serializers.CharField(allow_blank=True)


class SummarySerializer(serializers.Serializer[Any]):
    """The reliability summary. Each figure is `k` of `n` with the statements it counts."""

    state = serializers.ChoiceField(choices=READY)
    stale = serializers.BooleanField(help_text="The tags have changed since; a fresh summary is on its way.")
    computed_at = serializers.DateTimeField()
    tag_set = TagSetSerializer(allow_null=True, help_text="Whose tags; null for the text without tags.")
    article = serializers.CharField()
    scheme = serializers.CharField(help_text="Version of the codebook.")
    revision = serializers.IntegerField(help_text="Revision of the tag set it was computed from.")
    coverage = CoverageSerializer()
    annotators = serializers.IntegerField()
    adjudicated = serializers.BooleanField()
    who = serializers.DictField(help_text="Who says it.")
    certainty = serializers.DictField(help_text="How sure.")
    basis = serializers.DictField(help_text="What it rests on.")
    fairness = serializers.DictField(help_text="Fairness and wording.")
    article_facts = serializers.DictField(help_text="What is known about the article as a whole.")
    attention = AttentionSerializer(many=True)
    overall_score = NothingField(help_text="There is none, by design.")
    method_version = serializers.CharField()
    facts_digest = serializers.CharField()


class PendingSerializer(serializers.Serializer[Any]):
    """No summary yet."""

    state = serializers.ChoiceField(choices=WAITING)
    detail = serializers.CharField()


PENDING_ANSWER = OpenApiResponse(PendingSerializer, description="Not computed yet: ask again as `Retry-After` says.")


def answer_with_summary(user: object, article: Article, of: str) -> Response:
    """Answer with a summary, or 202 while it is being computed.

    Raises DomainError `not_allowed` where an annotator, who must not see others' tags, asks for the desk's.
    """
    if of not in {"", "me", "desk"}:
        raise ValidationError({"of": "Choose `me` or `desk`."})
    if not article.texts.exists():
        raise Http404
    if of == "desk" and not may_see_leading_set(user, article):
        raise DomainError("not_allowed", "You tag without seeing what others tagged, so the desk's summary is closed.")
    summary = desk_summary(article) if of == "desk" else summary_shown_to(user, article)
    if summary is None:
        return Response({"state": "pending", "detail": PENDING}, status=202, headers={"Retry-After": "2"})
    return Response(show_summary(summary))


def show_summary(summary: ArticleSummary) -> dict[str, Any]:
    """Return a stored summary as SummarySerializer describes it."""
    beside = {
        "state": "ready",
        "stale": summary.is_stale,
        "computed_at": summary.computed_at,
        "tag_set": TagSetSerializer(summary.tag_set).data if summary.tag_set else None,
    }
    return {**beside, **summary.record}
