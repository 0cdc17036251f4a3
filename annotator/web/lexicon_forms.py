"""What an editor types to add, weigh, retire or bring back words of the lexicons, and which wishes that makes."""

from typing import Any, Final

from django import forms

from annotator.detection.lexicon import Origin
from annotator.detection.overlay import (
    LONGEST_NEUTRAL,
    LONGEST_NOTE,
    LONGEST_TERM,
    TYPES,
    Action,
    ListedTerm,
    Wish,
    clean_term,
)
from annotator.suggestions.newsroom import MOST_AT_ONCE
from annotator.web.guide import CodebookGuide
from annotator.web.lexicon_view import type_name
from annotator.web.words import LEXICON_NAMES

_WEIGHT_RANGE: Final = "A weight lies above 0 and goes up to 1. To silence a word altogether, retire it."
_SEPARATOR: Final = "/"


def kinds_by_lexicon(guide: CodebookGuide) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the kinds of words of every lexicon, as choices."""
    return [
        (LEXICON_NAMES[name], [(f"{name}{_SEPARATOR}{kind}", type_name(guide, name, kind)) for kind in kinds])
        for name, kinds in TYPES.items()
    ]


class LexiconForm(forms.Form):
    """One action on words; every change may say why."""

    action = forms.ChoiceField(choices=[(action.value, action.value) for action in Action], widget=forms.HiddenInput)
    note = forms.CharField(
        label="Note", required=False, max_length=LONGEST_NOTE, help_text="Why; everybody on the desks can read it."
    )

    def wishes(self) -> tuple[Wish, ...]:
        """Return what a valid form asks for."""
        raise NotImplementedError


def _weight() -> forms.FloatField:
    return forms.FloatField(
        label="Weight",
        min_value=0.01,
        max_value=1,
        initial=1.0,
        error_messages={"min_value": _WEIGHT_RANGE, "max_value": _WEIGHT_RANGE, "invalid": _WEIGHT_RANGE},
        help_text="Above 0, up to 1: 1 for a word that is nearly always meant so, 0.5 for a doubtful one.",
    )


def _neutral(*, is_required: bool) -> forms.CharField:
    return forms.CharField(
        label="What to write instead",
        required=is_required,
        max_length=LONGEST_NEUTRAL,
        help_text="For wording to query: a more neutral word, or “leave it out”.",
    )


class AddForm(LexiconForm):
    """New words of one kind."""

    kind = forms.ChoiceField(label="What sort of words", help_text="The codebook says what each kind means.")
    terms = forms.CharField(
        label="Words",
        max_length=MOST_AT_ONCE * (LONGEST_TERM + 2),
        widget=forms.Textarea({"rows": 4}),
        help_text="One word or phrase on each line. Write out every form: “opine”, “opines”, “opined”.",
    )
    weight = _weight()
    neutral = _neutral(is_required=False)
    field_order = ["action", "kind", "terms", "weight", "neutral", "note"]

    def __init__(self, *given: Any, guide: CodebookGuide, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["kind"].choices = kinds_by_lexicon(guide)  # type: ignore[attr-defined] # a ChoiceField

    def wishes(self) -> tuple[Wish, ...]:
        """Return a wish for each line, in the form in which words are searched for."""
        given = self.cleaned_data
        lexicon, _, kind = given["kind"].partition(_SEPARATOR)
        terms = dict.fromkeys(clean_term(line) for line in given["terms"].splitlines() if line.strip())
        return tuple(
            Wish(Action.ADD, lexicon, term, kind, given["weight"], given["neutral"], given["note"]) for term in terms
        )


class TermForm(LexiconForm):
    """One action on a word that is listed: retire it, or bring it back."""

    def __init__(self, *given: Any, known: ListedTerm, **named: Any) -> None:
        super().__init__(*given, **named)
        self.known = known

    def wishes(self) -> tuple[Wish, ...]:
        """Return the one wish."""
        given = self.cleaned_data
        return (Wish(Action(given["action"]), self.known.lexicon, self.known.term, note=given["note"]),)


class ChangeForm(TermForm):
    """Another weight; of the newsroom's own words also another kind and another neutral wording."""

    kind = forms.ChoiceField(label="Kind")
    weight = _weight()
    neutral = _neutral(is_required=True)
    field_order = ["action", "kind", "weight", "neutral", "note"]

    def __init__(self, *given: Any, known: ListedTerm, guide: CodebookGuide, **named: Any) -> None:
        initial = {"kind": known.type, "weight": known.weight, "neutral": known.neutral, **named.pop("initial", {})}
        super().__init__(*given, known=known, initial=initial, **named)
        choices = [(kind, type_name(guide, known.lexicon, kind)) for kind in TYPES[known.lexicon]]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined] # a ChoiceField
        if known.origin is not Origin.ADDED:
            del self.fields["kind"]
        if known.origin is not Origin.ADDED or known.lexicon != "wording":
            del self.fields["neutral"]

    def wishes(self) -> tuple[Wish, ...]:
        """Return the one wish."""
        given, known = self.cleaned_data, self.known
        kind, neutral = given.get("kind", known.type), given.get("neutral", known.neutral)
        return (Wish(Action.CHANGE, known.lexicon, known.term, kind, given["weight"], neutral, given["note"]),)
