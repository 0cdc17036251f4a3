"""The published description."""

import io

import yaml
from django.core.management import call_command
from django.test import Client

from api.docs import describe


def test_it_is_made_without_warnings_and_is_valid() -> None:
    out = io.StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out, stderr=out)
    assert "openapi: 3.1" in out.getvalue()


def test_machines_get_it_as_json_and_yaml_without_a_token(db: None) -> None:
    as_json = Client().get("/api/v1/schema/?format=json")
    as_yaml = Client().get("/api/v1/schema/")
    assert as_json.json()["openapi"] == "3.1.0"
    assert yaml.safe_load(as_yaml.content)["paths"].keys() == as_json.json()["paths"].keys()


def test_every_operation_says_what_it_does_and_what_a_refusal_looks_like() -> None:
    for path, operations in describe()["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), f"{method} {path}"
            assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_every_operation_but_signing_in_needs_a_token_or_a_session() -> None:
    for path, operations in describe()["paths"].items():
        for method, operation in operations.items():
            is_sign_in = (path, method) == ("/api/v1/token/", "post")
            assert is_sign_in == (operation.get("security", [{}]) == [{}]), f"{method} {path}"
