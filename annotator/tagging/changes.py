"""One edit of one tag as a value: what pages, API, imports and accepted suggestions hand to the service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from annotator.detection.base import RoleSpan, SpanRole
from annotator.suggestions.models import Suggestion
from annotator.tagging.codebook import Origin, TagKind
from annotator.tagging.fields import FIELDS, LABEL_FIELDS
from annotator.text.spans import Span

_SAID = {"yes": True, "no": False}


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
    return Change(
        kind=kind,
        values=values,
        spans=tuple(RoleSpan(SpanRole(s.role), Span(s.start, s.end)) for s in suggestion.spans.all()) or None,
        origin=Origin.SUGGESTION_TAKEN,
        suggestion=suggestion,
    )
