"""On what terms reviews run: what people see while they have a pass, and how much goes to one person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import models

from annotator.desks.models import User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.blinding import unblinded
from annotator.review.models import MOST_PLACES, Pass, Review
from annotator.review.planning import refuse_past
from annotator.suggestions.services import hide_suggestions

LEAST_WEIGHT: Final = 0.1
MOST_WEIGHT: Final = 10.0
MOST_HELD: Final = 1000
WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Sight:
    """What people see of a review's article while they have a pass of it to submit."""

    masks_outlet: bool = False
    shows_suggestions: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """How much goes to one person. `weights` are shares by person, 1 where none is named (0.5: half as much).

    `share` is the largest part, in percent, of the passes opened now that one person gets. `most_held` is how many
    passes to submit somebody may have with those they get; it stays with the review, so that its queue keeps to it.
    """

    weights: Mapping[UUID, float] = field(default_factory=dict)
    share: int | None = None
    most_held: int | None = None


NO_LIMITS: Final = Limits()
EVERYTHING: Final = Sight()


def refuse_bad_limits(limits: Limits) -> None:
    """Raise DomainError `weight_out_of_reach` or `share_out_of_reach`."""
    if not all(LEAST_WEIGHT <= weight <= MOST_WEIGHT for weight in limits.weights.values()):
        message = f"A weight is {LEAST_WEIGHT:g} to {MOST_WEIGHT:g}: 1 for a whole share, 0.5 for half of one."
        raise DomainError("weight_out_of_reach", message, field="weights")
    if limits.share is not None and not 1 <= limits.share <= WHOLE:
        raise DomainError("share_out_of_reach", "The share of one person is 1 to 100 percent.", field="share")


def refuse_bad_terms(*, places: int, people: Sequence[User], due_on: date | None, most_held: int | None) -> None:
    """Raise DomainError `places_out_of_reach`, `people_too_many`, `due_date_past` or `most_held_out_of_reach`."""
    if not 1 <= places <= MOST_PLACES:
        raise DomainError("places_out_of_reach", f"A review takes 1 to {MOST_PLACES} passes.", field="places")
    if len(people) > places:
        message = f"You chose {len(people)} people for {places} passes: choose fewer people, or more passes."
        raise DomainError("people_too_many", message, field="people")
    refuse_past(due_on)
    if most_held is not None and not 1 <= most_held <= MOST_HELD:
        message = f"Somebody may have 1 to {MOST_HELD:,} passes to submit: leave it empty for no limit."
        raise DomainError("most_held_out_of_reach", message, field="most_held")


def held_by(user: Any) -> int:
    """Return how many passes the person has to submit, wherever."""
    return Pass.objects.unsubmitted().filter(person=user).count()


def known_loads(actor: User, people: Collection[UUID]) -> dict[UUID, int]:
    """Return how many passes people have to submit, as far as the actor may know of them."""
    mine = [desk for desk, granted in grants_of(actor).items() if Permission.ASSIGN in granted]
    known = Pass.objects.unsubmitted().filter(unblinded(actor, author="person", article="review__article"))
    rows = known.filter(person__in=people, review__article__desk__in=mine).order_by().values_list("person")
    return dict(rows.annotate(n=models.Count("pk")))


def refuse_full(*, actor: User, people: Collection[User], most_held: int | None) -> None:
    """Raise DomainError `holds_enough` where one of these people would have more passes to submit than is allowed.

    Counted as far as the actor may know: an opener who is blind on an article must not learn here who has a pass of it.
    """
    if most_held is None:
        return
    loads = known_loads(actor, [person.pk for person in people])
    for person in people:
        if loads.get(person.pk, 0) >= most_held:
            held = loads[person.pk]
            passes = "1 pass" if held == 1 else f"{held} passes"
            message = f"{person} has {passes} to submit already, and {most_held} is the limit."
            raise DomainError("holds_enough", message, field="people")


def keep_hidden(review: Review) -> None:
    """Hide the suggestions on the review's article from whoever has a pass without them to submit, from nobody else.

    Called in the transaction of every move. One review of an article runs at a time, and its terms stay, so that there
    is nothing to do where it shows suggestions.
    """
    if review.shows_suggestions:
        return
    without = Pass.objects.unsubmitted().filter(review__article=review.article_id, had_suggestions=False)
    hide_suggestions(article_id=review.article_id, people=list(without.values_list("person", flat=True)))
