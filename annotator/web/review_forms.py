"""What the opening of reviews is asked for. Everything that comes in has its limit."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms

from annotator.review.models import MOST_PLACES
from annotator.review.opening import MOST_REVIEWS, Fit
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
    """How many passes, whose, and by when."""

    places = forms.IntegerField(
        label="Passes of each article",
        min_value=1,
        max_value=MOST_PLACES,
        initial=2,
        help_text="How many people tag it without seeing each other. Two make agreement measurable.",
    )
    people = forms.MultipleChoiceField(label="Who", required=False, widget=forms.CheckboxSelectMultiple)
    due_on = DueField()
    seed = forms.IntegerField(min_value=0, max_value=LARGEST_SEED, required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, fit: Iterable[Fit], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["people"].choices = [(str(one.person.pk), str(one.person)) for one in fit]  # type: ignore[attr-defined]

    def people_of(self, fit: Sequence[Fit]) -> list[Any]:
        """Return the people who were chosen, in the order in which they were offered."""
        chosen = {UUID(key) for key in self.cleaned_data["people"]}
        return [one.person for one in fit if one.person.pk in chosen]
