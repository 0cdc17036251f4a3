"""What a bulk action is asked for: which articles, and for or from whom. Everything that comes in has its limit."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django import forms

from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.review.planning import refuse_past
from annotator.review.services import MOST_ARTICLES, MOST_PEOPLE
from annotator.review.states import BatchAction

EXPORT: Final = "export"
ACTIONS: Final = (BatchAction.ASSIGN.value, BatchAction.FINISH.value, BatchAction.TAKE_BACK.value, EXPORT)
LONGEST_KEY: Final = 37
"""A key and the comma after it."""
TOO_MANY: Final = f"At most {MOST_ARTICLES:,} articles go into one batch. Narrow the list with its filters."


class KeysField(forms.CharField):
    """Keys of articles, separated by commas: one field, however many there are."""

    def __init__(self) -> None:
        super().__init__(
            widget=forms.HiddenInput,
            max_length=MOST_ARTICLES * LONGEST_KEY,
            error_messages={"max_length": TOO_MANY, "required": "Select at least one article."},
        )

    def clean(self, value: Any) -> Any:
        """Return the keys, each once."""
        try:
            keys = [UUID(key) for key in super().clean(value).split(",")]
        except ValueError:
            raise forms.ValidationError("These are no articles. Select them in the list again.") from None
        if len(keys) > MOST_ARTICLES:
            raise forms.ValidationError(TOO_MANY)
        return list(dict.fromkeys(keys))


class DueField(forms.DateField):
    """A day by which something is to be done, if it has one; none that is past."""

    def __init__(self, **named: Any) -> None:
        super().__init__(label="Due on", required=False, widget=forms.DateInput({"type": "date"}), **named)

    def validate(self, value: Any) -> None:
        """Refuse days that are past."""
        super().validate(value)
        try:
            refuse_past(value)
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class ChosenForm(forms.Form):
    """What was selected in the list, and the list's own filters, to go back to."""

    action = forms.ChoiceField(choices=[(action, action) for action in ACTIONS], widget=forms.HiddenInput)
    articles = KeysField()
    came_from = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)
    everything = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ChoiceForm(forms.Form):
    """Whom a bulk action concerns."""

    def people(self) -> list[UUID]:
        """Return the people who were chosen; none stand for whoever has the articles."""
        raise NotImplementedError


class AssignForm(ChoiceForm):
    """To whom, and by when."""

    people_chosen = forms.MultipleChoiceField(
        label="Assign to",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person."},
    )
    due_on = DueField(help_text="If it has a day. It stands in the list and in the person's queue.")

    def __init__(self, *given: Any, people: Iterable[User], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["people_chosen"].choices = [(str(p.pk), str(p)) for p in people]  # type: ignore[attr-defined]

    def clean_people_chosen(self) -> list[str]:
        """Refuse more people than a batch takes."""
        chosen: list[str] = self.cleaned_data["people_chosen"]
        if len(chosen) > MOST_PEOPLE:
            raise forms.ValidationError(f"Choose at most {MOST_PEOPLE} people.")
        return chosen

    def people(self) -> list[UUID]:
        """Return the people who were chosen."""
        return [UUID(key) for key in self.cleaned_data["people_chosen"]]


class WhoseForm(ChoiceForm):
    """Whose assignments are meant. The empty choice, where there is one, means everybody's."""

    person = forms.ChoiceField(label="Whose assignments", required=False)

    def __init__(self, *given: Any, choices: Mapping[str, str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["person"].choices = list(choices.items())  # type: ignore[attr-defined]
        self.fields["person"].required = "" not in choices

    def people(self) -> list[UUID]:
        """Return the one person, or nobody in particular."""
        return [UUID(self.cleaned_data["person"])] if self.cleaned_data["person"] else []
