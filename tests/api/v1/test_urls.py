"""Addresses of version 1."""

import re
from uuid import UUID

import pytest
from django.test import Client

from api.docs import describe

KEY = str(UUID(int=1))
OPERATIONS = [
    (method, re.sub(r"\{\w+\}", KEY, path)) for path, methods in describe()["paths"].items() for method in methods
]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_nobody_gets_anything_without_signing_in(method: str, path: str, db: None) -> None:
    response = Client().generic(method.upper(), path, b"{}" if method != "get" else b"", "application/json")
    is_sign_in = (method, path) == ("post", "/api/v1/token/")
    assert (response.status_code, response.headers["Content-Type"]) == (
        400 if is_sign_in else 401,
        "application/problem+json",
    )
