"""/codebook/."""

from collections.abc import Callable

from django.core.management import call_command

from annotator.tagging.fields import ANSWERS
from tests.api.client import CheckedClient

As = Callable[[str], CheckedClient]
CODEBOOK = "/api/v1/codebook/"


def test_every_answer_that_may_be_stored_is_explained(as_: As) -> None:
    call_command("loaddata", "codebook", verbosity=0)
    book = as_("rita").get(CODEBOOK).json()
    explained = {field["field"]: {label["key"] for label in field["labels"]} for field in book["fields"]}
    assert book["is_current"] is True
    for name, enum in ANSWERS.items():
        assert {item.value for item in enum} <= explained[name], name


def test_an_unknown_version_is_not_found(as_: As) -> None:
    response = as_("ana").get(f"{CODEBOOK}?version=0.1")
    assert (response.status_code, response.json()["code"]) == (404, "codebook_unknown")
    assert as_("anonymous").get(CODEBOOK).status_code == 401
