"""The page that describes the API."""

import re

import pytest
from django.test import Client

from api.docs import describe, read_groups, read_shapes


@pytest.fixture
def page(db: None) -> str:
    """Return the page's HTML."""
    response = Client().get("/api/v1/docs/")
    assert response.status_code == 200
    return response.content.decode()


def test_it_has_every_operation(page: str) -> None:
    operations = [operation for group in read_groups(describe()) for operation in group.operations]
    described = sum(len(methods) for methods in describe()["paths"].values())
    assert len(operations) == described
    assert all(f'id="{operation.key}"' in page for operation in operations)
    assert len({operation.key for operation in operations}) == described


def test_it_loads_nothing_from_elsewhere_and_has_nothing_inline(page: str) -> None:
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page)
    loaded = re.findall(r'<(?:link|img|iframe|source)[^>]*(?:href|src)="([^"]*)"', page)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


def test_identifiers_are_unique(page: str) -> None:
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_an_example_has_what_the_operation_needs() -> None:
    examples = {op.key: op for group in read_groups(describe()) for op in group.operations}
    token = examples["token_create"].example
    assert "Authorization" not in token
    assert '"password"' in token
    adding = examples["articles_create"]
    assert '{"desk": "demo", "text": "…"}' in adding.example
    assert {field.name for field in adding.inputs if field.required} == {"desk", "text"}
    assert examples["articles_list"].example == 'curl -H "Authorization: Bearer $TOKEN" "$DESK/api/v1/articles/"'


def test_every_shape_that_is_linked_is_there(page: str) -> None:
    linked = set(re.findall(r'href="#(shape-\w+)"', page))
    assert len(linked) > 10
    assert all(f'id="{name}"' in page for name in linked)


def test_the_fields_of_a_shape_say_what_they_are() -> None:
    shapes = {shape.name: {field.name: field.kind for field in shape.fields} for shape in read_shapes(describe())}
    assert shapes["Tag"]["spans"] == "list of Span"
    assert shapes["Tag"]["values"] == "TagValues"
    assert shapes["TagValues"]["claim_type"] == "event | plan | state_of_mind | assessment | not_a_claim"
    assert shapes["Article"]["version"] == "integer"
