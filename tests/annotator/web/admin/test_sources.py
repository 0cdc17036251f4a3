"""The registry of sources in the browser."""

from collections.abc import Callable

import pytest
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.sources.models import Source
from annotator.sources.services import merge_sources, register_source
from tests.factories.articles import statement_of
from tests.factories.desks import make_user
from tests.factories.tagging import relation, tag

At = Callable[[User | None], Client]
LIST = "/admin/sources/source/"


@pytest.fixture
def kremlin(desk: Desk) -> Source:
    """Return a source with another name."""
    return register_source(desk=desk, name="Kremlin", source_type="named_org", aliases=("the Kremlin",))


@pytest.fixture
def moscow(desk: Desk) -> Source:
    """Return a second source."""
    return register_source(desk=desk, name="Moscow", source_type="named_org")


def test_uses_are_counted_as_far_as_one_may_see(
    kremlin: Source, article: Article, ana: User, ben: User, edda: User, at: At
) -> None:
    statement = statement_of(article, "S1")
    tag(
        ana,
        statement,
        relation(statement, cue="said", content="The mayor", source="two officials", source_type="named_org"),
    )
    change = relation(statement, cue="took", content="bribes", source="two officials", source_type="named_org")
    tag(ana, statement, type(change)(kind=change.kind, values={**change.values, "source": kremlin}, spans=change.spans))

    counts = {user.username: at(user).get(LIST).content.decode() for user in (ana, ben, edda)}

    assert '<td class="field-uses">1</td>' in counts["ana"]
    assert '<td class="field-uses">1</td>' in counts["edda"]
    assert '<td class="field-uses">1</td>' not in counts["ben"]


def test_sources_are_merged_after_a_question_and_unmerged_after_another(
    kremlin: Source, moscow: Source, edda: User, at: At
) -> None:
    client = at(edda)
    chosen = {"action": "merge", "_selected_action": [str(kremlin.pk), str(moscow.pk)]}

    asked = client.post(LIST, chosen).content.decode()
    client.post(LIST, {**chosen, "into": str(kremlin.pk)})
    moscow.refresh_from_db()
    assert "Which one stays?" in asked
    assert moscow.merged_into == kremlin
    assert "merged into Kremlin" in client.get(f"{LIST}?merged=yes").content.decode()

    undo = {"action": "undo", "_selected_action": [str(moscow.pk)]}
    assert "stand for themselves again" in client.post(LIST, undo).content.decode()
    client.post(LIST, {**undo, "confirmed": "1"})
    moscow.refresh_from_db()
    assert moscow.merged_into is None


@pytest.mark.parametrize(
    ("action", "says"), [("merge", "Select two or more sources"), ("undo", "None of the selected sources is merged")]
)
def test_too_few_are_refused(action: str, says: str, kremlin: Source, edda: User, at: At) -> None:
    data = {"action": action, "_selected_action": [str(kremlin.pk)]}

    assert says in at(edda).post(LIST, data, follow=True).content.decode()


def test_annotators_look_only(kremlin: Source, moscow: Source, ana: User, at: At) -> None:
    client = at(ana)
    data = {"action": "merge", "_selected_action": [str(kremlin.pk), str(moscow.pk)], "into": str(kremlin.pk)}

    client.post(LIST, data)

    moscow.refresh_from_db()
    assert moscow.merged_into is None
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{kremlin.pk}/change/").status_code == 200
    assert client.post(f"{LIST}{kremlin.pk}/change/", {"name": "x"}).status_code == 403


def test_an_adjudicator_adds_a_source_with_other_names(desk: Desk, kremlin: Source, at: At) -> None:
    client = at(make_user("jo", desk, Role.ADJUDICATOR))

    client.post(f"{LIST}add/", {"name": "Foreign Ministry", "source_type": "named_org", "desk": str(desk.pk)})
    source = Source.objects.get(name="Foreign Ministry")
    form = {
        "name": "Foreign Ministry",
        "source_type": "named_org",
        "affiliation": "government",
        "aliases-TOTAL_FORMS": "1",
        "aliases-INITIAL_FORMS": "0",
        "aliases-0-name": "the ministry",
        "aliases-0-source": str(source.pk),
    }
    client.post(f"{LIST}{source.pk}/change/", form)

    source.refresh_from_db()
    assert (source.key, source.affiliation) == ("foreign ministry", "government")
    assert [alias.name for alias in source.aliases.all()] == ["the ministry"]


@pytest.mark.parametrize("name", ["the Kremlin", "KREMLIN", " "])
def test_a_name_that_is_taken_or_empty_is_refused(name: str, desk: Desk, kremlin: Source, edda: User, at: At) -> None:
    page = (
        at(edda).post(f"{LIST}add/", {"name": name, "source_type": "named_org", "desk": str(desk.pk)}).content.decode()
    )

    assert "is a name of Kremlin" in page or "A source needs a name." in page or "This field is required" in page
    assert Source.objects.count() == 1


def test_an_alias_of_another_source_is_refused(kremlin: Source, moscow: Source, edda: User, at: At) -> None:
    form = {
        "name": "Moscow",
        "source_type": "named_org",
        "aliases-TOTAL_FORMS": "1",
        "aliases-INITIAL_FORMS": "0",
        "aliases-0-name": "the Kremlin",
        "aliases-0-source": str(moscow.pk),
    }

    page = at(edda).post(f"{LIST}{moscow.pk}/change/", form).content.decode()

    assert "belongs to Kremlin" in page
    assert not moscow.aliases.exists()


def test_merged_sources_and_strangers(kremlin: Source, moscow: Source, sol: User, edda: User, at: At) -> None:
    merge_sources(source=moscow, into=kremlin)

    assert "Kremlin" not in at(sol).get(LIST).content.decode()
    assert 'class="field-name"' not in at(edda).get(f"{LIST}?merged=no&q=Moscow").content.decode()
    assert at(edda).post(f"{LIST}{kremlin.pk}/delete/", {"post": "yes"}).status_code == 403
