"""What reviews are opened with: their terms, for one article, or for many whose passes are drawn."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q
from django.http import Http404
from rest_framework import serializers

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.models import MOST_PLACES
from annotator.review.opening import MOST_REVIEWS, PlannedReview, open_reviews, plan_reviews
from annotator.review.terms import LEAST_WEIGHT, MOST_HELD, MOST_WEIGHT, WHOLE, Limits, Sight
from api.v1.lookups import as_uuid

LARGEST_SEED: Final = 999_999
MOST_PEOPLE: Final = 500


class TermsSerializer(serializers.Serializer[Any]):
    """On what terms a review runs. They stay as they are."""

    places = serializers.IntegerField(min_value=1, max_value=MOST_PLACES, default=2, help_text="Passes it takes.")
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    masks_outlet = serializers.BooleanField(
        default=False,
        help_text="Whoever has a pass to submit sees neither outlet nor byline of the article. What its running text "
        "says of them stays readable.",
    )
    shows_suggestions = serializers.BooleanField(
        default=True,
        help_text="Without: whoever has a pass to submit neither sees nor takes suggestions on the article.",
    )
    most_held = serializers.IntegerField(
        min_value=1,
        max_value=MOST_HELD,
        default=None,
        allow_null=True,
        help_text="So many passes to submit somebody may have with these; the queue keeps to it. Null: no limit.",
    )


class OpeningSerializer(TermsSerializer):
    """A review to be opened."""

    article = serializers.CharField(max_length=120, help_text="Slug or id.")
    people = serializers.ListField(
        child=serializers.CharField(max_length=150),
        max_length=MOST_PLACES,
        default=list,
        help_text="Usernames of those who get a pass; other places are free to be taken.",
    )


class WeighedSerializer(serializers.Serializer[Any]):
    """Somebody whose passes are drawn."""

    person = serializers.CharField(max_length=150, help_text="Username.")
    weight = serializers.FloatField(
        min_value=LEAST_WEIGHT, max_value=MOST_WEIGHT, default=1.0, help_text="0.5: half as much as the others."
    )


class DrawingSerializer(TermsSerializer):
    """Reviews to be opened, and among whom their passes are drawn."""

    articles = serializers.ListField(
        child=serializers.CharField(max_length=120), min_length=1, max_length=MOST_REVIEWS, help_text="Slugs or ids."
    )
    people = serializers.ListField(child=WeighedSerializer(), max_length=MOST_PEOPLE)
    share = serializers.IntegerField(
        min_value=1,
        max_value=WHOLE,
        default=None,
        allow_null=True,
        help_text="At most so many percent of the passes opened now go to one person. Null: no limit.",
    )
    seed = serializers.IntegerField(
        min_value=0,
        max_value=LARGEST_SEED,
        default=None,
        allow_null=True,
        help_text="The same seed draws the same plan, as long as articles, people and their loads are the same.",
    )
    only_plan = serializers.BooleanField(default=False, help_text="Say what would happen, and open nothing.")


class PlannedReviewSerializer(serializers.Serializer[Any]):
    """What becomes of one article."""

    article = serializers.CharField(help_text="Slug of the article.")
    people = serializers.ListField(child=serializers.CharField(), help_text="Usernames of those who get its passes.")
    left_out = serializers.CharField(allow_blank=True, help_text="Why no review of it is opened.")
    note = serializers.CharField(allow_blank=True, help_text="Which places the limits leave free.")

    def to_representation(self, instance: PlannedReview) -> dict[str, Any]:
        """Return the article by its slug and people by their usernames."""
        return {
            "article": instance.article.slug,
            "people": [person.username for person in instance.people],
            "left_out": instance.left_out,
            "note": instance.note,
        }


class PlanSerializer(serializers.Serializer[Any]):
    """What becomes of each article, and the seed by which it was drawn."""

    seed = serializers.IntegerField()
    reviews = PlannedReviewSerializer(many=True)


def sight_of(sent: Mapping[str, Any]) -> Sight:
    """Return what people are to see while they have a pass."""
    return Sight(masks_outlet=sent["masks_outlet"], shows_suggestions=sent["shows_suggestions"])


def draw_reviews(user: User, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Open the reviews as they are drawn, or only plan them, as PlanSerializer shows it.

    Raises Http404 for an article that the person does not read, DomainError `not_allowed`, `may_not_review`, or what
    `open_reviews` raises.
    """
    articles = _articles(user, sent["articles"])
    if not any(may(user, Permission.ASSIGN, article.desk) for article in articles):
        raise DomainError("not_allowed", "Only editors open reviews, on their own desks.")
    people = {member(row["person"]): row["weight"] for row in sent["people"]}
    seed = secrets.randbelow(LARGEST_SEED + 1) if sent["seed"] is None else sent["seed"]
    terms: dict[str, Any] = {
        "actor": user,
        "articles": articles,
        "people": list(people),
        "places": sent["places"],
        "seed": seed,
        "limits": Limits(
            weights={person.pk: weight for person, weight in people.items()},
            share=sent["share"],
            most_held=sent["most_held"],
        ),
    }
    if sent["only_plan"]:
        planned = plan_reviews(**terms)
    else:
        planned = open_reviews(**terms, due_on=sent["due_on"], sight=sight_of(sent))
    return dict(PlanSerializer({"seed": seed, "reviews": planned}).data)


def _articles(user: User, keys: list[str]) -> list[Article]:
    """Return the articles of these ids or slugs, each once, in their order."""
    ids = {key: as_uuid(key) for key in keys}
    named = Q(slug__in=[key for key in keys if "\x00" not in key]) | Q(pk__in=[pk for pk in ids.values() if pk])
    found = list(Article.objects.visible_to(user).filter(named).select_related("desk"))
    by_key: dict[object, Article] = {article.slug: article for article in found}
    by_key |= {article.pk: article for article in found}
    try:
        return list(dict.fromkeys(by_key[ids[key] if ids[key] in by_key else key] for key in keys))
    except KeyError:
        raise Http404 from None


def member(name: str) -> User:
    """Return whoever may have passes by their username. Raises DomainError `may_not_review`."""
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise DomainError("may_not_review", f"There is nobody called {name} who may review.", field="people")
    return found
