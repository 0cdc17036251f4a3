"""Who acts: told to the database with every write whose history it keeps, and with nothing else.

The trigger reads the person from a setting of the transaction. It is set just before such a write and taken back just
after it, so no other request that gets the same connection can find it there, and requests that write nothing of this
kind ask the database nothing more.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from annotator.desks.models import User

RECORDED: Final = (
    "desks_desk", "desks_membership", "desks_user", "desks_apitoken", "sources_source", "sources_sourcealias",
    "articles_article", "articles_outlet", "tagging_codebook", "tagging_label", "tagging_guideline", "tagging_tagset",
)  # fmt: skip
_WRITE: Final = re.compile(rf"\s*(?:INSERT INTO|UPDATE|DELETE FROM) \"?(?:{'|'.join(RECORDED)})\b", re.IGNORECASE)
_SET: Final = "SELECT set_config('sourcemark.actor', %s, true)"


@contextmanager
def acting(find_person: Callable[[], Any]) -> Iterator[None]:
    """Let the history name the person for what is written meanwhile; they are looked up at the first such write."""

    def write(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        is_recorded = isinstance(sql, str) and _WRITE.match(sql)
        person = find_person() if is_recorded else None
        if not isinstance(person, User):  # whatever stands for nobody
            return execute(sql, params, many, context)
        with transaction.atomic(savepoint=False):  # the setting ends with a transaction: there has to be one
            _name(str(person.pk))
            done = execute(sql, params, many, context)
            _name("")
            return done

    with connection.execute_wrapper(write):
        yield


def _name(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, [key])


class ActingMiddleware:
    """Let the history name whoever sends a request. The API's own authentication sets `request.user` as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(lambda: getattr(request, "user", None)):
            return self.get_response(request)
