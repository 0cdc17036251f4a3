"""Bulk actions as values that templates only print: what would happen, how far it is, what was done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db import models

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.desks.policy import may_anywhere
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.interchange.projection import Contents
from annotator.review.masking import mask_articles
from annotator.review.models import Assignment, Batch
from annotator.review.planning import PlannedStep, plan_batch
from annotator.review.services import refuse_too_many
from annotator.review.states import AssignmentState, BatchAction, Reason, sentence_for
from annotator.review.workload import Load, Progress, loads_on, open_assignments_on, progress_of
from annotator.web.batch_forms import AssignForm, ChoiceForm, ChosenForm, WhoseForm
from annotator.web.pages import articles_for

MOST_SHOWN: Final = 200
"""Rows of one kind that a page lists; all are counted."""
TITLES: Final[Mapping[str, str]] = {
    "assign": "Assign",
    "finish": "Mark done",
    "take_back": "Take assignment back",
    "export": "Export",
}
DONE_TITLES: Final[Mapping[str, str]] = {
    BatchAction.ASSIGN: "Assigned",
    BatchAction.FINISH: "Marked done",
    BatchAction.TAKE_BACK: "Taken back",
    BatchAction.REDO: "Done again",
}
OUTCOMES: Final[Mapping[tuple[str, str], str]] = {
    ("", AssignmentState.OPEN): "assigned",
    (AssignmentState.OPEN, AssignmentState.DONE): "marked done",
    (AssignmentState.OPEN, AssignmentState.TAKEN_BACK): "taken back",
    (AssignmentState.DONE, AssignmentState.OPEN): "open again",
    (AssignmentState.TAKEN_BACK, AssignmentState.OPEN): "assigned again",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An article in a preview or a result: for whom, and what is to be said about it."""

    article: Article
    person: str = ""
    note: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What a bulk action would do. `form` asks whom it concerns; `rows` and `left_out` are there once that is known."""

    action: str
    chosen: ChosenForm
    articles: Sequence[Article]
    form: ChoiceForm | None = None
    loads: tuple[Load, ...] = ()
    frozen: tuple[tuple[str, str], ...] = ()
    rows: Sequence[Row] = ()
    left_out: Sequence[Row] = ()
    is_planned: bool = False
    unfinished: int = 0
    contents: Contents | None = None

    @property
    def title(self) -> str:
        """Return the heading."""
        count = len(self.articles)
        return f"{TITLES[self.action]}: {count:,} article{'' if count == 1 else 's'}"

    @property
    def name(self) -> str:
        """Return what the button that does it says."""
        return TITLES[self.action]

    @property
    def warnings(self) -> int:
        """Return the number of rows with a warning."""
        return sum(row.is_warning for row in self.rows)

    @property
    def checked(self) -> frozenset[str]:
        """Return the people that are ticked."""
        if self.form is None or not self.form.is_bound:
            return frozenset()
        return frozenset(self.form["people_chosen"].value() or ())


def chosen_articles(user: User, keys: Iterable[Any]) -> list[Article]:
    """Return the articles of these keys that the person may read, in their order and as they may see them."""
    wanted = list(keys)
    found = articles_for(user).in_bulk(wanted)
    mask_articles(user, found.values())
    return [found[key] for key in wanted if key in found]


def preview_batch(
    user: User, chosen: ChosenForm, articles: Sequence[Article], given: Mapping[str, Any] | None
) -> Preview:
    """Return the preview. `given` is what was sent of the form, None where it is shown for the first time."""
    action = BatchAction(chosen.cleaned_data["action"])
    if action is BatchAction.ASSIGN:
        return _assigning(user, chosen, articles, given)
    choices = _whose(user, action, articles)
    form = WhoseForm(given if given is not None else {"person": next(iter(choices), "")}, choices=choices)
    return _planned(user, Preview(action.value, chosen, articles, form))


def _assigning(user: User, chosen: ChosenForm, articles: Sequence[Article], given: Mapping[str, Any] | None) -> Preview:
    loads = loads_on(user, Article.objects.filter(pk__in=[article.pk for article in articles]))
    form = AssignForm(given, people=[load.person for load in loads])
    preview = Preview(BatchAction.ASSIGN.value, chosen, articles, form, loads)
    return _planned(user, preview) if form.is_bound else preview


def _whose(user: User, action: BatchAction, articles: Sequence[Article]) -> dict[str, str]:
    """Return whose assignments may be meant, the likeliest first."""
    standing = open_assignments_on(user, [article.pk for article in articles])
    people = {a.person_id: a.person for found in standing.values() for a in found}
    if not may_anywhere(user, Permission.ASSIGN):
        people = {key: person for key, person in people.items() if key == user.pk}
    others = {str(key): str(person) for key, person in people.items() if key != user.pk}
    if action is BatchAction.TAKE_BACK:
        mine = {str(user.pk): "Yours"} if user.pk in people else {}
        return {"": "Everybody's", **mine, **others}
    mine = {str(user.pk): "Yours"}
    return {**mine, **others} if user.pk in people or not others else {**others, **mine}


def _planned(user: User, preview: Preview) -> Preview:
    form = preview.form
    if form is None or not form.is_valid():
        return preview
    keys = form.people()
    try:
        refuse_too_many(preview.articles, keys)
    except DomainError as error:
        form.add_error(None, error.message)
        return preview
    found = User.objects.in_bulk(keys)
    action = BatchAction(preview.action)
    people = [found[key] for key in keys]
    steps = plan_batch(actor=user, action=action, articles=preview.articles, people=people)
    progress = _progress(action, steps)
    unfinished = [p.left for p in progress.values() if p.left]
    return Preview(
        action=preview.action,
        chosen=preview.chosen,
        articles=preview.articles,
        form=form,
        loads=preview.loads,
        frozen=frozen(form),
        rows=[_row(step, progress) for step in steps if step.left_out is None],
        left_out=[_row(step, progress) for step in steps if step.left_out is not None],
        is_planned=True,
        unfinished=sum(unfinished),
    )


def _progress(action: BatchAction, steps: Iterable[PlannedStep]) -> Mapping[Any, Progress]:
    """Return how far people are with what is about to be marked done; it is not told for anything else."""
    if action is not BatchAction.FINISH:
        return {}
    return progress_of(step.assignment for step in steps if step.assignment is not None)


def frozen(form: forms.Form) -> tuple[tuple[str, str], ...]:
    """Return what was chosen as hidden fields, so that exactly what was previewed is done."""
    pairs: list[tuple[str, str]] = []
    for bound in form:
        value = bound.value()
        pairs += [(bound.html_name, str(v)) for v in (value if isinstance(value, list) else [value]) if v]
    return tuple(pairs)


def _row(step: PlannedStep, progress: Mapping[Any, Progress]) -> Row:
    person = str(step.person) if step.person else ""
    known = progress.get((step.article.pk, step.person.pk)) if step.person else None
    if step.left_out is not None or known is None:
        return Row(step.article, person, step.why)
    if not known.left:
        return Row(step.article, person, "all statements finished")
    return Row(step.article, person, f"{known.left} of {known.of} statements unfinished", is_warning=True)


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch as its page shows it."""

    batch: Batch
    title: str
    counts: tuple[tuple[int, str], ...] = ()
    rows: Sequence[Row] = ()
    left_out: Sequence[Row] = ()
    left_out_count: int = 0

    @property
    def done_count(self) -> int:
        """Return the number of assignments that it changed."""
        return sum(count for count, _ in self.counts)

    @property
    def may_undo(self) -> bool:
        """Say whether there is something to undo."""
        return bool(self.counts) and not self.batch.is_undone

    @property
    def may_go_on(self) -> bool:
        """Say whether something is left to do."""
        return self.batch.left > 0 and not self.batch.is_undone


def batch_title(batch: Batch) -> str:
    """Return what a batch is called: what it is to do until it is complete, then what it did."""
    if batch.left:
        return f"{TITLES[batch.action]}: {batch.size:,} articles"
    if batch.action == BatchAction.UNDO and batch.undoes is not None:
        return f"Undone: {DONE_TITLES[batch.undoes.action].lower()}"
    return DONE_TITLES[batch.action]


def view_batch(user: User, batch: Batch) -> BatchView:
    """Return a batch with what it did so far and what it left out."""
    steps = batch.steps.filter(article__in=articles_for(user).values("pk")).select_related("article__desk", "person")
    done, left_out = steps.filter(left_out=""), steps.exclude(left_out="")
    tally = done.order_by().values_list("before", "after").annotate(n=models.Count("pk"))
    counts = tuple((n, OUTCOMES[before, after]) for before, after, n in tally)
    shown, not_done = list(done[:MOST_SHOWN]), list(left_out[:MOST_SHOWN])
    mask_articles(user, [step.article for step in (*shown, *not_done)])
    return BatchView(
        batch=batch,
        title=batch_title(batch),
        counts=counts,
        rows=[Row(s.article, str(s.person), OUTCOMES[s.before, s.after]) for s in shown],
        left_out=[Row(s.article, str(s.person or ""), _why(s)) for s in not_done],
        left_out_count=left_out.count(),
    )


def _why(step: Any) -> str:
    return sentence_for(Reason(step.left_out), person=str(step.person or ""), desk=str(step.article.desk))


def describe_holders(user: User, assignments: Iterable[Assignment], today: Any) -> list[tuple[str, Any, bool]]:
    """Return who has an article, the day it is due, and whether that is past."""
    return [
        ("you" if a.person_id == user.pk else str(a.person), a.due_on, a.due_on is not None and a.due_on < today)
        for a in assignments
    ]
