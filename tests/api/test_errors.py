"""Refusals as problem JSON."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from rest_framework import exceptions

from annotator.articles.models import Article
from annotator.errors import DomainError
from annotator.tagging.checking import TagRefusedError
from annotator.tagging.constraints import Violation
from api import errors
from tests.api.client import CheckedClient

As = Callable[[str], CheckedClient]


def _read(response: HttpResponse | None) -> dict[str, Any]:
    assert response is not None
    problem: dict[str, Any] = json.loads(response.content)
    return problem


@pytest.mark.parametrize(
    ("code", "status"),
    [("not_allowed", 403), ("duplicate_text", 409), ("tag_unknown", 404), ("value_unknown", 422), ("anything", 422)],
)
def test_a_refusal_of_the_domain_has_its_status_and_keeps_its_code(code: str, status: int) -> None:
    response = errors.problem_handler(DomainError(code, "Why.", field="text", place="line 3"), {})
    problem = _read(response)
    assert (problem["status"], problem["code"], problem["detail"]) == (status, code, "Why.")
    assert (problem["errors"], problem["place"]) == ([{"field": "text", "message": "Why."}], "line 3")
    assert problem["type"] == f"urn:sourcemark:problem:{code}"


def test_every_broken_constraint_is_listed() -> None:
    broken = [Violation("C03", "status", "One."), Violation("C13", "need_reason", "Two.")]
    problem = _read(errors.problem_handler(TagRefusedError(broken, "a-S1"), {}))
    assert [(e["field"], e["code"]) for e in problem["errors"]] == [("status", "C03"), ("need_reason", "C13")]


def test_fields_of_fields_are_named_by_their_path() -> None:
    detail: Any = {
        "changes": {1: {"kind": ["Unknown."]}},
        "non_field_errors": ["Both."],
        "spans": [{}, {"end": ["Low."]}],
    }
    problem = _read(errors.problem_handler(exceptions.ValidationError(detail), {}))
    assert problem["errors"] == [
        {"field": "changes.1.kind", "message": "Unknown."},
        {"field": "", "message": "Both."},
        {"field": "spans.1.end", "message": "Low."},
    ]


def test_what_nobody_foresaw_is_left_to_the_500() -> None:
    assert errors.problem_handler(ZeroDivisionError(), {}) is None


def test_the_answer_to_a_wait_says_how_long() -> None:
    response = errors.problem_handler(exceptions.Throttled(wait=3.2), {})
    assert response is not None
    assert response.headers["Retry-After"] == "4"


@pytest.mark.parametrize(
    ("handler", "status"),
    [("bad_request", 400), ("permission_denied", 403), ("page_not_found", 404)],
)
def test_pages_keep_their_own_answers(handler: str, status: int, rf: RequestFactory) -> None:
    for path, media in (("/api/v1/x", "application/problem+json"), ("/elsewhere", "text/html; charset=utf-8")):
        response = getattr(errors, handler)(rf.get(path), Exception())
        assert (response.status_code, response.headers["Content-Type"]) == (status, media)


def test_a_server_error_says_nothing_about_what_went_wrong(rf: RequestFactory) -> None:
    assert _read(errors.server_error(rf.get("/api/v1/x")))["code"] == "server_error"
    assert "html" in errors.server_error(rf.get("/")).headers["Content-Type"]


def test_an_address_that_is_none_is_a_problem_too(db: None) -> None:
    response = Client().get("/api/v1/nothing/")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code"),
    [
        ("put", "/api/v1/articles/", "{}", 405, "method_not_allowed"),
        ("post", "/api/v1/articles/", "{", 400, "parse_error"),
        ("post", "/api/v1/articles/", '{"text": NaN}', 400, "parse_error"),
        ("post", "/api/v1/articles/", "[" * 100_000, 400, "parse_error"),
        ("post", "/api/v1/articles/", '{"text": "\\ud800", "desk": "news"}', 400, "invalid"),
    ],
)
def test_requests_that_cannot_be_read(method: str, path: str, sent: str, status: int, code: str, as_: As) -> None:
    response = getattr(as_("edda"), method)(path, sent, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_another_form_is_refused_in_json(as_: As) -> None:
    form = as_("edda").post("/api/v1/articles/", "a=b", content_type="application/x-www-form-urlencoded")
    assert (form.status_code, form.json()["code"]) == (415, "unsupported_media_type")
    xml = as_("edda").get("/api/v1/articles/", HTTP_ACCEPT="text/xml")
    assert (xml.status_code, xml.json()["code"]) == (406, "not_acceptable")


def test_an_unforeseen_failure_is_a_problem(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr("api.v1.articles.find_article", fail)
    response = as_("edda").get("/api/v1/articles/x/")
    assert (response.status_code, response.json()["code"]) == (500, "server_error")
    assert b"hunter2" not in response.content


@pytest.mark.parametrize(
    "path",
    [
        "articles/a%00b/",
        "articles/a%00b/statements/",
        "articles/?q=%00",
        "articles/?desk=%00",
        "articles/?cursor=%00",
        "statements/%00/",
        "statements/?article=%00",
        "suggestions/?statement=%00",
        "tags/?article=%00",
        "tags/?statement=%00",
        "articles/{slug}/tags/?author=%00",
        "sources/?q=%00",
        "codebook/?version=%00",
        "exports/articles.jsonl?desk=%00",
    ],
)
def test_null_characters_break_nothing(path: str, as_: As, article: Article) -> None:
    assert as_("edda").get("/api/v1/" + path.format(slug=article.slug)).status_code in {400, 404}
