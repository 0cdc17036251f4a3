"""What a tag looks like as plain JSON: the one shape that the API answers with and the workbench reads."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from annotator.articles.models import Statement
from annotator.detection.base import RoleSpan
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import FIELDS
from annotator.tagging.reading import TagRow, standing_source

STATEMENT_FIELDS = ("continues", "repeats")
TAG_FIELDS = ("source", "parent", "denies")


def tag_shape(row: TagRow, *, slug: str, text: str) -> dict[str, Any]:
    """Return a tag of the article `slug` with these words as plain values.

    Positions are code points of the text, ends exclusive; an answer that was not given is None.
    """
    tag = row.tag
    return {
        "id": str(tag.root_id),
        "revision_id": str(tag.pk),
        "replaces": str(tag.replaces_id) if tag.replaces_id else None,
        "kind": tag.kind,
        "tag_set": str(tag.tag_set_id),
        "article": slug,
        "statement": str(tag.statement_id) if tag.statement_id else None,
        "reference": f"{slug}-{tag.statement.label}" if tag.statement else None,
        "values": value_shapes(row),
        "source_name": standing_source(tag.source).name if tag.source else None,
        "spans": span_shapes(row.spans, text),
        "evidence": [e.reference if isinstance(e, Statement) else e for e in row.evidence],
        "note": tag.note,
        "made_by": tag.made_by.username,
        "made_at": tag.made_at.isoformat().replace("+00:00", "Z"),
        "origin": tag.origin,
        "suggestion": str(tag.suggestion_id) if tag.suggestion_id else None,
        "scheme_version": tag.scheme_version,
        "withdrawn": tag.withdrawn,
    }


def value_shapes(row: TagRow) -> dict[str, Any]:
    """Return the answers of a tag by field, None where there is none."""
    return {name: _value(row, name) for name in FIELDS[TagKind(row.tag.kind)]}


def _value(row: TagRow, name: str) -> Any:
    if name in STATEMENT_FIELDS:
        statement: Statement | None = getattr(row.tag, name)
        return statement.reference if statement else None
    if name in TAG_FIELDS:
        key: UUID | None = getattr(row.tag, f"{name}_id")
        return str(key) if key else None
    value = getattr(row.tag, name)
    return None if value == "" else value


def span_shapes(spans: Iterable[RoleSpan], text: str) -> list[dict[str, Any]]:
    """Return spans with their words, in the order of the text."""
    return [
        {"role": s.role.value, "start": s.span.start, "end": s.span.end, "exact": s.span.of(text)}
        for s in sorted(spans, key=lambda s: (s.span, s.role))
    ]
