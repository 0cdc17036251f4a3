"""Which relations of several people are the same one, so that their values can be compared."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from annotator.review.agreement.spans import pair_up, shared_length
from annotator.tagging.records import Relation
from annotator.text.spans import Span

Thing = TypeVar("Thing")
Row = list[Thing | None]


def align(people: Sequence[Sequence[Relation]]) -> tuple[tuple[Relation | None, ...], ...]:
    """Return the relations of a statement in rows: one row a relation, one column a person, None where it is missing.

    Two relations are the same when their cues overlap; those that find no partner so are the same when their sources
    and contents overlap, taken together.
    """
    return align_by(people, (_shared_cue, _shared_rest))


def align_by(
    people: Sequence[Sequence[Thing]], measures: Sequence[Callable[[Thing, Thing], int]]
) -> tuple[tuple[Thing | None, ...], ...]:
    """Return things in rows of those that are the same one: one column a person, None where it is missing.

    Two things may be the same when they share something by a measure; the measures are asked in their order. One thing
    has at most one partner a person, the one with which it shares most. With three people or more, each person's
    things are compared with the rows found before, in the order of the columns. A row with one thing has no partner.
    """
    rows: list[Row[Thing]] = []
    for column, things in enumerate(people):
        left_over = list(things)
        for measure in measures:
            open_rows = [row for row in rows if row[column] is None]
            pairs = pair_up(open_rows, left_over, _most_shared(measure))
            for i, j in pairs:
                open_rows[i][column] = left_over[j]
            taken = {j for _, j in pairs}
            left_over = [thing for j, thing in enumerate(left_over) if j not in taken]
        for thing in left_over:
            rows.append([None] * len(people))
            rows[-1][column] = thing
    return tuple(tuple(row) for row in rows)


def _most_shared(measure: Callable[[Thing, Thing], int]) -> Callable[[Row[Thing], Thing], int]:
    return lambda row, thing: max(measure(other, thing) for other in row if other is not None)


def _shared_cue(one: Relation, two: Relation) -> int:
    return shared_length(one.cue, two.cue) if one.cue and two.cue else 0


def _shared_rest(one: Relation, two: Relation) -> int:
    return sum(shared_length(a, b) for a in _rest(one) for b in _rest(two))


def _rest(relation: Relation) -> tuple[Span, ...]:
    return relation.content if relation.source is None else (relation.source, *relation.content)
