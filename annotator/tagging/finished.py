"""Which statements of tag sets are finished, read from the few columns that this hangs on.

Lists ask this about hundreds of articles at once; the rule itself stays where it is, in `derive.is_finished`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from annotator.detection.base import SpanRole
from annotator.tagging import codebook as cb
from annotator.tagging.derive import is_finished
from annotator.tagging.models import Tag, TagSpan
from annotator.tagging.records import CertaintyCue, Relation, StatementTags, StatementValues
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind

KINDS: Final = (cb.TagKind.STATEMENT.value, cb.TagKind.RELATION.value, cb.TagKind.HEDGE.value)
COLUMNS: Final = ("pk", "tag_set_id", "statement_id", "kind", "claim_type", "status", "continues_id", "relation_kind",
                  "parent_id", "source_type", "hedge_type", "sourced")  # fmt: skip
Spans = Mapping[UUID, Mapping[str, list[Span]]]


def finished_statements(tag_sets: Iterable[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """Return the statements whose required core is there, by tag set, in two queries. Sets without any are missing."""
    keys = list(tag_sets)
    tags = Tag.objects.current().filter(tag_set__in=keys, kind__in=KINDS).order_by()
    rows: Mapping[tuple[UUID, UUID], list[Any]] = defaultdict(list)
    for row in tags.values_list(*COLUMNS, named=True):
        rows[row.tag_set_id, row.statement_id].append(row)
    spans = _spans_of(row.pk for found in rows.values() for row in found if row.kind == cb.TagKind.RELATION)
    done: Mapping[UUID, set[UUID]] = defaultdict(set)
    for (tag_set, statement), found in rows.items():
        if is_finished(_core(found, spans)):
            done[tag_set].add(statement)
    return {tag_set: frozenset(statements) for tag_set, statements in done.items()}


def _spans_of(relations: Iterable[UUID]) -> Spans:
    found: dict[UUID, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    spans = TagSpan.objects.filter(tag__in=list(relations)).order_by()
    for tag, role, start, end in spans.values_list("tag_id", "role", "start", "end"):
        found[tag][role].append(Span(start, end))
    return found


def _core(rows: Iterable[Any], spans: Spans) -> StatementTags:
    """Return a record that says as much about a statement as `is_finished` asks."""
    by_kind: Mapping[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    values = by_kind[cb.TagKind.STATEMENT]
    return StatementTags(
        reference="",
        label="",
        kind=SegmentKind.BODY,
        span=Span(0, 1),
        paragraph=-1,
        values=_values(values[0]) if values else StatementValues(),
        relations=tuple(_relation(row, spans[row.pk]) for row in by_kind[cb.TagKind.RELATION]),
        hedges=tuple(
            CertaintyCue(str(row.pk), cb.HedgeType(row.hedge_type), Span(0, 1), sourced=row.sourced)
            for row in by_kind[cb.TagKind.HEDGE]
        ),
    )


def _values(row: Any) -> StatementValues:
    return StatementValues(
        claim_type=cb.ClaimType(row.claim_type) if row.claim_type else None,
        status=cb.Status(row.status) if row.status else None,
        continues=str(row.continues_id) if row.continues_id else None,
    )


def _relation(row: Any, spans: Mapping[str, list[Span]]) -> Relation:
    return Relation(
        id=str(row.pk),
        kind=cb.RelationKind(row.relation_kind),
        cue=next(iter(spans.get(SpanRole.CUE, ())), None),
        content=tuple(spans.get(SpanRole.CONTENT, ())),
        source=next(iter(spans.get(SpanRole.SOURCE, ())), None),
        source_type=cb.SourceType(row.source_type) if row.source_type else None,
        parent=str(row.parent_id) if row.parent_id else None,
    )
