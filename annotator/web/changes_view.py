"""What changed since an earlier summary of the same tags, as the summary's page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from annotator.summaries.comparison import (
    Comparison,
    Count,
    FigureChange,
    Obstacle,
    compare_records,
)
from annotator.summaries.models import KeptSummary
from annotator.summaries.records import AttentionItem
from annotator.web.figure_names import BLOCKS, FIGURES, KINDS, MAIN
from annotator.web.summary_parts import NOT_JUDGED, Attention, Record, RecordReader, StatementLink

OBSTACLES: Final = {
    Obstacle.METHOD: "It was computed by method {before}, and this one by method {after}",
    Obstacle.SCHEME: "It followed codebook {before}, and this one follows codebook {after}",
}


@dataclass(frozen=True, slots=True)
class KeptChoice:
    """An earlier summary to compare with."""

    key: UUID
    revision: int
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after."""

    block: str
    name: str
    before: str
    after: str
    entered: tuple[StatementLink, ...]
    left: tuple[StatementLink, ...]


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What is different since the chosen earlier summary; `obstacle` says why nothing was compared."""

    since: KeptChoice
    choices: tuple[KeptChoice, ...]
    obstacle: str
    is_unchanged: bool
    coverage: Change | None
    main: tuple[Change, ...]
    others: tuple[Change, ...]
    came: tuple[Attention, ...]
    gone: tuple[Attention, ...]
    sources_came: str
    sources_gone: str


def view_changes(
    kept: KeptSummary, choices: tuple[KeptChoice, ...], record: Record, reader: RecordReader
) -> ChangesView:
    """Return what is different in `record` since a kept summary."""
    found = compare_records(kept.record, record)
    changes = [(change.name in MAIN and not change.kind, _change(change, reader)) for change in found.figures]
    return ChangesView(
        since=KeptChoice(kept.pk, kept.revision, kept.computed_at),
        choices=choices,
        obstacle=_obstacle(found, kept.record, record),
        is_unchanged=found.is_unchanged,
        coverage=_coverage(found),
        main=tuple(change for is_main, change in changes if is_main),
        others=tuple(change for is_main, change in changes if not is_main),
        came=_attention(found.came, reader),
        gone=_attention(found.gone, reader),
        sources_came=", ".join(name or "unnamed" for name in found.sources_came),
        sources_gone=", ".join(name or "unnamed" for name in found.sources_gone),
    )


def _obstacle(found: Comparison, earlier: Record, later: Record) -> str:
    if found.obstacle is None:
        return ""
    key = {Obstacle.METHOD: "method_version", Obstacle.SCHEME: "scheme"}[found.obstacle]
    return OBSTACLES[found.obstacle].format(before=earlier[key], after=later[key])


def _coverage(found: Comparison) -> Change | None:
    before, after = found.coverage_before, found.coverage_after
    if before == after:
        return None
    return Change("", "Finished statements", _counted(before), _counted(after), (), ())


def _change(change: FigureChange, reader: RecordReader) -> Change:
    return Change(
        BLOCKS[change.block],
        _name(change, reader),
        _counted(change.before),
        _counted(change.after),
        reader.links(change.entered),
        reader.links(change.left),
    )


def _counted(count: Count) -> str:
    return str(count.k) if count.n is None else f"{count.k} of {count.n}"


def _name(change: FigureChange, reader: RecordReader) -> str:
    if change.name == "admiralty":
        letter, number = (("not judged" if key == NOT_JUDGED else key) for key in change.kind.split("/"))
        return f"Reliability {letter}, credibility {number}"
    if change.name == "unsure":
        return "Bias flags: unsure"
    if change.name in KINDS:
        field, title, _ = KINDS[change.name]
        return f"{title}: {reader.guide.name(field, change.kind)}"
    title = FIGURES[change.name][0]
    return f"{title}: {reader.guide.name('hedge_type', change.kind)}" if change.kind else title


def _attention(items: Iterable[AttentionItem], reader: RecordReader) -> tuple[Attention, ...]:
    return tuple(Attention(item.sentence, reader.links([item.statement])[0]) for item in items)
