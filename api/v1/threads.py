"""/threads/ and /comments/: comments on articles, statements, words and sources, as far as the person may see them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.desks.models import Desk, User
from annotator.errors import DomainError
from annotator.review.blinding import sources_known_to
from annotator.talk.seeing import comments_visible_to, mentions_of, threads_visible_to
from annotator.talk.services import open_thread, reopen, reply, resolve, revise_comment, withdraw_comment
from annotator.talk.shown import shown_threads
from annotator.talk.states import Place, ThreadState
from annotator.text.spans import Span
from api.authentication import person
from api.schema import problems
from api.v1.lookups import find_article, find_statement, is_named, named_statement
from api.v1.spans import LARGEST

THREAD_STATES = [state.value for state in ThreadState]
PLACES = [place.value for place in Place]
Fields = dict[str, serializers.Field[Any, Any, Any, Any]]
MENTIONS_ME = "me"


class CommentSerializer(serializers.Serializer[Any]):
    """A comment as it stands."""

    id = serializers.UUIDField(help_text="Stays the same when the words change.")
    revision_id = serializers.UUIDField(help_text="The wording that stands; send it as `base` when you change it.")
    author = serializers.CharField(source="author.username")
    body = serializers.CharField(allow_blank=True, help_text="Plain text; empty where it was withdrawn.")
    is_withdrawn = serializers.BooleanField()
    mentions = serializers.ListField(child=serializers.CharField(), help_text="Usernames of the people it mentions.")
    made_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField(allow_null=True, help_text="When its words were changed or withdrawn last.")


class ThreadEventSerializer(serializers.Serializer[Any]):
    """A thread was resolved or opened again."""

    state = serializers.ChoiceField(choices=THREAD_STATES, help_text="The state that it led to.")
    actor = serializers.CharField(source="actor.username")
    made_at = serializers.DateTimeField()


class ThreadSerializer(serializers.Serializer[Any]):
    """A thread with what you may see in it."""

    id = serializers.UUIDField(source="thread.pk")
    desk = serializers.CharField(source="thread.desk.slug")
    place = serializers.ChoiceField(choices=PLACES, help_text="What it is about.")
    article = serializers.CharField(source="thread.article.slug", allow_null=True, default=None)
    text = serializers.UUIDField(
        source="thread.text_id", allow_null=True, help_text="The version that stood when it was opened."
    )
    statement = serializers.SerializerMethodField(help_text="Reference of the statement, such as `seed-a-S4`.")
    start = serializers.IntegerField(source="thread.start", allow_null=True, help_text="First code point.")
    end = serializers.IntegerField(source="thread.end", allow_null=True, help_text="Code point behind the last.")
    exact = serializers.CharField(source="thread.exact", allow_blank=True, help_text="The words there.")
    state = serializers.ChoiceField(choices=THREAD_STATES)
    opened_by = serializers.CharField(source="thread.opened_by.username")
    opened_at = serializers.DateTimeField(source="thread.opened_at")
    comments = CommentSerializer(many=True, help_text="The first one first.")
    events = ThreadEventSerializer(many=True, help_text="Who resolved it or opened it again, the first move first.")

    def get_fields(self) -> Fields:
        """Add the source, whose natural name is one that serializers keep for themselves."""
        return super().get_fields() | {"source": serializers.UUIDField(source="thread.source_id", allow_null=True)}

    def get_statement(self, shown: Any) -> str | None:
        """Return the reference of the statement, null for threads on articles and sources."""
        thread = shown.thread
        return f"{thread.article.slug}-{thread.statement.label}" if thread.statement else None


class BodySerializer(serializers.Serializer[Any]):
    """What is written."""

    body = serializers.CharField(
        max_length=8000, trim_whitespace=False, help_text="Plain text of at most 4,000 characters; `@name` mentions."
    )


class NewThreadSerializer(BodySerializer):
    """A thread to be opened: on one of `article`, `statement` and `source`."""

    article = serializers.CharField(max_length=120, required=False, help_text="Slug or id.")
    statement = serializers.CharField(max_length=140, required=False, help_text="Reference or id.")
    start = serializers.IntegerField(
        min_value=0, max_value=LARGEST, required=False, help_text="With `end`: the words of the statement it is about."
    )
    end = serializers.IntegerField(min_value=1, max_value=LARGEST, required=False)

    def get_fields(self) -> Fields:
        """Add the source, as above."""
        return super().get_fields() | {"source": serializers.UUIDField(required=False)}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a thread on nothing or on several things, and half a span."""
        if sum(name in attrs for name in ("article", "statement", "source")) != 1:
            raise serializers.ValidationError({"article": "Name one of article, statement and source."})
        if ("start" in attrs or "end" in attrs) and not {"statement", "start", "end"} <= attrs.keys():
            raise serializers.ValidationError({"start": "Words have a statement, a start and an end."})
        if "start" in attrs and attrs["start"] >= attrs["end"]:
            raise serializers.ValidationError({"end": "A span ends behind its start."})
        return attrs


class ChangedBodySerializer(BodySerializer):
    """Other words for a comment."""

    base = serializers.UUIDField(
        required=False, help_text="The `revision_id` that you saw: 409 if the words were changed since."
    )


class ThreadFilter(filters.FilterSet):
    """Which threads are listed."""

    article = filters.CharFilter(method="of_article", label="Slug or id of an article.")
    statement = filters.CharFilter(method="of_statement", label="Reference or id of a statement.")
    source = filters.UUIDFilter(field_name="source", label="Id of a source.")
    state = filters.ChoiceFilter(field_name="seen_state", choices=[(state, state) for state in THREAD_STATES])
    mentions = filters.ChoiceFilter(
        method="with_mentions", choices=[(MENTIONS_ME, MENTIONS_ME)], label="`me`: those in which you are mentioned."
    )

    def of_article(self, threads: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the threads on an article, its statements and their words."""
        return threads.filter(is_named(value, "article__"))

    def of_statement(self, threads: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the threads on a statement and its words; none where there is no such statement."""
        statement = named_statement(_asker(self), value)
        return threads.filter(statement=statement) if statement else threads.none()

    def with_mentions(self, threads: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the threads in which the person is mentioned."""
        return threads.filter(pk__in=mentions_of(_asker(self)).order_by().values("comment__thread"))


def _asker(chosen: filters.FilterSet) -> Any:
    """Return the person whose list is filtered."""
    return chosen.request.user if chosen.request else None


WRITTEN: dict[Any, Any] = {200: ThreadSerializer, **problems(400, 401, 403, 404, 409, 422)}
OPENED: dict[Any, Any] = {201: ThreadSerializer, **problems(400, 401, 403, 404, 422)}


@extend_schema_view(retrieve=extend_schema(summary="One thread", responses=ThreadSerializer))
class ThreadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]):
    """Threads of comments that you may see. While you have a pass to submit, those that you opened yourself."""

    serializer_class = ThreadSerializer
    filterset_class = ThreadFilter
    lookup_value_converter = "uuid"
    keyset = ("-opened_at", "id")

    def get_queryset(self) -> QuerySet[Any]:
        """Return the threads that the person may see."""
        return threads_visible_to(self.request.user)

    @extend_schema(summary="Threads of comments")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of threads with their comments, the newest thread first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(ThreadSerializer(shown_threads(request.user, page), many=True).data)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Return one thread."""
        return Response(_shown(person(request), pk))

    @extend_schema(summary="Begin a thread", request=NewThreadSerializer, responses=OPENED)
    def create(self, request: Request) -> Response:
        """Comment on an article, a statement, words of a statement or a source."""
        sent = _read(NewThreadSerializer, request)
        user = person(request)
        span = Span(sent["start"], sent["end"]) if "start" in sent else None
        thread = open_thread(actor=user, about=_about(user, sent), span=span, body=sent["body"])
        return Response(_shown(user, thread.pk), status=201)

    @extend_schema(summary="Reply", request=BodySerializer, responses={**OPENED, **problems(409)})
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def reply(self, request: Request, pk: UUID) -> Response:
        """Add a comment to the thread."""
        thread = get_object_or_404(self.get_queryset(), pk=pk)
        reply(actor=person(request), thread=thread, body=_read(BodySerializer, request)["body"])
        return Response(_shown(person(request), pk), status=201)

    @extend_schema(summary="Resolve a thread", request=None, responses=WRITTEN)
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def resolve(self, request: Request, pk: UUID) -> Response:
        """Settle the thread."""
        resolve(actor=person(request), thread=get_object_or_404(self.get_queryset(), pk=pk))
        return Response(_shown(person(request), pk))

    @extend_schema(summary="Open a thread again", request=None, responses=WRITTEN)
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def reopen(self, request: Request, pk: UUID) -> Response:
        """Open the settled thread again."""
        reopen(actor=person(request), thread=get_object_or_404(self.get_queryset(), pk=pk))
        return Response(_shown(person(request), pk))


class CommentViewSet(viewsets.GenericViewSet[Any]):
    """Your own comments, changed and withdrawn. Nothing is deleted: earlier wordings are kept."""

    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the comments that the person may see, by their identity."""
        return comments_visible_to(self.request.user).filter(replaces=None)

    @extend_schema(summary="Change your comment", request=ChangedBodySerializer, responses=WRITTEN)
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, pk: UUID) -> Response:
        """Replace the words of your comment, and return its thread."""
        comment = get_object_or_404(self.get_queryset(), pk=pk)
        sent = _read(ChangedBodySerializer, request)
        revise_comment(actor=person(request), comment=pk, body=sent["body"], base=sent.get("base"))
        return Response(_shown(person(request), comment.thread_id))

    @extend_schema(summary="Withdraw your comment", request=None, responses=WRITTEN)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Withdraw your comment, and return its thread, which says so."""
        comment = get_object_or_404(self.get_queryset(), pk=pk)
        withdraw_comment(actor=person(request), comment=pk)
        return Response(_shown(person(request), comment.thread_id))


def _about(user: User, sent: Mapping[str, Any]) -> Any:
    """Return what a thread is to be about, among what the person may see. Raises Http404 or DomainError."""
    if "article" in sent:
        return find_article(user, sent["article"])
    if "statement" in sent:
        return find_statement(user, sent["statement"])
    source = sources_known_to(user).filter(pk=sent["source"], desk__in=Desk.objects.of(user)).first()
    if source is None:
        raise DomainError("source_unknown", "There is no such source on your desks.", field="source")
    return source


def _shown(user: User, key: UUID) -> dict[str, Any]:
    found = threads_visible_to(user).filter(pk=key).first()
    if found is None:
        raise Http404
    [shown] = shown_threads(user, [found])
    return dict(ThreadSerializer(shown).data)


def _read(serializer: type[serializers.Serializer[Any]], request: Request) -> Mapping[str, Any]:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
