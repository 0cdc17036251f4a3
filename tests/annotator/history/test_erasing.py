"""A person is erased: nobody can tell any more who the account was, and everything they did stays."""

import io
import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import ApiToken, Desk, Membership, User
from annotator.desks.roles import Role
from annotator.desks.services import create_token, find_token, save_shortcuts
from annotator.errors import DomainError
from annotator.history.erasing import erase_person, foresee
from annotator.history.kinds import Kind
from annotator.history.models import RowChange
from annotator.history.reading import Wanted, read_page
from annotator.review.measuring import measure_review
from annotator.review.models import Agreement, Assignment, BatchStep, Review, ReviewEvent
from annotator.review.passes import open_review, submit_pass
from annotator.search.services import save_view
from annotator.tagging.models import Tag
from annotator.talk.models import Comment, Mention
from annotator.talk.services import open_thread
from tests.factories.articles import make_article, statement_of
from tests.factories.desks import make_desk, make_user
from tests.factories.review import assign, finish
from tests.factories.tagging import tag, values

pytestmark = pytest.mark.django_db
NAMES = ("zoe.zorn", "Zoë", "Zorn", "zz@example.org")


@pytest.fixture
def zoe(desk: Desk) -> User:
    """Return an annotator whose names appear nowhere else."""
    person = make_user("zoe.zorn", desk)
    person.first_name, person.last_name, person.email = "Zoë", "Zorn", "zz@example.org"
    person.save()
    return person


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    return make_article(desk, edda)


@pytest.fixture
def root(db: None) -> User:
    """Return an administrator."""
    return User.objects.create_superuser("root", password="root-password")


def at(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def everything_stored() -> str:
    """Return every row of every table as words, what people wrote themselves left out."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in {"talk_comment", "articles_articletext", "django_session"}:
                cursor.execute(f'SELECT to_jsonb(one) FROM "{table}" one')  # noqa: S608 - names of our own tables
                found += [json.dumps(json.loads(row), ensure_ascii=False) for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_that_says_who_it_was_is_left(
    article: Article, desk: Desk, zoe: User, ben: User, edda: User, root: User
) -> None:
    at(root).post(f"/admin/desks/user/{zoe.pk}/change/", {"username": "zoe.zorn", "first_name": "Zoë",
        "last_name": "Zorn", "email": "zz@example.org", "is_active": "on"})  # fmt: skip
    at(edda).post(f"/admin/desks/membership/{zoe.memberships.get().pk}/change/", {"role": "adjudicator"})
    create_token(user=zoe, name="Zorn's laptop")
    review = open_review(actor=edda, article=article, people=[ben, make_user("cy", desk)])
    for one in review.passes.all():
        review.passes.filter(pk=one.pk, person__username="cy").update(person=zoe)
    for person in (ben, zoe):
        finish(person, article)
        submit_pass(actor=person, review=review)
    measure_review(Review.objects.get())
    assert LogEntry.objects.count() == 2
    for name in NAMES:
        assert name in everything_stored()

    erase_person(person=zoe, actor=root)

    left = everything_stored()
    assert [name for name in NAMES if name in left] == []
    assert Agreement.objects.count() == 0
    zoe.refresh_from_db()
    assert {entry.object_repr for entry in LogEntry.objects.all()} == {
        zoe.username, f"{zoe.username}, adjudicator of News",
    }  # fmt: skip


def test_the_account_is_closed_in_every_way(zoe: User, root: User) -> None:
    row, token = create_token(user=zoe, name="laptop")
    client = at(zoe)
    save_shortcuts(user=zoe, changed={"next": "q"})
    assert client.get("/history/").status_code == 200

    erase_person(person=zoe, actor=root)

    assert client.get("/history/").status_code == 302
    assert find_token(token) is None
    assert ApiToken.objects.get().revoked_at is not None
    assert not Client().login(username="zoe.zorn", password="zoe.zorn-password")
    zoe.refresh_from_db()
    assert not Client().login(username=zoe.username, password="zoe.zorn-password")
    assert zoe.username.startswith("person-")
    assert (zoe.is_active, zoe.has_usable_password(), zoe.shortcuts, zoe.last_login) == (False, False, {}, None)
    assert Membership.objects.filter(user=zoe).count() == 0
    sessions = [session.get_decoded().get("_auth_user_id") for session in Session.objects.all()]
    assert str(zoe.pk) not in sessions


def test_what_waits_for_them_is_free_again_and_what_they_did_stays(
    article: Article, desk: Desk, zoe: User, edda: User, root: User
) -> None:
    other = make_article(desk, edda, "It rained.", "Rain")
    assign(edda, other, zoe)
    review = open_review(actor=edda, article=article, places=1, people=[zoe])
    tag(zoe, statement_of(article, "S1"), values(claim_type="event"))
    open_thread(actor=zoe, about=other, body="What I wrote")
    foreseen = foresee(zoe)

    done = erase_person(person=zoe, actor=root)

    assert (done.assignments, done.passes) == (foreseen.assignments, foreseen.passes) == (1, 1)
    assert review.passes.get().state == "given_back"
    assert Review.objects.get().state == "open"
    assert (ReviewEvent.objects.latest("id").actor, Assignment.objects.get().state) == (root, "taken_back")
    assert BatchStep.objects.latest("id").after == "taken_back"
    zoe.refresh_from_db()
    assert (Tag.objects.get().made_by, Comment.objects.get().author) == (zoe, zoe)
    assert Comment.objects.get().body == "What I wrote"
    entries = read_page(user=edda, wanted=Wanted(frozenset({Kind.TAGS, Kind.COMMENTS}))).entries
    assert {str(entry.who) for entry in entries} == {zoe.username}


def test_the_history_says_that_and_by_whom_but_not_whom(zoe: User, edda: User, root: User) -> None:
    erase_person(person=zoe, actor=root)

    zoe.refresh_from_db()
    change = RowChange.objects.get(person=zoe, table="desks_user", columns__has_key="erased_at")
    assert change.actor == root
    assert change.columns["username"] == change.columns["email"] == change.columns["last_name"] == {}
    said = [entry.what for entry in read_page(user=edda, wanted=Wanted(frozenset({Kind.ROLES}))).entries]
    assert f"erased the person behind the account {zoe.username}" in said
    assert f"took the role annotator from {zoe.username}" in said


def test_mentions_still_lead_to_the_account_and_comments_of_others_stay_as_written(
    article: Article, zoe: User, ben: User, edda: User, root: User
) -> None:
    open_thread(actor=edda, about=article, body="What do you say, @Zoe.Zorn?")
    open_thread(actor=ben, about=article, body="Not @zoe.zornig, nor mail@zoe.zorn.")
    open_thread(actor=zoe, about=article, body="I am @zoe.zorn.")

    assert erase_person(person=zoe, actor=root).named == 1

    assert Comment.objects.filter(body="What do you say, @Zoe.Zorn?").exists()
    assert set(Mention.objects.values_list("person", flat=True)) == {zoe.pk}


def test_own_searches_go_and_shared_ones_stay(desk: Desk, zoe: User, root: User) -> None:
    save_view(actor=zoe, desk=desk, name="Mine", query="a")
    shared = save_view(actor=zoe, desk=desk, name="Ours", query="b")
    zoe.saved_views.filter(pk=shared.pk).update(is_shared=True)

    assert erase_person(person=zoe, actor=root).views == 1
    assert [view.name for view in zoe.saved_views.all()] == ["Ours"]


def test_twice_is_once(zoe: User, root: User) -> None:
    erase_person(person=zoe, actor=root)
    before = (User.objects.get(pk=zoe.pk).username, RowChange.objects.count())

    erase_person(person=zoe, actor=root)

    assert (User.objects.get(pk=zoe.pk).username, RowChange.objects.count()) == before


def test_the_last_editor_of_a_desk_is_not_erased(desk: Desk, edda: User, root: User) -> None:
    gone = make_user("gone", desk, Role.EDITOR)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    with pytest.raises(DomainError, match="only editor of News: give somebody else that role"):
        erase_person(person=edda, actor=root)
    edda.refresh_from_db()
    assert (edda.username, edda.is_active, edda.memberships.count()) == ("edda", True, 1)

    make_user("ed", desk, Role.EDITOR)
    erase_person(person=edda, actor=root)
    edda.refresh_from_db()
    assert not edda.is_active


def test_nobody_erases_themselves(root: User) -> None:
    with pytest.raises(DomainError, match="ask another administrator"):
        erase_person(person=root, actor=root)


@pytest.mark.parametrize("change", ["is_active = true", "username = 'zoe.zorn'", "erased_at = NULL",
                                    "password = 'x'", "email = 'zz@example.org'"])  # fmt: skip
def test_the_database_lets_nobody_come_back(zoe: User, root: User, change: str) -> None:
    erase_person(person=zoe, actor=root)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE desks_user SET {change} WHERE id = %s", [zoe.pk])  # noqa: S608 - our own words


def test_the_command_says_first_what_happens_and_does_it_when_told(zoe: User, edda: User, article: Article) -> None:
    open_review(actor=edda, article=article, people=[zoe])
    out = io.StringIO()

    call_command("erase_person", "zoe.zorn", stdout=out)
    zoe.refresh_from_db()
    assert zoe.username == "zoe.zorn"
    assert "This cannot be undone" in out.getvalue()
    assert "Passes given back: 1" in out.getvalue()

    call_command("erase_person", "zoe.zorn", yes=True, stdout=out)
    zoe.refresh_from_db()
    assert f"The account is called {zoe.username}" in out.getvalue()
    assert RowChange.objects.filter(person=zoe, columns__has_key="erased_at").get().actor is None

    call_command("erase_person", zoe.username, yes=True, stdout=out)
    assert "already: nothing to do" in out.getvalue()
    with pytest.raises(CommandError, match="Nobody has the user name"):
        call_command("erase_person", "zoe.zorn")
    with pytest.raises(CommandError, match="only editor"):
        call_command("erase_person", "edda", yes=True)


def test_a_namesake_keeps_their_name(zoe: User, root: User) -> None:
    other = make_user("zoe.zorn2", make_desk("other"))
    at(root).post(f"/admin/desks/user/{other.pk}/change/", {"username": "zoe.zorn2", "is_active": "on"})

    erase_person(person=zoe, actor=root)

    assert LogEntry.objects.get().object_repr == "zoe.zorn2"
