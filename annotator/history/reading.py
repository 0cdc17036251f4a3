"""The history as somebody may see it, a page or the whole of it, the newest first.

Every table is read by itself, newest first behind the last entry seen (keyset), and all are merged: so a page costs the
same number of queries wherever it begins, and what comes in meanwhile neither shifts nor repeats anything.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.desks.policy import may_anywhere
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.history.entries import STREAMS, Entry, Stream, entries_of
from annotator.history.kinds import Kind
from annotator.history.seeing import Onlooker, onlooker

A_PAGE: Final = 50
CHUNK: Final = 500
Row = tuple[Stream, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for. Both days belong to them, in the time zone of the desk."""

    kinds: frozenset[Kind] = frozenset(Kind)
    person: str = ""
    """User name of who did it."""
    article: str = ""
    """Slug."""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the newest first, and where the next page begins: empty on the last one."""

    entries: tuple[Entry, ...]
    following: str


def read_page(*, user: Any, wanted: Wanted, cursor: str = "", size: int = A_PAGE) -> Page:
    """Return a page of what the person may see. Raises DomainError `cursor_unknown` for a cursor of another list."""
    who = onlooker(user)
    if who is None:
        return Page((), "")
    behind = _read_cursor(cursor) if cursor else None
    try:
        found = [list(_tag(stream, rows[: size + 1])) for stream, rows in _chosen(who, wanted, behind)]
    except (DataError, ValidationError, ValueError) as error:  # the key in the cursor is none of that table
        if behind is None:
            raise
        raise _no_cursor() from error
    rows = list(islice(_merged(found), size + 1))
    following = _cursor_of(rows[size - 1]) if len(rows) > size else ""
    return Page(tuple(entries_of(who.person, rows[:size])), following)


def refuse_export(user: Any) -> None:
    """Raise DomainError `not_allowed` where the person may export on no desk."""
    if not may_anywhere(user, Permission.EXPORT):
        raise DomainError("not_allowed", "Only editors of a desk export its history.")


def read_all(*, user: User, wanted: Wanted) -> Iterator[Entry]:
    """Yield everything that the person may see, all as it was at the moment of the first entry, in constant memory."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        who = onlooker(user)
        if who is None:
            return
        rows = _merged(_tag(stream, rows.iterator(chunk_size=CHUNK)) for stream, rows in _chosen(who, wanted, None))
        while chunk := list(islice(rows, CHUNK)):
            yield from entries_of(user, chunk)


def _tag(stream: Stream, rows: Iterable[Any]) -> Iterator[Row]:
    return ((stream, row) for row in rows)


def _merged(streams: Iterable[Iterable[Row]]) -> Iterator[Row]:
    return merge(*streams, key=_moment_of, reverse=True)


def _moment_of(row: Row) -> datetime:
    moment: datetime = getattr(row[1], row[0].moment)
    return moment


def _chosen(
    who: Onlooker, wanted: Wanted, behind: tuple[datetime, int, Any] | None
) -> Iterator[tuple[Stream, models.QuerySet[Any]]]:
    """Yield the rows of each table that are asked for, in the order of the history."""
    condition = _keys_of(wanted)
    if condition is None:
        return
    for number, stream in enumerate(STREAMS):
        if stream.kind not in wanted.kinds or (wanted.article and not stream.article):
            continue
        rows = stream.rows(who).filter(_asked_of(stream, wanted, condition), _behind(stream, number, behind))
        shown = rows.select_related(*stream.around).defer(*stream.unread)
        yield stream, shown.order_by(f"-{stream.moment}", "-pk")


def _keys_of(wanted: Wanted) -> dict[str, UUID] | None:
    """Return the keys of person and article that are asked for; None where there are none of that name."""
    keys: dict[str, UUID] = {}
    if wanted.person:
        person = User.objects.filter(username=wanted.person).values_list("pk", flat=True).first()
        if person is None:
            return None
        keys["person"] = person
    if wanted.article:
        article = Article.objects.filter(slug=wanted.article).order_by("pk").values_list("pk", flat=True).first()
        if article is None:
            return None
        keys["article"] = article
    return keys


def _asked_of(stream: Stream, wanted: Wanted, keys: dict[str, UUID]) -> Q:
    asked = Q()
    if "person" in keys:
        asked &= Q(**{stream.who: keys["person"]})
    if "article" in keys:
        asked &= Q(**{stream.article: keys["article"]})
    if wanted.since:
        asked &= Q(**{f"{stream.moment}__gte": _midnight(wanted.since)})
    if wanted.until and wanted.until < date.max:
        asked &= Q(**{f"{stream.moment}__lt": _midnight(wanted.until + timedelta(days=1))})
    return asked


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _behind(stream: Stream, number: int, behind: tuple[datetime, int, Any] | None) -> Q:
    """Return the condition on rows of one table that they come after an entry, which may be of another table."""
    if behind is None:
        return Q()
    moment, place, key = behind
    older = Q(**{f"{stream.moment}__lt": moment})
    if number < place:
        return older
    at_most = Q(**{f"{stream.moment}__lte": moment})  # alone, it lets the index find the place
    return at_most if number > place else at_most & (older | Q(pk__lt=key))


def _cursor_of(row: Row) -> str:
    stream, one = row
    parts = [_moment_of(row).isoformat(), STREAMS.index(stream), str(one.pk)]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, int, Any]:
    try:
        moment, place, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        found = datetime.fromisoformat(moment), int(place), str(key)
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise _no_cursor() from error
    if found[0].tzinfo is None or "\x00" in found[2]:
        raise _no_cursor()
    return found


def _no_cursor() -> DomainError:
    return DomainError("cursor_unknown", "This is no page of the history: begin with the first one.", field="cursor")
