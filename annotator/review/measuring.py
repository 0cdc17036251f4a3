"""Agreement of reviews whose passes are in, on what each person handed in first and on nothing later.

What changes after a pass was returned is discussed work: it counts for the result, never for agreement (SCHEME 5.4).
"""

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.db import models, transaction
from django.utils import timezone

from annotator.articles.models import Statement
from annotator.desks.models import Desk
from annotator.review.agreement.records import to_json
from annotator.review.agreement.report import METHOD_VERSION, agreement_report
from annotator.review.agreement.units import Pass as TaggedPass
from annotator.review.agreement.units import TaggedArticle
from annotator.review.models import Agreement, Pass, Review, ReviewQuerySet
from annotator.review.states import PassState, ReviewAction
from annotator.tagging.codebook import SCHEME_VERSION
from annotator.tagging.models import Tag
from annotator.tagging.reading import rows_of, statement_records

SEED: Final = 1
"""Of the bootstrap samples; stored with each figure, so that it can be computed again."""


def reviews_in(desk: Desk) -> ReviewQuerySet:
    """Return the reviews of a desk that tell something about agreement: all passes in, and more than one."""
    return Review.objects.passes_in().filter(article__desk=desk, places__gt=1).order_by("opened_at", "id")


def measure_review(review: Review) -> Agreement | None:
    """Compute and store the agreement of one review; None where its passes are not in, or there is only one."""
    found = reviews_in(review.article.desk).filter(pk=review.pk)
    return _measure(review.article.desk, review, found) if found.exists() else None


def measure_desk(desk: Desk) -> Agreement | None:
    """Compute and store the agreement over all reviews of a desk; None, and none is kept, where there are none."""
    found = reviews_in(desk)
    if not found.exists():
        Agreement.objects.filter(desk=desk, review=None).delete()
        return None
    return _measure(desk, None, found)


def _measure(desk: Desk, review: Review | None, reviews: ReviewQuerySet) -> Agreement:
    """Compute from the reviews one by one, so that no more than a few texts are in memory."""
    digest = digest_of(reviews)
    stored = Agreement.objects.filter(desk=desk, review=review).first()
    if stored is not None and stored.digest == digest:
        return stored
    one_by_one = reviews.select_related("article", "text").iterator(chunk_size=20)
    report = to_json(agreement_report((tagged_article(one) for one in one_by_one), seed=SEED))
    values = {"digest": digest, "record": report, "computed_at": timezone.now()}
    with transaction.atomic():
        found, _ = Agreement.objects.update_or_create(desk=desk, review=review, defaults=values)
    return found


def forget_measured(name: str) -> int:
    """Drop the stored agreement that names somebody, because their name goes; the sweep computes it anew."""
    dropped, _ = Agreement.objects.filter(record__people__contains=[name]).delete()
    return dropped


def digest_of(reviews: ReviewQuerySet) -> str:
    """Return a digest of the passes that agreement is computed from and of the method."""
    passes = _passes_in().filter(review__in=reviews.order_by().values("pk")).order_by("pk")
    keys = ",".join(str(key) for key in passes.values_list("pk", flat=True))
    return hashlib.sha256(f"{METHOD_VERSION} {SEED} {keys}".encode()).hexdigest()


def _passes_in() -> models.QuerySet[Pass]:
    return Pass.objects.exclude(state=PassState.GIVEN_BACK.value).exclude(original_tags=None)


def tagged_article(review: Review) -> TaggedArticle:
    """Return the text of a review with what each person handed in first, and when the first of them did."""
    text = review.text
    text.article = review.article
    statements = list(Statement.objects.filter(text=text).order_by("position"))
    for statement in statements:
        statement.text = text
    passes = list(_passes_in().filter(review=review).select_related("person").order_by("place"))
    rows = [rows_of(Tag.objects.filter(pk__in=one.original_tags or ()), one.person, *statements) for one in passes]
    first = review.events.filter(action=ReviewAction.SUBMIT.value).aggregate(at=models.Min("made_at"))["at"]
    return TaggedArticle(
        article=review.article.slug,
        text=text.content,
        passes=tuple(
            TaggedPass(one.person.username, statement_records(statements, found))
            for one, found in zip(passes, rows, strict=True)
        ),
        codebook=max((row.tag.scheme_version for found in rows for row in found), default=SCHEME_VERSION),
        month=f"{timezone.localtime(first or review.opened_at):%Y-%m}",
    )


def unmeasured_reviews(limit: int) -> list[Review]:
    """Return reviews whose passes are in and whose agreement is missing, or of other passes or another method.

    One that is older than a pass is looked at closely: a pass that was submitted again changes nothing.
    """
    found = Review.objects.passes_in().filter(places__gt=1)
    is_missing = models.Q(agreement=None) | models.Q(agreement__computed_at__lt=models.F("last"))
    is_old = ~models.Q(agreement__record__method_version=METHOD_VERSION)
    rows = found.annotate(last=models.Max("passes__submitted_at")).filter(is_missing | is_old)
    waiting = rows.select_related("article__desk").order_by("opened_at").iterator()
    return list(islice((review for review in waiting if not agreement_on(review.article.desk, review)[1]), limit))


def unmeasured_desks() -> Iterator[Desk]:
    """Yield the desks whose agreement is missing, out of date, or about nothing any more."""
    is_measured = models.Exists(Agreement.objects.filter(desk=models.OuterRef("pk"), review=None))
    for desk in Desk.objects.annotate(is_measured=is_measured):
        if reviews_in(desk).exists():
            if not agreement_on(desk)[1]:
                yield desk
        elif desk.is_measured:
            yield desk


def agreement_on(desk: Desk, review: Review | None = None) -> tuple[Agreement | None, bool]:
    """Return the stored agreement on a review or a desk, and whether the passes that are in now are still its own."""
    stored = Agreement.objects.filter(desk=desk, review=review).first()
    reviews = Review.objects.filter(pk=review.pk) if review else reviews_in(desk)
    return stored, stored is not None and stored.digest == digest_of(reviews)
