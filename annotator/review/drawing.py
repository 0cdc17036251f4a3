"""Who gets which pass when several articles are reviewed at once. Pure and repeatable: the same seed, the same plan."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from random import Random
from types import MappingProxyType
from typing import Final
from uuid import UUID

Pair = tuple[UUID, UUID]
NONE: Final[Mapping[UUID, float]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who gets the passes of an article. `held_back` are those who could have had one of its free places, but for the
    limit on what they get."""

    people: tuple[UUID, ...]
    held_back: tuple[UUID, ...] = ()


def draw_passes(
    articles: Sequence[UUID],
    people: Sequence[UUID],
    *,
    places: int,
    loads: Mapping[UUID, int],
    weights: Mapping[UUID, float] = NONE,
    most: Mapping[UUID, float] = NONE,
    unfit: Collection[Pair] = (),
    seed: int,
) -> Mapping[UUID, Drawn]:
    """Return for each article the people who get its passes, in proportion to their weights (1 where none is named).

    Each article goes to those who are furthest below their share, what they have to submit already included; ties are
    drawn. Nobody gets two passes of one article, none of an article in `unfit` with them, and no more than `most`
    of them in all (as many as there are where none is named). Where too few people are left, places stay free.
    """
    dice = Random(seed)  # noqa: S311 - a fair draw that can be repeated, not a secret
    have = {person: loads.get(person, 0) for person in people}
    left = {person: most.get(person, inf) for person in people}
    drawn: dict[UUID, Drawn] = {}
    for article in articles:
        fit = [person for person in people if (article, person) not in unfit]
        able = [person for person in fit if left[person] >= 1]
        dice.shuffle(able)
        chosen = sorted(able, key=lambda person: _fill(have[person], weights.get(person, 1.0)))[:places]
        for person in chosen:
            have[person] += 1
            left[person] -= 1
        held_back = [person for person in fit if person not in able] if len(chosen) < places else []
        drawn[article] = Drawn(tuple(chosen), tuple(held_back))
    return drawn


def _fill(passes: int, weight: float) -> float:
    """Return how full a share is with half a pass more (Sainte-Laguë): no bias for or against small weights."""
    return (passes + 0.5) / weight
