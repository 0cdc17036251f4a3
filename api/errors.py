"""Refusals as problem JSON (RFC 9457): every answer under /api/ that is not a success has one shape.

`code` is stable and for machines, `detail` is a sentence for people, `errors` names the fields.
"""

import math
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import exceptions
from rest_framework.views import set_rollback

from annotator.errors import DomainError
from annotator.tagging.checking import TagRefusedError

NOTHING_HERE = "There is nothing here, or nothing that you may see."
STATUS_OF: Mapping[str, int] = {
    "not_allowed": 403,
    "another_person": 403,
    "desk_unknown": 404,
    "article_unknown": 404,
    "statement_unknown": 404,
    "suggestion_unknown": 404,
    "tag_unknown": 404,
    "tag_set_unknown": 404,
    "codebook_unknown": 404,
    "source_unknown": 404,
    "thread_unknown": 404,
    "comment_unknown": 404,
    "export_unknown": 404,
    "duplicate_text": 409,
    "text_unchanged": 409,
    "tags_changed_meanwhile": 409,
    "edit_conflict": 409,
    "edit_key_used": 409,
    "alias_taken": 409,
    "merge_refused": 409,
    "review_open": 409,
    "review_refused": 409,
    "tag_set_closed": 409,
    "passes_changed_meanwhile": 409,
    "relation_undecided": 409,
    "result_leads": 409,
    "suggestions_hidden": 409,
    "outlet_masked": 403,
    "thread_stands_so": 409,
    "comment_withdrawn": 409,
    "comment_changed_meanwhile": 409,
}
"""The status of a refusal by its code; a refusal with another code is 422."""


class ProblemResponse(JsonResponse):
    """A refusal; not negotiated, so that a client that asked for another form can read it too."""

    def __init__(self, *, status: int, code: str, detail: str, errors: list[dict[str, str]], place: str = "") -> None:
        problem: dict[str, Any] = {
            "type": f"urn:sourcemark:problem:{code}",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "code": code,
            "errors": errors,
        }
        super().__init__(problem | ({"place": place} if place else {}), status=status)
        self.headers["Content-Type"] = "application/problem+json"


def problem_handler(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Turn what a view raised into a problem; None (a 500) for what nobody foresaw."""
    if isinstance(exc, Http404):
        exc = exceptions.NotFound(NOTHING_HERE)
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, DomainError):
        set_rollback()
        return _refusal(exc)
    if isinstance(exc, exceptions.APIException):
        set_rollback()
        return _api_problem(exc)
    return None


def _refusal(error: DomainError) -> ProblemResponse:
    if isinstance(error, TagRefusedError):
        errors = [{"field": v.field, "message": v.message, "code": v.code} for v in error.violations]
    else:
        errors = [{"field": error.field, "message": error.message}] if error.field else []
    return ProblemResponse(
        status=STATUS_OF.get(error.code, 422),
        code=error.code,
        detail=error.message,
        errors=errors,
        place=error.place,
    )


def _api_problem(exc: exceptions.APIException) -> ProblemResponse:
    errors = [{"field": field, "message": message} for field, message in _flat(exc.detail)]
    is_invalid = isinstance(exc, exceptions.ValidationError)
    response = ProblemResponse(
        status=exc.status_code,
        code="invalid" if is_invalid else exc.default_code,
        detail="Some of what was sent cannot be read: see errors." if is_invalid else str(exc.detail),
        errors=errors if is_invalid else [],
    )
    if challenge := getattr(exc, "auth_header", None):
        response.headers["WWW-Authenticate"] = challenge
    if wait := getattr(exc, "wait", None):
        response.headers["Retry-After"] = str(math.ceil(wait))
    return response


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield field and message; fields of fields are joined by dots (`changes.0.kind`)."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            yield from _flat(value, path if key == "non_field_errors" else f"{path}.{key}".lstrip("."))
    elif isinstance(detail, list):
        for number, value in enumerate(detail):
            is_nested = isinstance(value, (Mapping, list))
            yield from _flat(value, f"{path}.{number}".lstrip(".") if is_nested else path)
    else:
        yield path, str(detail)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 (handler400)."""
    if _is_api(request):
        return _plain(400, "bad_request", "This request cannot be read.")
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 (handler403)."""
    if _is_api(request):
        return _plain(403, "permission_denied", "You may not do this.")
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 (handler404)."""
    if _is_api(request):
        return _plain(404, "not_found", NOTHING_HERE)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 (handler500); what went wrong is in the log, not in the answer."""
    if _is_api(request):
        return _plain(500, "server_error", "Something went wrong here; it was noted in the log.")
    return defaults.server_error(request)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _plain(status: int, code: str, detail: str) -> ProblemResponse:
    return ProblemResponse(status=status, code=code, detail=detail, errors=[])
