"""/reviews/: blind passes, what may be done with each review, and its history, as far as the person may see them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.desks.models import User
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.approving import adjudicate_review, approve_review, reopen_review
from annotator.review.board import reviews_visible_to, shown_review, shown_reviews
from annotator.review.models import LONGEST_REASON, Review, ReviewQuerySet
from annotator.review.passes import (
    cancel_review,
    give_back_pass,
    open_review,
    return_pass,
    submit_pass,
    take_next,
    take_pass,
)
from annotator.review.states import PassState, ReviewAction, ReviewState
from api.authentication import person
from api.schema import problems
from api.v1.decisions import DecidingViewSet
from api.v1.lookups import find_article, is_named, read_body, refuse_unless
from api.v1.review_openings import DrawingSerializer, OpeningSerializer, PlanSerializer, draw_reviews, member, sight_of

REVIEW_STATES = [state.value for state in ReviewState]
PASS_STATES = [state.value for state in PassState]


class PassSerializer(serializers.Serializer[Any]):
    """One person's pass."""

    person = serializers.CharField(source="person.username")
    place = serializers.IntegerField()
    state = serializers.ChoiceField(choices=PASS_STATES)
    submitted_at = serializers.DateTimeField(allow_null=True)
    had_suggestions = serializers.BooleanField(help_text="Whether suggestions are shown in it, as its review says.")
    finished = serializers.IntegerField(source="progress.done", help_text="Statements that are finished.")
    statements = serializers.IntegerField(source="progress.of", help_text="Statements of the text.")


class WholePassSerializer(PassSerializer):
    """One person's pass, and what you may do with it."""

    actions = serializers.ListField(child=serializers.CharField(), help_text="What you may do with this pass.")


class ReviewEventSerializer(serializers.Serializer[Any]):
    """One move of a review."""

    action = serializers.ChoiceField(choices=[action.value for action in ReviewAction])
    actor = serializers.CharField(
        source="actor.username", allow_null=True, default=None, help_text="Null where an abandoned pass went back."
    )
    subject = serializers.CharField(
        source="subject.username", allow_null=True, default=None, help_text="Whose pass it is about."
    )
    reason = serializers.CharField(allow_blank=True)
    before = serializers.CharField(allow_blank=True, help_text="Empty where `is_partial`, and for the opening.")
    after = serializers.CharField(allow_blank=True, help_text="Empty where `is_partial`.")
    made_at = serializers.DateTimeField()


class ReviewSerializer(serializers.Serializer[Any]):
    """A review as you may see it: all passes, or your own alone where `is_partial`."""

    id = serializers.UUIDField(source="review.pk")
    article = serializers.CharField(source="review.article.slug")
    text = serializers.UUIDField(source="review.text_id")
    state = serializers.ChoiceField(choices=REVIEW_STATES)
    places = serializers.IntegerField(source="review.places")
    due_on = serializers.DateField(source="review.due_on", allow_null=True)
    masks_outlet = serializers.BooleanField(source="review.masks_outlet")
    shows_suggestions = serializers.BooleanField(source="review.shows_suggestions")
    most_held = serializers.IntegerField(source="review.most_held", allow_null=True)
    opened_by = serializers.CharField(source="review.opened_by.username")
    opened_at = serializers.DateTimeField(source="review.opened_at")
    result = serializers.UUIDField(allow_null=True, help_text="The tag set of what was decided, where you may see it.")
    is_partial = serializers.BooleanField(help_text="There may be more passes and events than you may see.")
    passes = PassSerializer(many=True)


class WholeReviewSerializer(ReviewSerializer):
    """A review with what you may do with it, and its history."""

    actions = serializers.ListField(child=serializers.CharField(), help_text="What you may do with the review.")
    passes = WholePassSerializer(many=True)
    events = ReviewEventSerializer(many=True, help_text="The newest first, 200 at most.")


class WhoseSerializer(serializers.Serializer[Any]):
    """Whose pass is meant."""

    person = serializers.CharField(max_length=150, help_text="Username.")


class ReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class ReturnSerializer(WhoseSerializer, ReasonSerializer):
    """Whose pass is returned, and why."""


class ReviewFilter(filters.FilterSet):
    """Which reviews are listed."""

    state = filters.ChoiceFilter(choices=[(state.value, state.value) for state in ReviewState])
    article = filters.CharFilter(method="of_article", label="Slug or id.")

    class Meta:
        model = Review
        fields = ("state", "article")

    def of_article(self, reviews: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        """Keep the reviews of one article."""
        return reviews.filter(is_named(value, "article__"))


MOVED: dict[Any, Any] = {200: WholeReviewSerializer, **problems(400, 401, 403, 404, 409, 422)}


@extend_schema_view(retrieve=extend_schema(summary="One review", responses=WholeReviewSerializer))
class ReviewViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DecidingViewSet):
    """Reviews that you may know of: on desks whose tags you may see, all; elsewhere those you took part in."""

    serializer_class = ReviewSerializer
    filterset_class = ReviewFilter
    lookup_value_converter = "uuid"
    keyset = ("-opened_at", "id")

    def get_queryset(self) -> ReviewQuerySet:
        """Return the reviews that the person may know of."""
        return reviews_visible_to(self.request.user)

    @extend_schema(summary="Reviews")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of reviews, the newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(ReviewSerializer(shown_reviews(person(request), page), many=True).data)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Return one review."""
        return Response(_shown(person(request), self.found(pk)))

    @extend_schema(
        summary="Open a review",
        request=OpeningSerializer,
        responses={201: WholeReviewSerializer, **problems(400, 401, 403, 404, 409, 422)},
    )
    def create(self, request: Request) -> Response:
        """Have an article tagged by several people who do not see each other. For editors of its desk."""
        sent = read_body(OpeningSerializer, request)
        user = person(request)
        article = find_article(user, sent["article"])
        refuse_unless(user, Permission.ASSIGN, article.desk, f"Only editors of {article.desk} open reviews.")
        review = open_review(
            actor=user,
            article=article,
            places=sent["places"],
            people=[member(name) for name in sent["people"]],
            due_on=sent["due_on"],
            sight=sight_of(sent),
            most_held=sent["most_held"],
        )
        return Response(_shown(user, self.found(review.pk)), status=201)

    @extend_schema(
        summary="Open reviews of several articles, their passes drawn",
        request=DrawingSerializer,
        responses={200: PlanSerializer, 201: PlanSerializer, **problems(400, 401, 403, 404, 409, 422)},
    )
    @action(detail=False, methods=["post"], filterset_class=None, pagination_class=None)
    def draw(self, request: Request) -> Response:
        """Share the passes among people by weight and load, within limits; with `only_plan` say what would happen.

        What the limits leave free is open to be taken. For editors.
        """
        sent = read_body(DrawingSerializer, request)
        return Response(draw_reviews(person(request), sent), status=200 if sent["only_plan"] else 201)

    @extend_schema(summary="Take the next pass", request=None, responses=MOVED)
    @action(detail=False, methods=["post"], filterset_class=None, pagination_class=None)
    def next(self, request: Request) -> Response:
        """Take a free pass of the review that is due first; 422 where there is none for you."""
        user = person(request)
        taken = take_next(actor=user)
        if taken is None:
            raise DomainError("no_free_pass", "There is no free pass for you on your desks.")
        return Response(_shown(user, self.found(taken.review_id)))

    @extend_schema(summary="Take a pass", request=None, responses=MOVED)
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def take(self, request: Request, pk: UUID) -> Response:
        """Take a free place of the review."""
        user, review = person(request), self.found(pk)
        take_pass(actor=user, review=review)
        return self._moved(request, pk)

    @extend_schema(summary="Submit your pass", request=None, responses=MOVED)
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def submit(self, request: Request, pk: UUID) -> Response:
        """Hand your pass in; 422 `pass_incomplete` where statements are not finished, `place` is the first of them."""
        submit_pass(actor=person(request), review=self.found(pk))
        return self._moved(request, pk)

    @extend_schema(summary="Return a pass", request=ReturnSerializer, responses=MOVED)
    @action(detail=True, methods=["post"], url_path="return", filterset_class=None, pagination_class=None)
    def give_back_to(self, request: Request, pk: UUID) -> Response:
        """Give a submitted pass back to its person, with a reason."""
        review = self.found(pk)
        sent = read_body(ReturnSerializer, request)
        whose = self._whose(review, sent)
        return_pass(actor=person(request), review=review, person=whose, reason=sent["reason"])
        return self._moved(request, pk)

    @extend_schema(summary="Give a pass back", request=WhoseSerializer, responses=MOVED)
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def give_back(self, request: Request, pk: UUID) -> Response:
        """Free the place of a pass that is not submitted: your own, or as an editor anybody's."""
        review = self.found(pk)
        whose = self._whose(review, read_body(WhoseSerializer, request))
        give_back_pass(actor=person(request), review=review, person=whose)
        return self._moved(request, pk)

    @extend_schema(summary="Finish the adjudication", request=None, responses=MOVED)
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def adjudicate(self, request: Request, pk: UUID) -> Response:
        """Close the result; 422 while statements wait to be decided."""
        adjudicate_review(actor=person(request), review=self.found(pk))
        return self._moved(request, pk)

    @extend_schema(summary="Approve the result", request=None, responses=MOVED)
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def approve(self, request: Request, pk: UUID) -> Response:
        """Let the result lead the article; its summary becomes the official one. For editors of its desk."""
        approve_review(actor=person(request), review=self.found(pk))
        return self._moved(request, pk)

    @extend_schema(summary="Reopen a review", request=ReasonSerializer, responses=MOVED)
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def reopen(self, request: Request, pk: UUID) -> Response:
        """Take a finished or approved review back into adjudication, with a reason."""
        review = self.found(pk)
        reopen_review(actor=person(request), review=review, reason=read_body(ReasonSerializer, request)["reason"])
        return self._moved(request, pk)

    @extend_schema(summary="Cancel a review", request=ReasonSerializer, responses=MOVED)
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def cancel(self, request: Request, pk: UUID) -> Response:
        """End the review without a result; all tags stay."""
        review = self.found(pk)
        cancel_review(actor=person(request), review=review, reason=read_body(ReasonSerializer, request)["reason"])
        return self._moved(request, pk)

    def _moved(self, request: Request, pk: UUID) -> Response:
        return Response(_shown(person(request), self.found(pk)))

    def found(self, pk: UUID) -> Review:
        """Return a review that the person may know of. Raises Http404."""
        return get_object_or_404(self.get_queryset(), pk=pk)

    def _whose(self, review: Review, sent: Mapping[str, Any]) -> User:
        """Return the person whose pass is meant, among those whom the asker may see. Raises Http404."""
        [shown] = shown_reviews(person(self.request), [review])
        found = next((one.person for one in shown.passes if one.person.username == sent["person"]), None)
        if found is None:
            raise Http404
        return found


def _shown(user: User, review: Review) -> dict[str, Any]:
    return dict(WholeReviewSerializer(shown_review(user, review)).data)
