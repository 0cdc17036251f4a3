"""The parts of a shown summary: figures, distributions, blocks, and how a stored record becomes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from annotator.summaries.services import SummaryState
from annotator.tagging.fields import ANSWERS
from annotator.web.figure_names import FIGURES, KINDS, MAIN
from annotator.web.guide import CodebookGuide

NOT_JUDGED: Final = "not_judged"
LETTERS: Final = ("A", "B", "C", "D", "E", "F", NOT_JUDGED)
NUMBERS: Final = ("1", "2", "3", "4", "5", "6", NOT_JUDGED)
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StatementLink:
    """A statement by its label."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as k of n. `low` and `high` bound the bar in per cent; without them it is a count and no share."""

    name: str
    reading: str
    counted: str
    share: str
    statements: tuple[StatementLink, ...]
    is_main: bool = False
    is_faint: bool = False
    is_range: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def width(self) -> float:
        """Return the width of the bar's dark part."""
        return round((self.high or 0) - (self.low or 0), 2)


@dataclass(frozen=True, slots=True)
class Tally:
    """One row of a distribution."""

    name: str
    count: int
    statements: tuple[StatementLink, ...] = ()
    anchor: str = ""
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Distribution:
    """Counts by kind, each of `of`."""

    name: str
    reading: str
    rows: tuple[Tally, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Block:
    """One of the four blocks."""

    key: str
    title: str
    question: str
    figures: tuple[Figure, ...]
    distributions: tuple[Distribution, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AdmiraltyRow:
    """One letter with the counts of its numbers and its margin."""

    letter: str
    name: str
    cells: tuple[tuple[int, tuple[StatementLink, ...]], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to look at."""

    sentence: str
    statement: StatementLink


@dataclass(frozen=True, slots=True)
class SummaryView:
    """Everything that a summary's page shows."""

    state: SummaryState
    done: int
    of: int
    is_incomplete: bool
    blocks: tuple[Block, ...]
    attention: tuple[Attention, ...]
    admiralty: tuple[AdmiraltyRow, ...]
    admiralty_numbers: tuple[tuple[str, str], ...]
    admiralty_totals: tuple[int, ...]
    admiralty_all: int
    facts: tuple[tuple[str, str], ...]
    revision: int
    scheme: str
    method: str
    computed_at: datetime
    whose: str
    is_leading: bool


def in_codebook_order(field: str, found: Record) -> list[tuple[str, Any]]:
    """Return the entries of a stored mapping in the order of the codebook; the database keeps none."""
    keys = [*(key.value for key in ANSWERS[field]), NOT_JUDGED]
    return [(key, found[key]) for key in keys if key in found]


@dataclass(frozen=True, slots=True)
class RecordReader:
    """What is needed to read a stored record: its article, the addresses of statements, the codebook."""

    slug: str
    base: str
    guide: CodebookGuide

    def links(self, references: Iterable[str]) -> tuple[StatementLink, ...]:
        """Return the statements that a figure counted."""
        labels = dict.fromkeys(reference.removeprefix(f"{self.slug}-") for reference in references)
        return tuple(StatementLink(label, f"{self.base}#{label}") for label in labels)

    def named_figure(self, name: str, block: Record, beside: str = "") -> Figure:
        """Return a figure of a block by its name in the record; `beside` is added to how it is read."""
        title, reading = FIGURES[name]
        return self.figure(title, f"{reading} {beside}".rstrip(), block[name], is_main=name in MAIN)

    def figure(self, name: str, reading: str, found: Record, *, is_main: bool = False) -> Figure:
        """Return an indicator, shown as its display rule allows (SCHEME 9.3)."""
        k, n, display = found["k"], found["n"], found["display"]
        low, high = (100 * bound for bound in found.get("bounds", (0, 1)))
        once_finished = f"{low:.0f} to {high:.0f} % once finished" if "bounds" in found else ""
        figure = Figure(name, reading, f"{k} of {n}", "", self.links(found["statements"]), is_main)
        if display == "bounds" and once_finished:
            counted = f"{k} of {n} so far"
            return replace(figure, counted=counted, share=once_finished, is_range=True, low=low, high=high)
        if once_finished:
            figure = replace(figure, reading=f"{reading} {once_finished.capitalize()}.".lstrip())
        if display in {"share", "faint_share"} and n:
            share, is_faint = 100 * k / n, display == "faint_share"
            return replace(figure, share=f"{share:.0f} %", is_faint=is_faint, low=0, high=share)
        return figure if n else replace(figure, counted="nothing to count")

    def distribution(self, name: str, block: Record, statements: str, *, beside: int = 0) -> Distribution:
        """Return a distribution of a block; its rows are of all that it counts and of `beside` others.

        A record of an older method may lack the statements; it is shown for seconds until it is computed again.
        """
        field, title, reading = KINDS[name]
        of = sum(block[name].values()) + beside
        return Distribution(title, reading, self.tallies(field, block[name], block.get(statements, {}), of=of), of)

    def tallies(self, field: str, counts: Record, statements: Record, *, of: int) -> tuple[Tally, ...]:
        """Return the counts of a field that are not zero, in the order of the codebook; bars are shares of `of`."""
        return tuple(
            Tally(
                "Not judged" if key == NOT_JUDGED else self.guide.name(field, key),
                count,
                self.links(statements.get(key, ())),
                f"{field}-{key}" if self.guide.find(field, key) else "",
                round(100 * count / of, 1),
            )
            for key, count in in_codebook_order(field, counts)
            if count
        )
