"""Compare findings with a gold annotation: how many statuses are right, which hedge cues are found."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from annotator.detection.base import Finding, FindingKind, Layer, RoleSpan, SpanRole
from annotator.text.spans import Span

_STATUS_LAYER: Final = Layer.ATTRIBUTION


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """The spans of a gold relation."""

    source: Span | None
    cue: Span
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """What the gold annotation says of one statement: its article, label, status, relations and hedge cues."""

    article: str
    label: str
    span: Span
    status: str
    also: str
    """A status that the gold annotation accepts beside its own; empty when there is none."""
    relations: tuple[GoldRelation, ...]
    hedges: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SampleReport:
    """How findings compare with the gold of one text. A hedge or a relation is found when its spans are the same."""

    statements: int
    status_right: int
    status_wrong: tuple[str, ...]
    """One line a wrong status: label, gold, found."""
    hedges: int
    hedges_found: int
    hedges_extra: tuple[Span, ...]
    relations: int
    cues_found: int
    relations_found: int

    def lines(self) -> Iterator[str]:
        """Yield the report in words."""
        yield f"status right: {self.status_right} of {self.statements}"
        yield from (f"  {wrong}" for wrong in self.status_wrong)
        yield f"hedge cues found: {self.hedges_found} of {self.hedges}, extra: {len(self.hedges_extra)}"
        yield f"relations: cue exact {self.cues_found} of {self.relations}, all spans exact {self.relations_found}"


def read_gold(lines: Iterable[str]) -> tuple[GoldStatement, ...]:
    """Read gold statements from JSON lines; empty lines are skipped. Raises ValueError or KeyError on a bad line."""
    return tuple(_gold_statement(json.loads(line)) for line in lines if line.strip())


def compare_with_gold(findings: Sequence[Finding], gold_lines: Iterable[GoldStatement]) -> SampleReport:
    """Count what the findings of one text get right; `gold_lines` are the gold statements of that text."""
    gold = tuple(gold_lines)
    statuses = {
        finding.statement: finding.label
        for finding in findings
        if finding.kind is FindingKind.STATEMENT and finding.layer is _STATUS_LAYER
    }
    wrong = tuple(
        f"{statement.label}: gold {statement.status}, found {statuses.get(statement.label, 'nothing')}"
        for statement in gold
        if statuses.get(statement.label) != statement.status
    )
    hedges = {span for statement in gold for span in statement.hedges}
    found_hedges = {finding.spans[0].span for finding in findings if finding.kind is FindingKind.HEDGE}
    relations = [relation for statement in gold for relation in statement.relations]
    found = {_relation(finding) for finding in findings if finding.kind is FindingKind.RELATION}
    return SampleReport(
        statements=len(gold),
        status_right=len(gold) - len(wrong),
        status_wrong=wrong,
        hedges=len(hedges),
        hedges_found=len(hedges & found_hedges),
        hedges_extra=tuple(sorted(found_hedges - hedges)),
        relations=len(relations),
        cues_found=len({relation.cue for relation in relations} & {relation.cue for relation in found}),
        relations_found=sum(relation in found for relation in relations),
    )


def compare_rows(rows: Iterable[Mapping[str, Any]], gold_lines: Iterable[GoldStatement]) -> SampleReport:
    """Do the same with findings as the command line writes them."""
    return compare_with_gold([_finding(row) for row in rows], gold_lines)


def _finding(row: Mapping[str, Any]) -> Finding:
    spans = tuple(
        RoleSpan(SpanRole(role), Span(part["start"], part["end"]))
        for role, parts in row["spans"].items()
        for part in parts
    )
    kinds = {"layer": Layer(row["layer"]), "kind": FindingKind(row["kind"]), "spans": spans}
    return Finding(**{**row, **kinds})


def _relation(finding: Finding) -> GoldRelation:
    by_role = {role: tuple(part.span for part in finding.spans if part.role is role) for role in SpanRole}
    sources = by_role[SpanRole.SOURCE]
    return GoldRelation(sources[0] if sources else None, by_role[SpanRole.CUE][0], by_role[SpanRole.CONTENT])


def _gold_statement(row: dict[str, Any]) -> GoldStatement:
    return GoldStatement(
        article=row["article"],
        label=row["id"].rpartition("-")[2],
        span=Span(*row["span"]),
        status=row["status"],
        also=row.get("accept_also", {}).get("status", ""),
        relations=tuple(_gold_relation(relation) for relation in row["relations"]),
        hedges=tuple(Span(*hedge["cue"]) for hedge in row["hedges"]),
    )


def _gold_relation(row: dict[str, Any]) -> GoldRelation:
    source = Span(*row["source"]) if row.get("source") else None
    return GoldRelation(source, Span(*row["cue"]), tuple(Span(*part) for part in row["content"]))
