"""The parts of a shown summary: figures, distributions, blocks, and how a stored record becomes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from annotator.summaries.services import SummaryState
from annotator.tagging.fields import ANSWERS
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
    """Counts by kind."""

    name: str
    reading: str
    rows: tuple[Tally, ...]


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

    def figure(self, name: str, reading: str, found: Record, *, is_main: bool = False) -> Figure:
        """Return an indicator, shown as its display rule allows (SCHEME 9.3)."""
        k, n, display = found["k"], found["n"], found["display"]
        statements, counted = self.links(found["statements"]), f"{k} of {n}"
        if display == "bounds" and "bounds" in found:
            low, high = (100 * bound for bound in found["bounds"])
            share = f"{low:.0f} to {high:.0f} % once finished"
            return Figure(name, reading, f"{counted} so far", share, statements, is_main, False, True, low, high)
        if display in {"share", "faint_share"} and n:
            share = 100 * k / n
            return Figure(
                name, reading, counted, f"{share:.0f} %", statements, is_main, display == "faint_share", False, 0, share
            )
        return Figure(name, reading, counted if n else "nothing to count", "", statements, is_main)

    def tallies(self, field: str, counts: Record, statements: Record | None = None) -> tuple[Tally, ...]:
        """Return the counts of a field that are not zero, in the order of the codebook."""
        most = max([1, *counts.values()])
        return tuple(
            Tally(
                "Not judged" if key == NOT_JUDGED else self.guide.name(field, key),
                count,
                self.links((statements or {}).get(key, ())),
                f"{field}-{key}" if self.guide.find(field, key) else "",
                round(100 * count / most, 1),
            )
            for key, count in in_codebook_order(field, counts)
            if count
        )
