"""Reviews: the board, one review with its passes and its history, and opening them for one article or many."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from annotator.desks.models import Desk, User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.approving import adjudicate_review, approve_review, reopen_review
from annotator.review.board import ShownReview, reviews_visible_to, shown_review, shown_reviews
from annotator.review.figures import figures_of_desk, figures_of_review
from annotator.review.masking import mask_articles, title_for
from annotator.review.models import LONGEST_REASON, Review
from annotator.review.moves import facts_about
from annotator.review.opening import PlannedReview, open_reviews, people_fit_for, plan_reviews
from annotator.review.passes import (
    PassIncompleteError,
    cancel_review,
    give_back_pass,
    return_pass,
    submit_pass,
    take_next,
    take_pass,
)
from annotator.review.states import PASSES_IN, ReviewAction, ReviewState
from annotator.review.transitions import RULES, refusal
from annotator.review.workload import passes_to_submit
from annotator.web.agreement_view import leading_to_decisions, names_in, view_agreement
from annotator.web.batch_view import chosen_articles, frozen
from annotator.web.guide import read_guide
from annotator.web.pages import for_members, person_of, render_page, tell
from annotator.web.review_forms import LARGEST_SEED, OpenForm, ReviewedForm

A_PAGE: Final = 50
STATES: Final = {state.value: state.value.replace("_", " ").capitalize() for state in ReviewState}


@for_members
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the reviews that the person may know of, the newest first, and what they have to submit."""
    user = person_of(request)
    granted = grants_of(user)
    anywhere = frozenset().union(*granted.values())
    state = request.GET.get("state", "")
    found = reviews_visible_to(user)
    rows = found.filter(state=state) if state in STATES else found.exclude(state=ReviewState.CANCELLED.value)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    reviews = shown_reviews(user, list(page.object_list))
    to_submit = passes_to_submit(user, [desk for desk, held in granted.items() if Permission.TAG in held])
    mask_articles(user, [*(shown.review.article for shown in reviews), *(one.article for one in to_submit)])
    context = {
        "page": page,
        "reviews": reviews,
        "states": STATES,
        "state": state,
        "to_submit": to_submit,
        "may_tag": Permission.TAG in anywhere,
        "may_open": Permission.ASSIGN in anywhere,
        "may_see_agreement": Permission.SEE_ALL_TAGS in anywhere,
    }
    return render_page(request, "reviews/board.html", "Reviews", context)


@for_members
@require_POST
def next_pass(request: HttpRequest) -> HttpResponse:
    """Give the person a pass of the review that is due first, and lead to it."""
    taken = take_next(actor=person_of(request))
    if taken is None:
        messages.info(request, "There is no free pass for you: all are taken, or you had one of each review already.")
        return redirect("reviews")
    title = title_for(person_of(request), taken.review.article)
    messages.success(request, f"You have a pass of “{title}”. You see nobody else's tags before you submit.")
    return redirect("review", pk=taken.review_id)


@for_members
@require_GET
def review_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one review."""
    user = person_of(request)
    review = _find(user, pk)
    shown = shown_review(user, review)
    mask_articles(user, [review.article])
    context = {
        "shown": shown,
        "review": review,
        "article": review.article,
        "rules": RULES,
        "actions": {action.value: RULES[action] for action in shown.actions},
        "longest_reason": LONGEST_REASON,
        "passes_in": PASSES_IN,
        "why_not_decide": _why_not_decide(user, shown),
        **_agreement(shown),
    }
    return render_page(request, "reviews/review.html", f"Review: {review.article.title}", context)


def _why_not_decide(user: User, shown: ShownReview) -> str:
    """Return why somebody who sees the passes may not decide between them; empty where they may, or nobody can now."""
    if shown.state is not ReviewState.IN_ADJUDICATION:
        return ""
    return refusal(shown.state, ReviewAction.DECIDE, facts_about(user, shown.review))


def _agreement(shown: ShownReview) -> dict[str, Any]:
    """Return the agreement on a review as far as the person may see it, its statements leading to their decision."""
    found = figures_of_review(shown)
    if found is None:
        return {}
    view = view_agreement(found.record, names_in(read_guide())) if found.record else None
    if view and ReviewAction.DECIDE in shown.actions:
        view = leading_to_decisions(view, shown.review.pk)
    return {"has_agreement": True, "agreement": view, "figures": found}


@for_members
@require_GET
def agreement_page(request: HttpRequest) -> HttpResponse:
    """Show the agreement over all reviews of a desk to those who see all its tags."""
    user = person_of(request)
    desks = list(Desk.objects.of(user, Permission.SEE_ALL_TAGS).order_by("name"))
    wanted = request.GET.get("desk", "")
    desk = next((one for one in desks if one.slug == wanted), None) if wanted else next(iter(desks), None)
    if desk is None:
        raise Http404
    found = figures_of_desk(user, desk)
    view = view_agreement(found.record, names_in(read_guide())) if found and found.record else None
    context = {"desk": desk, "desks": desks, "agreement": view, "figures": found}
    return render_page(request, "reviews/agreement_page.html", f"Agreement: {desk}", context)


@for_members
@require_POST
def move_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do what a button of the review's page says."""
    user = person_of(request)
    review = _find(user, pk)
    does, said = _MOVES.get(request.POST.get("action", ""), (None, ""))
    if does is None:
        raise Http404
    try:
        does(user, review, request.POST)
    except PassIncompleteError as error:
        messages.error(request, f"Not submitted. {error.message} They are listed below.")
    except DomainError as error:
        tell(request, error)
    else:
        messages.success(request, said)
    return redirect("review", pk=pk)


def _person(user: User, review: Review, data: Any) -> User:
    """Return the person whose pass is meant, among those whom the asker may see. Raises Http404."""
    key = str(data.get("person", ""))
    [shown] = shown_reviews(user, [review])
    found = next((one.person for one in shown.passes if str(one.person.pk) == key), None)
    if found is None:
        raise Http404
    return found


def _reason(data: Any) -> str:
    return str(data.get("reason", "")).replace("\x00", "")[:LONGEST_REASON]


_MOVES: Final[Mapping[str, tuple[Callable[[User, Review, Any], object], str]]] = {
    ReviewAction.TAKE.value: (
        lambda user, review, _: take_pass(actor=user, review=review),
        "You have a pass. None of the others sees your tags before you submit it, nor you theirs.",
    ),
    ReviewAction.SUBMIT.value: (
        lambda user, review, _: submit_pass(actor=user, review=review),
        "Your pass is submitted. Your tags stay as they are unless it is returned to you.",
    ),
    ReviewAction.RETURN.value: (
        lambda user, review, data: return_pass(
            actor=user, review=review, person=_person(user, review, data), reason=_reason(data)
        ),
        "The pass is returned with your reason.",
    ),
    ReviewAction.GIVE_BACK.value: (
        lambda user, review, data: give_back_pass(actor=user, review=review, person=_person(user, review, data)),
        "The pass is given back: its place is free. Its tags are still there.",
    ),
    ReviewAction.ADJUDICATE.value: (
        lambda user, review, _: adjudicate_review(actor=user, review=review),
        "The adjudication is finished. An editor approves the result.",
    ),
    ReviewAction.APPROVE.value: (
        lambda user, review, _: approve_review(actor=user, review=review),
        "The result is approved: it leads the article, and its summary is the official one.",
    ),
    ReviewAction.REOPEN.value: (
        lambda user, review, data: reopen_review(actor=user, review=review, reason=_reason(data)),
        "The review is open again.",
    ),
    ReviewAction.CANCEL.value: (
        lambda user, review, data: cancel_review(actor=user, review=review, reason=_reason(data)),
        "The review is cancelled. All tags are still there and can be changed.",
    ),
}


def _find(user: User, pk: UUID) -> Review:
    review = reviews_visible_to(user).filter(pk=pk).first()
    if review is None:
        raise Http404
    return review


@for_members
def open_page(request: HttpRequest) -> HttpResponse:
    """Ask how articles are to be reviewed, show who would get what, and open the reviews when that is confirmed."""
    return show_opening(request, request.POST if request.method == "POST" else request.GET)


def show_opening(request: HttpRequest, data: Any) -> HttpResponse:
    """Show the opening for the articles that `data` names; lead to the list of articles where it names none."""
    user = person_of(request)
    chosen = ReviewedForm(data)
    if not chosen.is_valid():
        for reasons in chosen.errors.values():
            for reason in reasons:
                messages.error(request, str(reason))
        return redirect("admin:articles_article_changelist")
    articles = chosen_articles(user, chosen.cleaned_data["articles"])
    if not articles:
        raise Http404
    fit = people_fit_for(user, articles)
    step = data.get("step", "")
    form = OpenForm(data, fit=fit) if step else OpenForm(fit=fit)
    planned: Sequence[PlannedReview] = ()
    seed = secrets.randbelow(LARGEST_SEED + 1)
    if step and form.is_valid():
        given = form.cleaned_data
        seed = given["seed"] if step == "begin" and given["seed"] is not None else seed
        terms = {"actor": user, "articles": articles, "people": form.people_of(), "places": given["places"]}
        terms |= {"seed": seed, "limits": form.limits()}
        if step == "begin" and request.method == "POST":
            return _open(request, {**terms, "due_on": given["due_on"], "sight": form.sight()})
        planned = plan_reviews(**terms)
    opened = [one for one in planned if not one.left_out]
    context = {
        "articles": articles,
        "keys": ",".join(str(article.pk) for article in articles),
        "form": form,
        "fit": fit,
        "frozen": frozen(form) if planned else (),
        "planned": planned,
        "opened": len(opened),
        "has_free": any(len(one.people) < form.cleaned_data["places"] for one in opened),
        "seed": seed,
    }
    title = f"Open a review: {articles[0].title}" if len(articles) == 1 else f"Open {len(articles)} reviews"
    return render_page(request, "reviews/open.html", title, context)


def _open(request: HttpRequest, terms: Mapping[str, Any]) -> HttpResponse:
    try:
        planned = open_reviews(**terms)
    except DomainError as error:
        tell(request, error)
        return redirect("reviews")
    opened = [one for one in planned if not one.left_out]
    left = len(planned) - len(opened)
    messages.success(
        request,
        f"{len(opened)} review{'' if len(opened) == 1 else 's'} opened" + (f", {left} left out." if left else "."),
    )
    if len(opened) == 1:
        review = reviews_visible_to(terms["actor"]).standing().filter(article=opened[0].article).first()
        if review is not None:
            return redirect("review", pk=review.pk)
    return redirect("reviews")
