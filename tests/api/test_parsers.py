"""Bodies of a bounded size."""

import io

import pytest
from rest_framework.exceptions import ParseError
from rest_framework.test import APIRequestFactory

from api.parsers import BoundedJSONParser, SmallJSONParser, TooLargeError
from tests.api.client import CheckedClient


def test_a_large_body_is_refused_before_it_is_read() -> None:
    request = APIRequestFactory().post("/", "x" * (SmallJSONParser.limit + 1), content_type="application/json")
    with pytest.raises(TooLargeError, match="at most 10000"):
        SmallJSONParser().parse(io.BytesIO(b"{}"), "application/json", {"request": request})


def test_deep_nesting_is_a_parse_error() -> None:
    with pytest.raises(ParseError, match="deep"):
        BoundedJSONParser().parse(io.BytesIO(b"[" * 100_000))


def test_anybody_can_send_little_only(db: None) -> None:
    response = CheckedClient().post("/api/v1/token/", {"username": "x" * 20_000, "password": "x"})
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
