"""Hard cases: rulings that the desk's codebook shows, numbered, to whoever tags the next one like them (SCHEME 5.4)."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone

from annotator.desks.models import Desk, User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.blinding import blind_articles
from annotator.review.models import HardCase, Ruling
from annotator.review.outcome_tables import LONGEST_TITLE, LONGEST_WORDS


@transaction.atomic
def publish_hard_case(*, actor: User, ruling: Ruling, title: str, words: str) -> HardCase:
    """Show a ruling in the desk's codebook under the next number.

    Raises DomainError `not_allowed`, `hard_case_published`, `ruling_replaced`, `hard_case_of_no_statement` or
    `text_missing`.
    """
    desk = Desk.objects.select_for_update(no_key=True).get(pk=ruling.review.article.desk_id)
    if not may(actor, Permission.SEE_ALL_TAGS, desk):
        raise DomainError("not_allowed", f"Only adjudicators and editors of {desk} publish hard cases.")
    if ruling.statement is None:
        raise DomainError("hard_case_of_no_statement", "A hard case is about a statement, not the article as a whole.")
    if HardCase.objects.filter(ruling=ruling).exists():
        raise DomainError("hard_case_published", "This decision is, or was, a hard case already.")
    if Ruling.objects.filter(replaces=ruling).exists():
        raise DomainError("ruling_replaced", "This was decided anew since: publish the decision that stands.")
    given = {"title": title.replace("\x00", "").strip(), "words": words.replace("\x00", "").strip()}
    for name, longest in (("title", LONGEST_TITLE), ("words", LONGEST_WORDS)):
        if not 0 < len(given[name]) <= longest:
            message = f"A hard case needs a {name} of 1 to {longest} characters: it is read by who tags the next one."
            raise DomainError("text_missing", message, field=name)
    last = HardCase.objects.filter(desk=desk).aggregate(number=models.Max("number"))["number"]
    statement = ruling.statement
    return HardCase.objects.create(
        desk=desk,
        number=(last or 0) + 1,
        ruling=ruling,
        title=given["title"],
        quotation=statement.text.content[statement.start : statement.end],
        ruling_words=given["words"],
        published_by=actor,
    )


@transaction.atomic
def withdraw_hard_case(*, actor: User, hard_case: HardCase) -> HardCase:
    """Take a hard case out of the codebook; its number stays unused.

    Raises DomainError `not_allowed` or `hard_case_withdrawn`.
    """
    found = HardCase.objects.select_for_update(of=("self",)).select_related("desk").get(pk=hard_case.pk)
    if not may(actor, Permission.RUN_DESK, found.desk):
        raise DomainError("not_allowed", f"Only editors of {found.desk} take hard cases back.")
    if found.withdrawn_at is not None:
        raise DomainError("hard_case_withdrawn", "This hard case was taken back already.")
    found.withdrawn_by, found.withdrawn_at = actor, timezone.now()
    found.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return found


def hard_cases_visible_to(user: Any) -> models.QuerySet[HardCase]:
    """Return the hard cases of the person's desks, but those of articles of which they have a pass to submit."""
    desks = Desk.objects.of(user, Permission.READ)
    found = HardCase.objects.filter(desk__in=desks, withdrawn_at=None)
    found = found.exclude(ruling__review__article__in=blind_articles(user))
    return found.select_related(
        "desk", "published_by", "ruling__statement", "ruling__review__article", "ruling__replaced_by"
    )
