"""What a tag must say to be found. Pure."""

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: a column of tagging.Tag, or `derived_flag`, and the values of which one must stand in it."""

    column: str
    values: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class WantedTag:
    """One tag to be found: every entry of `says` must hold on it, each by at least one of its answers."""

    says: tuple[tuple[Said, ...], ...]
