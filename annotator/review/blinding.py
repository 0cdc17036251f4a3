"""The one door through which pages, API and exports reach tags.

Annotators see their own tags only, not even whether others have tagged; adjudicators and editors see all; readers see
the set that leads. Whoever has a pass to submit sees their own tags of that article and nobody else's, whatever their
role. While a review is in adjudication nobody sees whose pass is whose: its tags are on the page that decides, without
names. The approved result of a review is for everybody on the desk. Pages cannot import the tag tables, so what is not
handed out here is not seen.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from annotator.articles.models import Article, ArticleText, Statement
from annotator.desks.models import Membership, User
from annotator.desks.policy import role_on
from annotator.desks.roles import Permission, Role, role_allows
from annotator.review.models import Pass, Review
from annotator.review.states import PassState, ReviewState
from annotator.sources.models import Source
from annotator.suggestions.models import SuggestionDecision, hidden_articles
from annotator.tagging.finding import meets
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.reading import TagRow, current_rows, row_of, rows_of
from annotator.tagging.wanted import WantedTag


@dataclass(frozen=True, slots=True)
class CarriedTag:
    """A tag for which a statement was found, and the set of the person who made it."""

    row: TagRow
    statement_id: UUID
    tag_set_id: UUID
    author: str
    is_own: bool
    meets: tuple[bool, ...]
    """For each tag that was wanted, whether it is this one."""


def blind_articles(user: Any) -> models.QuerySet[Any]:
    """Return the keys of the articles of which the person has a pass to submit: nobody else's tags are for them."""
    if not isinstance(user, User):
        return Pass.objects.none().values("review__article")
    return Pass.objects.unsubmitted().filter(person=user).order_by().values("review__article")


def is_blind_on(user: Any, article: Article) -> bool:
    """Say whether the person has a pass of the article to submit."""
    return blind_articles(user).filter(review__article=article).exists()


def unblinded(user: Any, *, author: str, article: str) -> models.Q:
    """Return the condition on rows that the person made them, or has no pass to submit of their article.

    `author` and `article` are the ways from a row to its author and its article.
    """
    return models.Q(**{author: user.pk}) | ~models.Q(**{f"{article}__in": blind_articles(user)})


def tag_sets_visible_to(user: Any, text: ArticleText) -> models.QuerySet[TagSet]:
    """Return the tag sets of a text that the person may see."""
    role = role_on(user, text.article.desk)
    sets = TagSet.objects.filter(text=text).select_related("author")
    if role is None:
        return sets.none()
    if is_blind_on(user, text.article):
        return sets.filter(author=user)
    if role_allows(role, Permission.SEE_ALL_TAGS):
        return sets.filter(models.Q(author=user) | ~undecided_sets())
    own = models.Q(leads=True) if role == Role.READER else models.Q(author=user)
    return sets.filter(own | approved_sets())


def undecided_sets() -> models.Q:
    """Return the condition on tag sets that they are passes of a review in adjudication: whose is whose is not told."""
    return undecided_people("author", text="text")


def undecided_people(person: str, **where: str) -> models.Q:
    """Return the condition on rows that their person has a pass of a review in adjudication there.

    `person` and `where` are the ways from a row to the person and to what the review has: `text` or `article__desk`.
    """
    passes = Pass.objects.exclude(state=PassState.GIVEN_BACK.value).filter(
        person=models.OuterRef(person),
        review__state=ReviewState.IN_ADJUDICATION.value,
        review__places__gt=1,
        **{f"review__{name}": models.OuterRef(way) for name, way in where.items()},
    )
    return models.Q(models.Exists(passes))


def approved_sets() -> models.Q:
    """Return the condition on tag sets that they are the approved result of a review."""
    approved = Review.objects.filter(result=models.OuterRef("pk"), state=ReviewState.APPROVED.value)
    return models.Q(models.Exists(approved), author=None)


def tag_set_shown_to(user: Any, text: ArticleText) -> TagSet | None:
    """Return the set that a page shows a person first: their own, else the leading one if they may see it."""
    visible = list(tag_sets_visible_to(user, text))
    own = next((tag_set for tag_set in visible if tag_set.author_id == user.pk), None)
    return own or next((tag_set for tag_set in visible if tag_set.leads), None)


def may_see_leading_set(user: Any, article: Article) -> bool:
    """Say whether the person may see the tags that lead on the article, whoever made them.

    An annotator may only where they are the approved result of a review.
    """
    role = role_on(user, article.desk)
    if role is None or is_blind_on(user, article):
        return False
    sees_others = role == Role.READER or role_allows(role, Permission.SEE_ALL_TAGS)
    leading = TagSet.objects.filter(text__article=article, leads=True).order_by("-text__version").first()
    if leading is None:
        return sees_others
    is_visible = tag_sets_visible_to(user, leading.text).filter(pk=leading.pk).exists()
    return is_visible and (sees_others or leading.author_id is None)


def tags_visible_to(user: Any, tag_set: TagSet, statement: Statement | None = None) -> tuple[TagRow, ...]:
    """Return the current tags of a set (or of one statement in it) if the person may see the set, else nothing."""
    if not tag_sets_visible_to(user, tag_set.text).filter(pk=tag_set.pk).exists():
        return ()
    return current_rows(tag_set, statement)


def tag_history_visible_to(user: Any, tag_set: TagSet, statement: Statement | None) -> tuple[TagRow, ...]:
    """Return every revision on a statement (None: on the article), newest first, if the person may see the set."""
    if not tag_sets_visible_to(user, tag_set.text).filter(pk=tag_set.pk).exists():
        return ()
    tags = Tag.objects.filter(tag_set=tag_set, statement=statement).select_related(
        "made_by", "suggestion", "source", "statement", "continues__text__article", "repeats__text__article"
    )
    everything = tags.prefetch_related("spans", "evidence__statement__text__article").order_by("-made_at", "-id")
    return tuple(row_of(tag) for tag in everything)


def find_visible_tag(user: Any, tag_id: Any) -> TagRow | None:
    """Return the current revision of a tag by its identity (`root`) if the person may see it."""
    tag = Tag.objects.current().filter(root=tag_id).select_related("tag_set__text__article__desk", "statement").first()
    if tag is None or not tag_sets_visible_to(user, tag.tag_set.text).filter(pk=tag.tag_set_id).exists():
        return None
    return row_of(tag)


def all_visible_sets(user: Any, articles: models.QuerySet[Article]) -> models.QuerySet[TagSet]:
    """Return the sets that the person may see on any of these articles, in one query."""
    if not isinstance(user, User):
        return TagSet.objects.none()
    sees_all = [role.value for role in Role if role_allows(role, Permission.SEE_ALL_TAGS)]
    visible = (
        models.Q(text__article__desk__in=_desks_as(user, sees_all)) & ~undecided_sets()
        | models.Q(text__article__desk__in=_desks_as(user, list(Role))) & approved_sets()
        | models.Q(text__article__desk__in=_desks_as(user, list(Role)), author=user)
        | models.Q(text__article__desk__in=_desks_as(user, [Role.READER]), leads=True)
    )
    not_blind = unblinded(user, author="author", article="text__article")
    return TagSet.objects.filter(visible, not_blind, text__article__in=articles)


def _desks_as(user: User, roles: Sequence[str]) -> models.QuerySet[Any]:
    return Membership.objects.filter(user=user, role__in=roles).order_by().values("desk")


def newest_tags_visible_to(user: Any, articles: models.QuerySet[Article], limit: int) -> tuple[TagRow, ...]:
    """Return the newest revisions on these articles that the person may see, newest first."""
    sets = all_visible_sets(user, articles).values("pk")
    tags = Tag.objects.filter(tag_set__in=sets).select_related("made_by", "statement", "tag_set__text__article")
    return tuple(row_of(tag) for tag in tags.prefetch_related("spans", "evidence").order_by("-made_at", "-id")[:limit])


def tag_revisions_visible_to(user: Any) -> models.QuerySet[Any]:
    """Return every revision of every tag that the person may see, on all their desks."""
    sets = all_visible_sets(user, Article.objects.all()).order_by().values("pk")
    return Tag.objects.filter(tag_set__in=sets)


def whose_sets(user: Any, keys: Iterable[Any]) -> Mapping[UUID, str]:
    """Return whose tags these sets hold, in words, as far as the person may see them."""
    found = all_visible_sets(user, Article.objects.all()).filter(pk__in=list(keys)).select_related("author")
    return {one.pk: one.whose for one in found}


def decisions_visible_to(user: Any) -> models.QuerySet[SuggestionDecision]:
    """Return the decisions about suggestions that the person may see: they tell of tags, so they are as blind."""
    if not isinstance(user, User):
        return SuggestionDecision.objects.none()
    sees_all = [role.value for role in Role if role_allows(role, Permission.SEE_ALL_TAGS)]
    desk = "suggestion__text__article__desk__in"
    others = models.Q(**{desk: _desks_as(user, sees_all)}) & ~undecided_people("person", text="suggestion__text")
    seen = models.Q(**{desk: _desks_as(user, list(Role))}, person=user) | others
    found = SuggestionDecision.objects.filter(
        seen, unblinded(user, author="person", article="suggestion__text__article")
    )
    return found.exclude(suggestion__text__article__in=hidden_articles(user))


def sources_known_to(user: Any) -> models.QuerySet[Source]:
    """Return the sources of the registry without those that only the tags of others name on articles where the person
    has a pass to submit: a name that appears while they tag would tell them what others tag."""
    uses = Tag.objects.filter(source=models.OuterRef("pk"))
    theirs = ~unblinded(user, author="tag_set__author", article="tag_set__text__article")
    return Source.objects.exclude(models.Exists(uses.filter(theirs)), ~models.Exists(uses.exclude(theirs)))


def source_uses_visible_to(user: Any, sources: Iterable[UUID]) -> Mapping[UUID, int]:
    """Return how many current tags that the person may see name each source."""
    sets = all_visible_sets(user, Article.objects.all()).values("pk")
    counted = Tag.objects.current().filter(tag_set__in=sets, source__in=list(sources))
    return dict(counted.order_by().values_list("source").annotate(uses=models.Count("pk")))


def statements_carrying(user: Any, wanted: Sequence[WantedTag]) -> models.QuerySet[Any]:
    """Return the keys of the statements on which one set that the person may see has every wanted tag."""
    tags = Tag.objects.current().filter(tag_set__in=_searched_sets(user), statement__isnull=False)
    first, *others = wanted
    found = tags.filter(meets(first)).order_by()
    for other in others:
        here = {"tag_set": models.OuterRef("tag_set"), "statement": models.OuterRef("statement")}
        found = found.filter(models.Exists(Tag.objects.current().filter(meets(other), **here)))
    return found.values("statement")


def texts_carrying(user: Any, wanted: WantedTag) -> models.QuerySet[Any]:
    """Return the keys of the texts about which as a whole a set that the person may see says what is wanted."""
    tags = Tag.objects.current().filter(tag_set__in=_searched_sets(user), statement__isnull=True)
    return tags.filter(meets(wanted)).order_by().values("tag_set__text")


def tags_carried(user: Any, statements: Iterable[UUID], wanted: Sequence[WantedTag]) -> tuple[CarriedTag, ...]:
    """Return the tags for which these statements are found: of each set that has every wanted tag, those wanted."""
    if not wanted:
        return ()
    tags = Tag.objects.current().filter(tag_set__in=_searched_sets(user), statement__in=list(statements))
    met = {
        f"meets_{number}": models.Case(
            models.When(meets(tag), then=True), default=False, output_field=models.BooleanField()
        )
        for number, tag in enumerate(wanted)
    }
    rows = rows_of(tags.annotate(**met).select_related("tag_set__author"))
    found = [_carried(user, row, [bool(getattr(row.tag, name)) for name in met]) for row in rows]
    complete: dict[tuple[UUID, UUID], set[int]] = defaultdict(set)
    for tag in found:
        complete[tag.tag_set_id, tag.statement_id].update(n for n, is_met in enumerate(tag.meets) if is_met)
    return tuple(
        tag for tag in found if any(tag.meets) and len(complete[tag.tag_set_id, tag.statement_id]) == len(wanted)
    )


def _searched_sets(user: Any) -> models.QuerySet[Any]:
    return all_visible_sets(user, Article.objects.all()).order_by().values("pk")


def _carried(user: Any, row: TagRow, met: Sequence[bool]) -> CarriedTag:
    tag_set = row.tag.tag_set
    if row.tag.statement_id is None:
        raise ValueError("a tag on a statement was asked for")
    is_own = tag_set.author_id == user.pk
    return CarriedTag(row, row.tag.statement_id, tag_set.pk, tag_set.name, is_own, tuple(met))
