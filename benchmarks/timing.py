"""How figures are taken and printed."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure with what was promised for it."""

    name: str
    value: float
    unit: str
    promised: float | None = None
    note: str = ""
    is_floor: bool = False
    """The promise is a least value, not a most one."""

    def line(self) -> str:
        """Return the figure as one line of a table."""
        side = "over" if self.is_floor else "under"
        promise = f"{side} {self.promised:g} {self.unit}" if self.promised is not None else ""
        verdict = "" if self.promised is None else "kept" if self._is_kept(self.promised) else "MISSED"
        return f"{self.name:<52} {self.value:>10.2f} {self.unit:<8} {promise:<20} {verdict:<7} {self.note}".rstrip()

    def _is_kept(self, promised: float) -> bool:
        return self.value > promised if self.is_floor else self.value < promised


def median_ms(work: Callable[[], object], *, rounds: int = 31) -> float:
    """Return the median of several rounds in milliseconds, after one round that warms up."""
    work()
    return statistics.median(_once(work) for _ in range(rounds)) * 1000


def _once(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
