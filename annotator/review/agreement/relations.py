"""Which relations of several people are the same one, so that their values can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.review.agreement.spans import pair_up, shared_length
from annotator.tagging.records import Relation
from annotator.text.spans import Span


@dataclass(slots=True)
class _Group:
    """The relations of different people that are one; `members` holds one place a person."""

    members: list[Relation | None]

    @property
    def relations(self) -> list[Relation]:
        return [relation for relation in self.members if relation is not None]


def align(people: Sequence[Sequence[Relation]]) -> tuple[tuple[Relation | None, ...], ...]:
    """Return the relations of a statement in rows: one row a relation, one column a person, None where it is missing.

    Two relations are the same when their cues overlap; those that find no partner so are the same when their sources
    and contents overlap, taken together. One relation has at most one partner a person, the one with which it shares
    most. With three people or more, each person's relations are compared with the rows found before, in the order of
    the columns. A row with one relation has no partner and is compared with nothing.
    """
    groups: list[_Group] = []
    for column, relations in enumerate(people):
        left_over = list(relations)
        for shared in (_shared_cue, _shared_rest):
            open_groups = [group for group in groups if group.members[column] is None]
            pairs = pair_up(open_groups, left_over, shared)
            for i, j in pairs:
                open_groups[i].members[column] = left_over[j]
            taken = {j for _, j in pairs}
            left_over = [relation for j, relation in enumerate(left_over) if j not in taken]
        for relation in left_over:
            groups.append(_Group([None] * len(people)))
            groups[-1].members[column] = relation
    return tuple(tuple(group.members) for group in groups)


def _shared_cue(group: _Group, relation: Relation) -> int:
    cue = relation.cue
    if cue is None:
        return 0
    return max(shared_length(cue, other.cue) if other.cue else 0 for other in group.relations)


def _shared_rest(group: _Group, relation: Relation) -> int:
    return max(
        sum(shared_length(one, two) for one in _rest(relation) for two in _rest(other)) for other in group.relations
    )


def _rest(relation: Relation) -> tuple[Span, ...]:
    return relation.content if relation.source is None else (relation.source, *relation.content)
