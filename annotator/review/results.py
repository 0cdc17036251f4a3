"""What is known about the result of a review beside its tags: how many people it rests on, and who of them flagged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import models

from annotator.review.models import Review, RulingPart
from annotator.tagging.codebook import TagKind
from annotator.tagging.models import TagSet


@dataclass(frozen=True, slots=True)
class Behind:
    """How many people tagged what a result was made from, and how many of them set each bias flag (by its root)."""

    people: int
    flag_votes: Mapping[UUID, int] = field(default_factory=dict)


def behind(tag_set: TagSet) -> Behind | None:
    """Return what stands behind a review's result, None for the tags of a person."""
    if tag_set.author_id is not None:
        return None
    review = Review.objects.filter(result=tag_set).order_by("pk").first()
    if review is None:
        return None
    votes = RulingPart.objects.filter(
        ruling__review=review, ruling__replaced_by=None, tag__kind=TagKind.BIAS_FLAG.value
    ).order_by()
    counted = votes.values_list("tag__root").annotate(people=models.Count("original__tag_set", distinct=True))
    return Behind(people=review.places, flag_votes=dict(counted))
