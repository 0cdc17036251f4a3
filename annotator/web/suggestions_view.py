"""Suggestions as pages show them: what, on which words, why, how likely."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from annotator.detection.base import Finding, SpanRole
from annotator.suggestions.models import Decision, Suggestion, SuggestionSpan
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import ANSWERS, LABEL_FIELDS
from annotator.web.guide import CodebookGuide
from annotator.web.words import KIND_NAMES, ROLE_NAMES, field_name

SPANS: Final = "fetched_spans"
NAMED: Final = frozenset({*ANSWERS, "derived_flag"})
"""Values that the codebook has words for."""


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """One suggestion. `values` are the answers that it proposes beside its label; `words` its words by role."""

    pk: UUID
    kind: str
    name: str
    anchor: str
    words: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, str], ...]
    evidence: str
    percent: int
    decision: str
    is_stale: bool


def view_suggestions(
    suggestions: Iterable[Suggestion], text: str, guide: CodebookGuide, decisions: Mapping[UUID, Decision] | None = None
) -> tuple[SuggestionView, ...]:
    """Return suggestions ready for a page, with what the person decided about each."""
    return tuple(_view(suggestion, text, guide, (decisions or {}).get(suggestion.pk)) for suggestion in suggestions)


def _view(suggestion: Suggestion, text: str, guide: CodebookGuide, decision: Decision | None) -> SuggestionView:
    field = label_field(suggestion)
    spans = spans_of(suggestion)
    return SuggestionView(
        pk=suggestion.pk,
        kind=KIND_NAMES.get(suggestion.kind, suggestion.kind),
        name=guide.name(field, suggestion.label),
        anchor=f"{field}-{suggestion.label}" if guide.find(field, suggestion.label) else "",
        words=tuple((ROLE_NAMES[SpanRole(s.role)], text[s.start : s.end]) for s in spans),
        values=tuple(
            (field_name(key), guide.name(key, str(value)) if key in NAMED else str(value))
            for key, value in suggestion.values.items()
            if value and (key, value) != (field, suggestion.label)
        ),
        evidence=suggestion.evidence,
        percent=round(100 * suggestion.score),
        decision=decision.value if decision else "",
        is_stale=suggestion.is_stale,
    )


def spans_of(suggestion: Suggestion) -> Iterable[SuggestionSpan]:
    """Return the spans of a suggestion: fetched as plain values where there are many suggestions."""
    fetched: Iterable[SuggestionSpan] | None = getattr(suggestion, SPANS, None)
    return suggestion.spans.all() if fetched is None else fetched


def label_field(suggestion: Suggestion | Finding) -> str:
    """Return the field of the codebook that a suggestion's label belongs to."""
    kind = TagKind(suggestion.kind)
    if kind in LABEL_FIELDS:
        return LABEL_FIELDS[kind]
    named = (name for name, value in suggestion.values.items() if value == suggestion.label)
    return next(named, suggestion.kind)
