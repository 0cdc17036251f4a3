"""Pages of lists, found by the last row seen (keyset), so that new rows never shift or repeat what follows."""

import base64
import binascii
import json
from functools import reduce
from typing import Any, TypeVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError
from django.db.models import Model, Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

Row = TypeVar("Row", bound=Model)
DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class KeysetPagination(BasePagination):
    """Cut a list by the `keyset` of its view: the names it is ordered by, the last of them unique."""

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        """Return one page of rows and remember where the next begins."""
        self.request = request
        keyset: tuple[str, ...] = getattr(view, "keyset", ("id",))
        limit = _limit(request.query_params.get("limit", ""))
        rows = queryset.order_by(*keyset)
        if cursor := request.query_params.get("cursor"):
            page = _after(rows, keyset, cursor, limit + 1)
        else:
            page = list(rows[: limit + 1])
        self.next_cursor = _cursor_of(page[limit - 1], keyset) if len(page) > limit else None
        return page[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with the address of the next one."""
        return Response({"next": self._next_address(), "results": data})

    def _next_address(self) -> str | None:
        if self.next_cursor is None:
            return None
        return replace_query_param(self.request.build_absolute_uri(), "cursor", self.next_cursor)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page."""
        return page_schema(schema)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Describe the parameters that choose a page."""
        limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
        return [
            _parameter("cursor", {"type": "string"}, "Where the page begins: taken from `next` of the page before."),
            _parameter("limit", limit, "How many results a page has."),
        ]


def page_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI schema of a page of things."""
    following = {"type": ["string", "null"], "format": "uri", "description": "The next page; null on the last one."}
    return {
        "type": "object",
        "required": ["next", "results"],
        "properties": {"next": following, "results": schema},
    }


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _limit(value: str) -> int:
    if not value:
        return DEFAULT_LIMIT
    if not value.isascii() or not value.isdigit() or len(value) > 6 or int(value) == 0:
        raise ValidationError({"limit": f"A number from 1 to {MAX_LIMIT} is needed."})
    return min(int(value), MAX_LIMIT)


def _after(rows: QuerySet[Row], keyset: tuple[str, ...], cursor: str, most: int) -> list[Row]:
    """Return the rows behind the cursor. Raises ValidationError where the cursor is none of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return list(rows.filter(_behind(keyset, values))[:most])
    except (ValueError, TypeError, OverflowError, binascii.Error, DjangoValidationError, DataError):
        raise ValidationError({"cursor": "This cursor is not one of this list: begin without it."}) from None


def _behind(keyset: tuple[str, ...], values: list[Any]) -> Q:
    condition = Q()
    equal: dict[str, Any] = {}
    for name, value in zip(keyset, values, strict=True):
        field = name.removeprefix("-")
        condition |= Q(**equal, **{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal[field] = value
    return condition


def _cursor_of(row: Model, keyset: tuple[str, ...]) -> str:
    fields = (name.removeprefix("-").split("__") for name in keyset)
    values = [reduce(getattr, path, row) for path in fields]
    text = json.dumps([value if isinstance(value, int) else str(value) for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode()
