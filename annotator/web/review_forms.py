"""What the opening of reviews is asked for. Everything that comes in has its limit."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms

from annotator.review.models import MOST_PLACES
from annotator.review.opening import MOST_REVIEWS, Fit
from annotator.review.terms import LEAST_WEIGHT, MOST_HELD, MOST_WEIGHT, WHOLE, Limits, Sight
from annotator.web.batch_forms import DueField, KeysField

LARGEST_SEED: Final = 999_999


class ReviewedForm(forms.Form):
    """The articles that are to be reviewed."""

    articles = KeysField()

    def clean_articles(self) -> Any:
        """Refuse more articles than are opened at once."""
        keys = self.cleaned_data["articles"]
        if len(keys) > MOST_REVIEWS:
            raise forms.ValidationError(f"At most {MOST_REVIEWS} reviews are opened at once. Select fewer articles.")
        return keys


class OpenForm(forms.Form):
    """How many passes, whose, by when, and what people see while they have one."""

    places = forms.IntegerField(
        label="Passes of each article",
        min_value=1,
        max_value=MOST_PLACES,
        initial=2,
        help_text="How many people tag it without seeing each other. Two make agreement measurable.",
    )
    people = forms.MultipleChoiceField(label="Who", required=False, widget=forms.CheckboxSelectMultiple)
    share = forms.IntegerField(
        label="Largest share of one person",
        min_value=1,
        max_value=WHOLE,
        required=False,
        help_text="Percent of the passes opened now. Empty: no limit.",
    )
    most_held = forms.IntegerField(
        label="Most passes to submit at once",
        min_value=1,
        max_value=MOST_HELD,
        required=False,
        help_text="Whoever has so many gets none of these, neither now nor from the queue. Empty: no limit.",
    )
    due_on = DueField()
    shows_suggestions = forms.BooleanField(
        label="Show suggestions",
        required=False,
        initial=True,
        help_text="Without: whoever has a pass neither sees nor takes suggestions on the article. Each pass says it.",
    )
    masks_outlet = forms.BooleanField(
        label="Mask outlet and byline",
        required=False,
        help_text="Whoever has a pass sees neither of them, nor their names in title, headings, captions and byline "
        "block, until it is submitted. What the running text says of them stays, and so does the article's address.",
    )
    seed = forms.IntegerField(min_value=0, max_value=LARGEST_SEED, required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, fit: Iterable[Fit], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fit = tuple(fit)
        self.fields["people"].choices = [(str(one.person.pk), str(one.person)) for one in self.fit]  # type: ignore[attr-defined]
        for one in self.fit:
            self.fields[_weight_of(one)] = forms.FloatField(
                label=f"Weight of {one.person}",
                min_value=LEAST_WEIGHT,
                max_value=MOST_WEIGHT,
                initial=1,
                required=False,
                widget=forms.NumberInput({"step": "any", "aria-label": f"Weight of {one.person}"}),
            )

    def rows(self) -> Iterator[tuple[Fit, str, bool, forms.BoundField]]:
        """Yield the people with their keys, whether they are chosen, and the fields of their weights."""
        chosen = set(self["people"].value() or ())
        for one in self.fit:
            key = str(one.person.pk)
            yield one, key, key in chosen, self[_weight_of(one)]

    def people_of(self) -> list[Any]:
        """Return the people who were chosen, in the order in which they were offered."""
        return [one.person for one in self._chosen()]

    def limits(self) -> Limits:
        """Return how much goes to one person."""
        given = self.cleaned_data
        weights = {one.person.pk: given[_weight_of(one)] or 1.0 for one in self._chosen()}
        return Limits(weights=weights, share=given["share"], most_held=given["most_held"])

    def sight(self) -> Sight:
        """Return what people see while they have a pass."""
        given = self.cleaned_data
        return Sight(masks_outlet=given["masks_outlet"], shows_suggestions=given["shows_suggestions"])

    def _chosen(self) -> Sequence[Fit]:
        chosen = {UUID(key) for key in self.cleaned_data["people"]}
        return [one for one in self.fit if one.person.pk in chosen]


def _weight_of(one: Fit) -> str:
    return f"weight-{one.person.pk}"
