"""Who gets which pass when several articles are reviewed at once. Pure and repeatable: the same seed, the same plan."""

from collections.abc import Collection, Mapping, Sequence
from random import Random
from uuid import UUID

Pair = tuple[UUID, UUID]


def draw_passes(
    articles: Sequence[UUID],
    people: Sequence[UUID],
    *,
    places: int,
    loads: Mapping[UUID, int],
    unfit: Collection[Pair] = (),
    seed: int,
) -> Mapping[UUID, tuple[UUID, ...]]:
    """Return for each article the people who get its passes, as even as their present loads allow.

    Each article goes to those who have least so far, ties are drawn; nobody gets two passes of one article, and no pair
    of article and person in `unfit` is drawn. Where too few people are fit, places stay free.
    """
    dice = Random(seed)  # noqa: S311 - a fair draw that can be repeated, not a secret
    have = {person: loads.get(person, 0) for person in people}
    drawn: dict[UUID, tuple[UUID, ...]] = {}
    for article in articles:
        fit = [person for person in people if (article, person) not in unfit]
        dice.shuffle(fit)
        chosen = sorted(fit, key=lambda person: have[person])[:places]
        for person in chosen:
            have[person] += 1
        drawn[article] = tuple(chosen)
    return drawn
