"""Who is to tag what: given, ended and taken back in batches, each portion as a whole or not at all.

Everybody who changes assignments of an article locks the article first, in the order of the keys, so that two people
who act at once come one after the other; the database's own constraint holds for whoever comes past this module.
"""

from collections.abc import Iterable, Sequence, Sized
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.models import Assignment, Batch, BatchStep
from annotator.review.planning import Known, PlannedStep, known_about, plan_batch, refuse_past
from annotator.review.states import AssignmentState, BatchAction, Reason, inverse_of

MOST_ARTICLES: Final = 5_000
MOST_PEOPLE: Final = 20
MOST_ASSIGNMENTS: Final = 10_000
PORTION: Final = 100
"""Articles that one transaction works off."""
ENDS: Final = {BatchAction.FINISH: AssignmentState.DONE, BatchAction.TAKE_BACK: AssignmentState.TAKEN_BACK}


def assign_articles(
    *, actor: User, articles: Iterable[Article], people: Iterable[User], due_on: date | None = None
) -> Batch:
    """Give articles to people, all in one transaction; what cannot be given is left out with a reason.

    Raises what `begin_batch` raises.
    """
    return _at_once(actor, BatchAction.ASSIGN, articles, people, due_on)


def finish_assignments(*, actor: User, articles: Iterable[Article], person: User) -> Batch:
    """Mark a person's assignments of these articles as done. Raises what `begin_batch` raises."""
    return _at_once(actor, BatchAction.FINISH, articles, [person])


def take_back_assignments(*, actor: User, articles: Iterable[Article], person: User | None = None) -> Batch:
    """Take these articles back from a person, or from whoever has them. Raises what `begin_batch` raises."""
    return _at_once(actor, BatchAction.TAKE_BACK, articles, [person] if person else [])


@transaction.atomic
def _at_once(
    actor: User,
    action: BatchAction,
    articles: Iterable[Article],
    people: Iterable[User],
    due_on: date | None = None,
) -> Batch:
    keys, names = [article.pk for article in articles], [person.pk for person in people]
    batch = begin_batch(actor=actor, action=action, articles=keys, people=names, due_on=due_on)
    return run_portion(actor=actor, batch=batch, size=MOST_ARTICLES)


def begin_batch(
    *,
    actor: User,
    action: BatchAction,
    articles: Iterable[UUID],
    people: Iterable[UUID] = (),
    due_on: date | None = None,
) -> Batch:
    """Store what is to be done, to be worked off by `run_portion`. Articles that the actor may not read are dropped.

    Raises DomainError `batch_empty`, `batch_too_large`, `people_missing`, `due_date_past` or `not_allowed`.
    """
    wanted, names = list(dict.fromkeys(articles)), list(dict.fromkeys(people))
    refuse_too_many(wanted, names)
    readable = set(Article.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    keys = [key for key in wanted if key in readable]
    if not keys:
        raise DomainError("batch_empty", "Choose at least one article of your desks.", field="articles")
    if not names and action is not BatchAction.TAKE_BACK:
        raise DomainError("people_missing", "Choose at least one person.", field="people")
    refuse_past(due_on)
    if not (action is BatchAction.FINISH and names == [actor.pk]):
        _refuse_non_editors(actor)
    return Batch.objects.create(
        action=action.value, actor=actor, articles=keys, size=len(keys), people=names, due_on=due_on
    )


def refuse_too_many(articles: Sized, people: Sized) -> None:
    """Refuse more than a batch takes. Raises DomainError `batch_too_large`."""
    steps = len(articles) * max(len(people), 1)
    if len(articles) > MOST_ARTICLES or len(people) > MOST_PEOPLE or steps > MOST_ASSIGNMENTS:
        raise DomainError(
            "batch_too_large",
            f"That is too much at once: {len(articles):,} articles for {max(len(people), 1)} people. At most "
            f"{MOST_ARTICLES:,} articles, {MOST_PEOPLE} people and {MOST_ASSIGNMENTS:,} assignments go into one batch.",
            field="articles",
        )


def _refuse_non_editors(actor: User) -> None:
    if not Desk.objects.of(actor, Permission.ASSIGN).exists():
        raise DomainError("not_allowed", "Only editors of a desk assign articles and change assignments of others.")


@transaction.atomic
def run_portion(*, actor: User, batch: Batch, size: int | None = None) -> Batch:
    """Work off the next articles of a batch, up to `size` (None: `PORTION`), and return it as it is then.

    Asks again what may be done. Raises DomainError `not_allowed` for somebody else's batch, `batch_undone` for one that
    was taken back.
    """
    locked = _lock(actor, batch)
    keys = locked.articles[locked.position : locked.position + (size or PORTION)]
    articles = _lock_articles(keys)
    people = User.objects.in_bulk(locked.people)
    standing = [people[key] for key in locked.people if key in people]
    action = BatchAction(locked.action)
    if keys:
        steps = plan_batch(actor=actor, action=action, articles=articles, people=standing)
        BatchStep.objects.bulk_create(_carry_out(locked, action, steps))
    locked.position += len(keys)
    locked.save(update_fields=["position"])
    return locked


def _lock(actor: User, batch: Batch) -> Batch:
    locked = Batch.objects.select_for_update(of=("self",)).select_related("undone_by").get(pk=batch.pk)
    if locked.actor_id != actor.pk:
        raise DomainError("not_allowed", "That was done by somebody else: only they can go on with it or undo it.")
    if Batch.objects.filter(undoes=locked).exists():
        raise DomainError("batch_undone", "That was undone already.")
    return locked


def _lock_articles(keys: Sequence[UUID]) -> list[Article]:
    """Return the articles in the given order, locked in the order of their keys."""
    rows = Article.objects.select_for_update(of=("self",), no_key=True).select_related("desk").order_by("pk")
    found = {article.pk: article for article in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def _carry_out(batch: Batch, action: BatchAction, steps: Sequence[PlannedStep]) -> list[BatchStep]:
    """Write what was planned, and return a row for every step of it."""
    todo = [step for step in steps if step.left_out is None]
    if action is BatchAction.ASSIGN:
        made = Assignment.objects.bulk_create(_assignment(batch, step) for step in todo)
        done = [_step(batch, assignment, "", AssignmentState.OPEN) for assignment in made]
    else:
        state = ENDS[action]
        ended = [step.assignment for step in todo if step.assignment is not None]
        _set_state(ended, state, batch.actor, timezone.now())
        done = [_step(batch, assignment, AssignmentState.OPEN, state) for assignment in ended]
    return [*done, *(_left_out(batch, step) for step in steps if step.left_out is not None)]


def _assignment(batch: Batch, step: PlannedStep) -> Assignment:
    return Assignment(article=step.article, person=step.person, assigned_by=batch.actor, due_on=batch.due_on)


def _step(batch: Batch, assignment: Assignment, before: str, after: AssignmentState) -> BatchStep:
    return BatchStep(
        batch=batch,
        article_id=assignment.article_id,
        person_id=assignment.person_id,
        assignment=assignment,
        before=str(before),
        after=after.value,
    )


def _left_out(batch: Batch, step: PlannedStep) -> BatchStep:
    reason = step.left_out.value if step.left_out else ""
    return BatchStep(batch=batch, article=step.article, person=step.person, left_out=reason)


def _set_state(assignments: Iterable[Assignment], state: AssignmentState, actor: User, at: datetime) -> None:
    rows = Assignment.objects.filter(pk__in=[assignment.pk for assignment in assignments])
    if state is AssignmentState.OPEN:
        rows.update(state=state.value, ended_by=None, ended_at=None)
    else:
        rows.update(state=state.value, ended_by=actor, ended_at=at)


@transaction.atomic
def undo_batch(*, actor: User, batch: Batch) -> Batch:
    """Take back exactly what a batch did, in one transaction, and return the batch that did so: undo it to do it again.

    Assignments that were changed since stay as they are. Raises DomainError `not_allowed`, `batch_undone` or
    `nothing_to_undo`.
    """
    locked = _lock(actor, batch)
    articles = _lock_articles(list(dict.fromkeys(locked.steps.filter(left_out="").values_list("article", flat=True))))
    if not articles:
        raise DomainError("nothing_to_undo", "That did nothing, so there is nothing to undo.")
    steps = list(locked.steps.filter(left_out="").select_related("assignment__person", "article"))
    undo = Batch.objects.create(
        action=(BatchAction.REDO if locked.action == BatchAction.UNDO else BatchAction.UNDO).value,
        actor=actor,
        articles=[article.pk for article in articles],
        size=len(articles),
        position=len(articles),
        undoes=locked,
    )
    known = known_about(actor, articles)
    BatchStep.objects.bulk_create(_undo_steps(undo, steps, known))
    return undo


def _undo_steps(undo: Batch, steps: Sequence[BatchStep], known: Known) -> list[BatchStep]:
    """Set the states back, and return a row for every step."""
    rows: list[BatchStep] = []
    todo: dict[AssignmentState, list[Assignment]] = {}
    for step in steps:
        assignment = step.assignment
        if assignment is None:
            continue
        state = inverse_of(before=step.before, after=step.after)
        reason = _why_not(known, step, assignment, state)
        if reason is None:
            todo.setdefault(state, []).append(assignment)
            rows.append(_step(undo, assignment, step.after, state))
        else:
            rows.append(_left_out(undo, PlannedStep(step.article, assignment.person, left_out=reason)))
    for state, assignments in todo.items():
        _set_state(assignments, state, undo.actor, timezone.now())
    return rows


def _why_not(known: Known, step: BatchStep, assignment: Assignment, state: AssignmentState) -> Reason | None:
    article, person = step.article, assignment.person
    if assignment.state != step.after:
        return Reason.CHANGED_SINCE
    is_end = AssignmentState.DONE in (step.before, step.after)
    if not (known.may_end(article, person) if is_end else known.may(Permission.ASSIGN, article)):
        return Reason.NOT_YOURS
    if state is AssignmentState.OPEN:
        if (article.desk_id, person.pk) not in known.taggers:
            return Reason.MAY_NOT_TAG
        if person.pk in known.open.get(article.pk, {}):
            return Reason.HAS_IT
    return None


@transaction.atomic
def take_back_all(*, person: User, actor: User) -> int:
    """Take back every article that somebody still has, because their account ends; return how many.

    That is a batch of the actor's, but asks for no role: who may end an account may do this.
    """
    waiting = Assignment.objects.open().filter(person=person)
    articles = _lock_articles(sorted(waiting.values_list("article", flat=True)))
    held = {assignment.article_id: assignment for assignment in waiting}
    steps = [PlannedStep(one, person, held[one.pk]) for one in articles if one.pk in held]
    if steps:
        keys = [step.article.pk for step in steps]
        action, done = BatchAction.TAKE_BACK, len(keys)
        batch = Batch.objects.create(
            action=action.value, actor=actor, articles=keys, people=[person.pk], size=done, position=done
        )
        BatchStep.objects.bulk_create(_carry_out(batch, action, steps))
    return len(steps)


def newest_batches(actor: User, limit: int) -> models.QuerySet[Batch]:
    """Return the person's newest batches with what undid them, without the keys of their articles."""
    found = Batch.objects.filter(actor=actor).select_related("undone_by", "undoes")
    return found.defer("articles", "undone_by__articles", "undoes__articles")[:limit]
