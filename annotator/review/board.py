"""What people see of reviews: those they may know of, and as much of each as the blinding lets them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.db import models

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.review.adjudication import items_of, undecided
from annotator.review.blinding import blind_articles, undecided_sets
from annotator.review.models import Pass, Review, ReviewEvent, ReviewQuerySet
from annotator.review.moves import facts_about
from annotator.review.passes import unfinished_labels
from annotator.review.states import PassState, ReviewAction, ReviewState
from annotator.review.transitions import Facts, allowed_actions
from annotator.review.workload import Progress, progress_of
from annotator.tagging.models import TagSet

MOST_EVENTS: Final = 200
ABOUT_A_PASS: Final = frozenset({ReviewAction.RETURN, ReviewAction.GIVE_BACK})


@dataclass(frozen=True, slots=True)
class ShownPass:
    """A pass as somebody sees it, with what they may do about it."""

    person: User
    place: int
    state: PassState
    submitted_at: Any
    progress: Progress
    is_own: bool
    had_suggestions: bool = True
    tag_set: UUID | None = None
    """The person's tags of the text, where they have any."""
    actions: tuple[ReviewAction, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownReview:
    """A review as somebody sees it. `passes` are all of them, or the person's own alone where `is_partial`."""

    review: Review
    state: ReviewState
    passes: tuple[ShownPass, ...]
    is_partial: bool
    actions: tuple[ReviewAction, ...] = ()
    events: tuple[ReviewEvent, ...] = ()
    unfinished: tuple[str, ...] = ()
    """Statements that are not finished in the person's own pass."""
    undecided: int = 0
    """Statements that wait to be decided, while the review is in adjudication."""
    is_outdated: bool = False
    """The article's text was corrected since the review began."""

    @property
    def own(self) -> ShownPass | None:
        """Return the person's own pass, unless it was given back."""
        return next((one for one in self.passes if one.is_own and one.state is not PassState.GIVEN_BACK), None)

    @property
    def returned(self) -> ReviewEvent | None:
        """Return the last return of the person's own pass, with its reason."""
        own = self.own
        about_own = (event for event in self.events if own and event.subject_id == own.person.pk)
        return next((event for event in about_own if event.action == ReviewAction.RETURN), None)

    @property
    def result(self) -> UUID | None:
        """Return the tag set of what was decided: for those who see all passes, and for everybody once approved."""
        is_open_to_all = self.state is ReviewState.APPROVED
        return self.review.result_id if is_open_to_all or not self.is_partial else None

    @property
    def free(self) -> int:
        """Return how many places are free, as far as the person knows."""
        return self.review.places - sum(one.state is not PassState.GIVEN_BACK for one in self.passes)


def reviews_visible_to(user: Any) -> ReviewQuerySet:
    """Return the reviews that the person may know of: of desks whose tags they may see, all; else their own."""
    if not isinstance(user, User) or not user.is_active:
        return Review.objects.none()
    rows = Review.objects.select_related("article__desk", "text", "opened_by").defer("text__content")
    if user.is_superuser:
        return rows
    grants = grants_of(user)
    seen = [desk for desk, granted in grants.items() if Permission.SEE_ALL_TAGS in granted]
    own = Pass.objects.filter(person=user).values("review")
    return rows.filter(models.Q(article__desk__in=seen) | models.Q(pk__in=own, article__desk__in=list(grants)))


def moves_visible_to(user: User) -> models.QuerySet[Any]:
    """Return the moves of reviews that the person may know of; of those where `is_partial` the states are not for them.

    That is the rule of `shown_review` for all reviews at once; administrators have the roles of their desks.
    """
    grants, blind = grants_of(user), blind_articles(user)
    seen = [desk for desk, granted in grants.items() if Permission.SEE_ALL_TAGS in granted]
    whole = models.Q(review__article__desk__in=seen) & ~models.Q(review__article__in=blind)
    own = models.Q(review__article__desk__in=list(grants), review__in=Pass.objects.filter(person=user).values("review"))
    partial = own & (models.Q(subject=user) | models.Q(subject=None))
    flag = models.Case(models.When(whole, then=False), default=True, output_field=models.BooleanField())
    return ReviewEvent.objects.filter(whole | partial).annotate(is_partial=flag)


def shown_review(user: User, review: Review) -> ShownReview:
    """Return a review that the person may know of, with what they may do and its history as far as they may see it."""
    [shown] = shown_reviews(user, [review])
    is_own = shown.own is not None and shown.own.submitted_at is None
    unfinished = tuple(unfinished_labels(user, review)) if is_own else ()
    state = ReviewState(review.state)
    is_waiting = state is ReviewState.IN_ADJUDICATION and not shown.is_partial
    left = undecided(items_of(review, user)) if is_waiting else 0
    facts = facts_about(user, review, unfinished=len(unfinished), undecided=left)
    actions = tuple(action for action in allowed_actions(state, facts) if action not in ABOUT_A_PASS)
    passes = tuple(replace(one, actions=_actions_on(one, state, facts)) for one in shown.passes)
    events = review.events.select_related("actor", "subject").order_by("-id")
    if shown.is_partial:
        events = events.filter(models.Q(subject=user) | models.Q(subject=None))
    history = tuple(events[:MOST_EVENTS])
    for event in history if shown.is_partial else ():
        event.before = event.after = ""  # how the review stood tells of the passes of others
    return replace(
        shown,
        passes=passes,
        actions=actions,
        events=history,
        unfinished=unfinished,
        undecided=left,
        is_outdated=not facts.is_newest_text,
    )


def _actions_on(one: ShownPass, state: ReviewState, facts: Facts) -> tuple[ReviewAction, ...]:
    """Return what the person whose facts these are may do with a pass."""
    about = replace(facts, pass_state=one.state, is_holder=one.is_own)
    return tuple(action for action in allowed_actions(state, about) if action in ABOUT_A_PASS)


def shown_reviews(user: User, reviews: Sequence[Review]) -> tuple[ShownReview, ...]:
    """Return several reviews with the passes that the person may see, in a constant number of queries.

    Whoever has a pass to submit sees their own passes alone, whatever their role.
    """
    blind = set(blind_articles(user).values_list("review__article", flat=True))
    overseen = _overseen(user, reviews)
    found = Pass.objects.filter(review__in=reviews).select_related("person", "review").order_by("place", "assigned_at")
    passes = list(found)
    visible = [
        one
        for one in passes
        if one.person_id == user.pk or (one.review_id in overseen and one.review.article_id not in blind)
    ]
    progress = progress_of(visible)
    held = TagSet.objects.filter(
        models.Q(author=user) | ~undecided_sets(), text__in={one.review.text_id for one in visible}
    ).order_by()
    sets = {(text, author): key for key, text, author in held.values_list("pk", "text", "author")}
    of: dict[UUID, list[ShownPass]] = {}
    for one in visible:
        tag_set = sets.get((one.review.text_id, one.person_id))
        of.setdefault(one.review_id, []).append(_shown_pass(user, one, progress, tag_set))
    return tuple(
        ShownReview(
            review,
            ReviewState(review.state),
            tuple(of.get(review.pk, ())),
            review.pk not in overseen or review.article_id in blind,
        )
        for review in reviews
    )


def _overseen(user: User, reviews: Iterable[Review]) -> set[UUID]:
    grants = grants_of(user)
    return {
        review.pk
        for review in reviews
        if user.is_superuser or Permission.SEE_ALL_TAGS in grants.get(review.article.desk_id, frozenset())
    }


def _shown_pass(
    user: User, one: Pass, progress: Mapping[tuple[UUID, UUID], Progress], tag_set: UUID | None
) -> ShownPass:
    return ShownPass(
        person=one.person,
        place=one.place,
        state=PassState(one.state),
        submitted_at=one.submitted_at,
        progress=progress.get((one.article_id, one.person_id), Progress()),
        is_own=one.person_id == user.pk,
        had_suggestions=one.had_suggestions,
        tag_set=tag_set,
    )


def waiting_reviews(user: User) -> tuple[int, int]:
    """Return how many reviews wait for somebody like this person to decide them, and how many to approve them."""
    grants = grants_of(user)
    judged = [desk for desk, granted in grants.items() if Permission.SEE_ALL_TAGS in granted]
    run = [desk for desk, granted in grants.items() if Permission.ASSIGN in granted]
    if not judged:
        return 0, 0
    in_hand = Review.objects.exclude(article__in=blind_articles(user)).order_by()
    to_decide = models.Q(state=ReviewState.IN_ADJUDICATION.value, article__desk__in=judged)
    to_approve = models.Q(state=ReviewState.ADJUDICATED.value, article__desk__in=run)
    counted = in_hand.aggregate(
        to_decide=models.Count("pk", filter=to_decide), to_approve=models.Count("pk", filter=to_approve)
    )
    return counted["to_decide"], counted["to_approve"]


def review_of(user: User, article: Article) -> Review | None:
    """Return the article's standing review if the person may know of it."""
    return reviews_visible_to(user).standing().filter(article=article).first()
