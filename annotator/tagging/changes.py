"""One edit of one tag as a value: what pages, API, imports and accepted suggestions hand to the service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from annotator.detection.base import RoleSpan, SpanRole
from annotator.suggestions.models import Suggestion
from annotator.tagging.codebook import Origin, Polarity, RelationKind, TagKind
from annotator.tagging.fields import FIELDS, LABEL_FIELDS
from annotator.text.spans import Span

_SAID = {"yes": True, "no": False}
SPANLESS = frozenset({TagKind.STATEMENT, TagKind.ARTICLE, TagKind.SOURCING_FLAG})
"""Kinds whose suggestions show their evidence in the text, but whose tags mark no words."""


@dataclass(frozen=True, slots=True)
class Change:
    """Add a tag (`root` None), revise it, or withdraw it.

    `values` are columns of the tag that change (fields.FIELDS), None or "" to clear; `spans` and `evidence` replace
    the old ones, None leaves them. Evidence holds statements or names of documents. `parent` and `denies` may be a
    tag or the root of one, also of one that the same step adds under the id `new_root`.
    """

    kind: TagKind
    root: UUID | None = None
    new_root: UUID | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    spans: tuple[RoleSpan, ...] | None = None
    evidence: tuple[Any, ...] | None = None
    note: str | None = None
    withdraw: bool = False
    origin: Origin = Origin.HAND
    suggestion: Suggestion | None = None


def change_from(suggestion: Suggestion, *, statements: Mapping[str, Any], source: Any = None) -> Change:
    """Return the change that takes a suggestion as it is; `statements` by label resolve what it points to."""
    kind = TagKind(suggestion.kind)
    spans = () if kind in SPANLESS else tuple(suggestion.spans.all())
    values: dict[str, Any] = {key: value for key, value in suggestion.values.items() if key in FIELDS[kind]}
    if kind in LABEL_FIELDS:
        values[LABEL_FIELDS[kind]] = suggestion.label
    if "sourced" in values:
        values["sourced"] = _SAID.get(str(values["sourced"]))
    if "repeats" in values:
        values["repeats"] = statements.get(str(values["repeats"]))
    if "continues" in values:
        values["continues"] = statements.get(str(values["continues"]))
    if source is not None:
        values["source"] = source
    disputing = statements.get(str(suggestion.values.get("disputed_in", ""))) if "contested" in values else None
    return Change(
        kind=kind,
        values=values,
        evidence=(disputing,) if disputing is not None else None,
        spans=tuple(RoleSpan(SpanRole(s.role), Span(s.start, s.end)) for s in spans) or None,
        origin=Origin.SUGGESTION_TAKEN,
        suggestion=suggestion,
    )


def deny_what_is_affirmed(changes: Sequence[Change], affirmed: UUID | None = None) -> list[Change]:
    """Let a suggested denial deny the relation before it: one of this step, else `affirmed` (SCHEME 7.8, rule 7)."""
    found: list[Change] = []
    for change in sorted(changes, key=_place):
        if change.kind == TagKind.RELATION and change.root is None:
            change = replace(change, new_root=change.new_root or uuid4())
            denies = change.values.get("polarity") == Polarity.DENY and "denies" not in change.values
            if denies and affirmed is not None:
                change = replace(change, values={**change.values, "denies": affirmed})
            elif not denies and change.values.get("relation_kind") != RelationKind.ATTITUDE:
                affirmed = change.new_root
        found.append(change)
    return found


def _place(change: Change) -> int:
    return min((s.span.start for s in change.spans or ()), default=0)
