"""The fields of the tagging form. Which values there are comes from the codebook; nothing is chosen in advance
except what the codebook itself presumes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annotator.articles.models import Statement
from annotator.tagging.codebook import SourcingFlag, TagKind
from annotator.tagging.fields import ANSWERS, DEFAULTS
from annotator.web.guide import CodebookGuide, LabelGuide
from annotator.web.words import field_name

if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[Any]
else:
    _FormSet = forms.BaseFormSet

CHOOSE: Final = "— choose —"
SELECTED: Final = SafeString(" selected")
NOT_JUDGED: Final = "not judged"
REPEATING: Final = ("headline", "key_point")


@dataclass(frozen=True, slots=True)
class FormPage:
    """What the form may offer: the codebook, the article's statements, the desk's sources, the set's relations."""

    guide: CodebookGuide
    statement: Statement
    statements: Sequence[Statement]
    sources: Sequence[str] = ()
    relations: Sequence[tuple[str, str]] = ()
    text: str = ""
    new_rows: range = field(default=range(2))

    @property
    def is_repeating(self) -> bool:
        """Say whether the statement is a headline or key point, which repeats the body."""
        return self.statement.kind in REPEATING

    def named(self, statement: Statement) -> str:
        """Return a statement's label and first words."""
        words = self.text[statement.start : statement.end]
        return f"{statement.label}: {words[:70]}…" if len(words) > 70 else f"{statement.label}: {words}"


class QuickSelect(forms.Select):
    """A select that writes its options itself: Django renders a template for each, and a form has hundreds."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the select with the chosen option."""
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) == chosen else "", label) for key, label in self.choices),
        )
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, options)


class AnswerField(forms.ChoiceField):
    """One answer of the codebook. `as_buttons` shows all answers at once."""

    def __init__(self, name: str, *, empty: str = CHOOSE, as_buttons: bool = False, **given: Any) -> None:
        self.name, self.empty = name, empty
        self.labels: tuple[LabelGuide, ...] = ()
        given.setdefault("label", field_name(name))
        given.setdefault("required", False)
        super().__init__(widget=forms.RadioSelect() if as_buttons else QuickSelect(), **given)

    def offer(self, guide: CodebookGuide) -> None:
        """Offer what the codebook has for this field."""
        self.labels = guide.of(self.name)
        keys = [key.value for key in ANSWERS[self.name]]
        self.choices = [
            *([("", self.empty)] if self.empty else []),
            *((key, guide.name(self.name, key)) for key in keys),
        ]


class WordsField(forms.CharField):
    """Words of the statement, typed or taken from a selection."""

    def __init__(self, *, rows: int = 0, **given: Any) -> None:
        given.setdefault("required", False)
        attributes = {"data-words": "many" if rows else "one", "autocomplete": "off", "spellcheck": "false"}
        widget = forms.Textarea({**attributes, "rows": rows}) if rows else forms.TextInput(attributes)
        super().__init__(widget=widget, max_length=4000, **given)


class LinesField(forms.CharField):
    """Several entries, one on each line."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 2}), required=False, max_length=4000, **given)

    def clean(self, value: Any) -> Any:
        """Return the lines that hold something."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class CodebookForm(forms.Form):
    """A form whose answers come from the codebook."""

    def __init__(self, *given: Any, page: FormPage, **named: Any) -> None:
        self.page = page
        super().__init__(*given, **named)
        for item in self.fields.values():
            if isinstance(item, AnswerField):
                item.offer(page.guide)


class StatementForm(CodebookForm):
    """The single answers about one statement (SCHEME 7.1 to 7.7)."""

    claim_type = AnswerField("claim_type", as_buttons=True)
    need = AnswerField("need", empty="", as_buttons=True, initial="required")
    need_reason = AnswerField("need_reason", empty="—")
    contested = AnswerField("contested", empty="", as_buttons=True, initial="unknown")
    evidence = LinesField(
        label=field_name("evidence"),
        help_text="One on each line: a statement here (S4), in another article (seed-b-S8), or the name of a document.",
    )
    status = AnswerField("status", as_buttons=True)
    continues = forms.ChoiceField(
        label=field_name("continues"),
        required=False,
        widget=QuickSelect(),
        help_text="Only for an attribution that is carried on.",
    )
    commitment = AnswerField("commitment", empty="as computed", help_text="Choose only to overrule what is computed.")
    accused = forms.CharField(
        label=field_name("accused"),
        required=False,
        max_length=300,
        help_text="Who is accused, if this is an accusation.",
    )
    response = AnswerField("response", empty="—")
    proximity = AnswerField("proximity", empty=NOT_JUDGED)
    credibility = AnswerField(
        "credibility", empty=NOT_JUDGED, as_buttons=True, help_text="First the information: hide the source."
    )
    reliability = AnswerField(
        "reliability", empty=NOT_JUDGED, as_buttons=True, help_text="Then the source: hide the claim."
    )
    corroboration = AnswerField("corroboration", empty=NOT_JUDGED)
    origins = LinesField(label=field_name("origins"), help_text="One on each line, beside the sources marked above.")
    verifiability = AnswerField("verifiability", empty=NOT_JUDGED)
    link_check = AnswerField("link_check", empty="", initial="not_checked")
    sourcing_flags = forms.MultipleChoiceField(
        label="Sourcing flags", required=False, widget=forms.CheckboxSelectMultiple()
    )
    fidelity = AnswerField("fidelity", empty=NOT_JUDGED, as_buttons=True)
    repeats = forms.ChoiceField(label=field_name("repeats"), required=False, widget=QuickSelect())
    note = forms.CharField(
        label="Note", required=False, max_length=4000, widget=forms.Textarea({"rows": 2}),
        help_text="What you know or wonder about; it is kept with the answers.",
    )  # fmt: skip

    def __init__(self, *given: Any, page: FormPage, **named: Any) -> None:
        super().__init__(*given, page=page, **named)
        flags = [(flag.value, page.guide.name("sourcing_flag", flag)) for flag in SourcingFlag]
        self._choices("sourcing_flags", flags)
        self._choices("continues", [("", "—"), *((s.label, page.named(s)) for s in _neighbours(page))])
        body = [s for s in page.statements if s.kind == "body"]
        self._choices("repeats", [("", "—"), *((s.label, page.named(s)) for s in body)])
        if not page.is_repeating:
            del self.fields["fidelity"], self.fields["repeats"]

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # these fields offer choices

    def layers(self) -> list[tuple[str, list[Any]]]:
        """Return the fields by the layer under which the page shows them."""
        return [(layer, [self[name] for name in names if name in self.fields]) for layer, names in STATEMENT_LAYERS]


STATEMENT_LAYERS: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("L0", ("claim_type", "need", "need_reason", "contested", "evidence")),
    ("L1", ("status", "continues", "commitment", "accused", "response")),
    ("L4", ("credibility", "reliability", "proximity", "corroboration", "origins", "verifiability", "link_check",
            "sourcing_flags")),
    ("L6", ("fidelity", "repeats")),
    ("note", ("note",)),
)  # fmt: skip


def _neighbours(page: FormPage) -> list[Statement]:
    """Return the statements whose source may be carried on (SCHEME 7.8, rule 4)."""
    here = page.statement
    return [
        s for s in page.statements if s.kind == here.kind and s != here and here.paragraph - s.paragraph in (0, 1)
    ]  # fmt: skip


class RowForm(CodebookForm):
    """One tag on words of the statement. `root` names the tag it revises; `suggestion` the one it takes."""

    root = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput())
    suggestion = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput())

    @property
    def is_stored(self) -> bool:
        """Say whether the row is of a tag that is there."""
        return bool(self["root"].value())

    @property
    def is_in_use(self) -> bool:
        """Say whether the row is to be shown open: stored, typed in, or to be mended."""
        return (
            self.is_stored
            or bool(self["suggestion"].value())
            or self.is_bound
            and (self.has_changed() or bool(self.errors))
        )


MORE: Final = (
    *("parent", "denies", "denied_elsewhere", "chain", "affiliation", "source_role", "channel", "ground_rule", "stake"),
)
RELATION_DEFAULTS: Final = DEFAULTS[TagKind.RELATION]


class RelationForm(RowForm):
    """An attribution relation (SCHEME 7.2, 7.3)."""

    source = WordsField(label="Source words", help_text="Who says it; empty where nobody can be found.")
    cue = WordsField(label="Cue words", help_text="The verb, noun or “according to”.")
    content = WordsField(label="Content words", rows=3, help_text="What is said; several pieces: one on each line.")
    relation_kind = AnswerField("relation_kind")
    source_type = AnswerField("source_type")
    source_name = forms.CharField(
        label=field_name("source"), required=False, max_length=200,
        widget=forms.TextInput({"list": "sources", "autocomplete": "off"}),
        help_text="Empty: the source words are looked up, and added where they are new.",
    )  # fmt: skip
    quote = AnswerField("quote", empty="", initial=RELATION_DEFAULTS["quote"])
    cue_stance = AnswerField("cue_stance", empty="", initial=RELATION_DEFAULTS["cue_stance"])
    polarity = AnswerField("polarity", empty="", initial=RELATION_DEFAULTS["polarity"])
    denies = forms.ChoiceField(label=field_name("denies"), required=False, widget=QuickSelect())
    denied_elsewhere = forms.BooleanField(label=field_name("denied_elsewhere"), required=False)
    parent = forms.ChoiceField(label=field_name("parent"), required=False, widget=QuickSelect())
    chain = LinesField(
        label=field_name("chain"), help_text="One on each line, the nearest first; the last is the origin."
    )
    affiliation = AnswerField("affiliation", empty="—")
    source_role = AnswerField("source_role", empty="—")
    channel = AnswerField("channel", empty="—")
    ground_rule = AnswerField("ground_rule", empty="—")
    stake = AnswerField("stake", empty="—")

    def __init__(self, *given: Any, page: FormPage, **named: Any) -> None:
        super().__init__(*given, page=page, **named)
        new = [(f"new-{number}", f"relation {number + 1} on this page") for number in page.new_rows]
        near = [choice for choice in page.relations if choice[1].startswith(f"{page.statement.label}:")]
        for name, offered in (("denies", page.relations), ("parent", near)):
            self.fields[name].choices = [("", "—"), *offered, *new]  # type: ignore[attr-defined] # a ChoiceField

    @property
    def more(self) -> list[Any]:
        """Return the fields that the page folds away."""
        return [self[name] for name in MORE]

    @property
    def has_more(self) -> bool:
        """Say whether something is folded away that must be seen: an answer, or a field to be mended."""
        return any(self[name].value() or name in self.errors for name in MORE)

    def clean(self) -> dict[str, Any]:
        """Refuse a row without a kind."""
        given = super().clean() or {}
        if not given.get("relation_kind"):
            self.add_error("relation_kind", "Choose what the cue does: assertion, evidence or attitude.")
        return given


class HedgeForm(RowForm):
    """A hedge or booster (SCHEME 7.4)."""

    words = WordsField(label="Words")
    hedge_type = AnswerField("hedge_type")
    scope = AnswerField("scope", empty="", initial="claim")
    sourced = forms.ChoiceField(
        label=field_name("sourced"), required=False,
        choices=[("", CHOOSE), ("yes", "yes, the text says who"), ("no", "no, nobody")],
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a row without a type."""
        given = super().clean() or {}
        if not given.get("hedge_type"):
            self.add_error("hedge_type", "Choose the type of the hedge or booster.")
        return given


class FlagForm(RowForm):
    """A bias flag (SCHEME 7.6)."""

    words = WordsField(label="Words")
    bias_flag = AnswerField("bias_flag")
    unsure = forms.BooleanField(label=field_name("unsure"), required=False)
    reason = forms.CharField(label=field_name("reason"), required=False, max_length=500)
    target = forms.CharField(label=field_name("target"), required=False, max_length=200)
    valence = AnswerField("valence", empty="—")

    def clean(self) -> dict[str, Any]:
        """Refuse a row without a flag."""
        given = super().clean() or {}
        if not given.get("bias_flag"):
            self.add_error("bias_flag", "Choose the flag.")
        return given


class TitleForm(RowForm):
    """A name or title in quotation marks, which nobody speaks (SCHEME 8, E)."""

    words = WordsField(label="Words")


class RowFormSet(_FormSet):
    """Rows of one kind."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Withdraw this tag"


def _rows(form: type[RowForm], extra: int) -> Any:
    return forms.formset_factory(
        form, formset=RowFormSet, extra=extra, can_delete=True, can_delete_extra=False, max_num=60, absolute_max=80
    )


RelationRows: Final = _rows(RelationForm, 2)
HedgeRows: Final = _rows(HedgeForm, 2)
FlagRows: Final = _rows(FlagForm, 1)
TitleRows: Final = _rows(TitleForm, 1)
