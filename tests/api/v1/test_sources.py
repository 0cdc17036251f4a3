"""/sources/."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.desks.models import Desk
from annotator.sources.models import Source
from annotator.sources.services import register_source
from tests.api.client import CheckedClient

As = Callable[[str], CheckedClient]
SOURCES = "/api/v1/sources/"
KREMLIN = {"desk": "news", "name": "The Kremlin", "source_type": "named_org", "aliases": ["the press service"]}


@pytest.fixture
def kremlin(desk: Desk) -> Source:
    """Return a source with an alias."""
    return register_source(desk=desk, name="The Kremlin", source_type="named_org", aliases=("the press service",))


@pytest.fixture
def moscow(desk: Desk) -> Source:
    """Return another source."""
    return register_source(desk=desk, name="Moscow", source_type="named_org")


def test_an_editor_registers_a_source_once(as_: As) -> None:
    made = as_("edda").post(SOURCES, KREMLIN)
    again = as_("edda").post(SOURCES, KREMLIN | {"name": "kremlin", "aliases": ["Moscow's rulers"]})
    assert (made.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == made.json()["id"]
    assert set(again.json()["aliases"]) == {"the press service", "Moscow's rulers"}
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "status"), [("ana", 403), ("rita", 403), ("sol", 404), ("anonymous", 401), ("edda", 201)]
)
def test_who_registers(name: str, status: int, as_: As) -> None:
    assert as_(name).post(SOURCES, KREMLIN).status_code == status


@pytest.mark.parametrize(("name", "status"), [("ana", 403), ("rita", 403), ("sol", 404), ("anonymous", 401)])
def test_who_may_not_change_a_source(name: str, status: int, as_: As, kremlin: Source, moscow: Source) -> None:
    client, address = as_(name), f"{SOURCES}{kremlin.pk}/"
    assert client.patch(address, {"aliases": ["x"]}).status_code == status
    assert client.post(f"{address}merge/", {"into": str(moscow.pk)}).status_code == status
    assert client.post(f"{address}undo-merge/").status_code == status


def test_members_read_and_strangers_do_not(as_: As, kremlin: Source) -> None:
    for name in ("ana", "rita", "edda"):
        assert as_(name).get(f"{SOURCES}{kremlin.pk}/").json()["aliases"] == ["the press service"]
    assert as_("sol").get(f"{SOURCES}{kremlin.pk}/").status_code == 404
    assert as_("sol").get(SOURCES).json()["results"] == []


def test_aliases_are_added_all_or_none(as_: As, kremlin: Source, moscow: Source) -> None:
    address = f"{SOURCES}{kremlin.pk}/"
    refused = as_("edda").patch(address, {"aliases": ["a new name", "Moscow"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "alias_taken")
    assert as_("edda").get(address).json()["aliases"] == ["the press service"]
    assert as_("edda").patch(address, {"aliases": ["a new name"]}).json()["aliases"] == [
        "a new name",
        "the press service",
    ]


def test_a_merge_can_be_undone(as_: As, kremlin: Source, moscow: Source) -> None:
    client, address = as_("edda"), f"{SOURCES}{kremlin.pk}/"
    assert client.post(f"{address}merge/", {"into": str(moscow.pk)}).json()["merged_into"] == str(moscow.pk)
    assert client.post(f"{SOURCES}{moscow.pk}/merge/", {"into": str(kremlin.pk)}).json()["code"] == "merge_refused"
    assert client.post(f"{address}undo-merge/").json()["merged_into"] is None


def test_a_merge_needs_a_source_that_the_person_can_see(as_: As, kremlin: Source, db: None) -> None:
    elsewhere = register_source(desk=Desk.objects.create(slug="far", name="Far"), name="Far", source_type="media")
    response = as_("edda").post(f"{SOURCES}{kremlin.pk}/merge/", {"into": str(elsewhere.pk)})
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "into")
    assert as_("edda").post(f"{SOURCES}{kremlin.pk}/merge/", {"into": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=krem", ["The Kremlin"]),
        ("source_type=media", []),
        ("merged=true", ["Moscow"]),
        ("merged=false", ["The Kremlin"]),
        ("desk=news", ["Moscow", "The Kremlin"]),
        ("desk=far", []),
    ],
)
def test_filters(query: str, names: list[str], as_: As, kremlin: Source, moscow: Source) -> None:
    as_("edda").post(f"{SOURCES}{moscow.pk}/merge/", {"into": str(kremlin.pk)})
    assert [row["name"] for row in as_("ana").get(f"{SOURCES}?{query}").json()["results"]] == names


def test_the_list_takes_the_same_number_of_queries_for_more_sources(as_: As, desk: Desk, kremlin: Source) -> None:
    client = as_("ana")
    client.get(SOURCES)
    with CaptureQueriesContext(connection) as few:
        client.get(SOURCES)
    for n in range(5):
        register_source(desk=desk, name=f"Source {n}", source_type="media", aliases=(f"alias {n}",))
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(SOURCES).json()["results"]) == 6
    assert len(many) == len(few) <= 4


def test_what_is_no_id_is_not_found(as_: As, kremlin: Source) -> None:
    assert as_("edda").get(f"{SOURCES}kremlin/").status_code == 404
