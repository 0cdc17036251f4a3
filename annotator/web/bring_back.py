"""Make the tags of a statement what they were before, by further revisions. Nothing in the history is lost."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from annotator.tagging.changes import Change
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import FIELDS
from annotator.tagging.reading import TagRow

# Their history goes on in the same tag even after it was withdrawn (tagging.reading.last_rows).
GOES_ON = frozenset({TagKind.STATEMENT, TagKind.SOURCING_FLAG})


def changes_back(rows: Sequence[TagRow], at: datetime) -> list[Change]:
    """Return the changes that lead from the newest revisions to those that stood at a time; rows come newest first."""
    now = _standing(rows)
    then = _standing(row for row in rows if row.tag.made_at <= at)
    changes = [_restored(row, now[root]) for root, row in then.items() if not row.tag.withdrawn]
    gone = [row for root, row in now.items() if root not in then or then[root].tag.withdrawn]
    withdrawals = (
        Change(kind=TagKind(r.tag.kind), root=r.tag.root_id, withdraw=True) for r in gone if not r.tag.withdrawn
    )
    return [*withdrawals, *changes]


def _standing(rows: Iterable[TagRow]) -> dict[UUID, TagRow]:
    """Return the newest of these revisions for each tag."""
    replaced: set[UUID | None] = set()
    found: dict[UUID, TagRow] = {}
    listed = list(rows)
    replaced.update(row.tag.replaces_id for row in listed)
    for row in listed:
        if row.tag.pk not in replaced:
            found[row.tag.root_id] = row
    return found


def _restored(row: TagRow, now: TagRow) -> Change:
    kind = TagKind(row.tag.kind)
    goes_on = kind in GOES_ON or not now.tag.withdrawn
    values = {name: _value(row, name) for name in FIELDS[kind]}
    return Change(
        kind=kind,
        root=row.tag.root_id if goes_on else None,
        values=values,
        spans=row.spans,
        evidence=row.evidence,
        note=row.tag.note,
    )


def _value(row: TagRow, name: str) -> object:
    return getattr(row.tag, f"{name}_id") if name in ("parent", "denies") else getattr(row.tag, name)
