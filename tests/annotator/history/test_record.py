"""The database writes down what happens to rows that are changed in place, and keeps it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from annotator.articles.models import Article, Outlet
from annotator.desks.models import ApiToken, Desk, Membership, User
from annotator.desks.roles import Role
from annotator.desks.services import create_token, revoke_token, save_shortcuts
from annotator.history.models import RowChange
from annotator.sources.services import add_alias, merge_sources, register_source, undo_merge
from annotator.tagging.codebook_tables import Label
from tests.factories.articles import make_article
from tests.factories.desks import make_user

pytestmark = pytest.mark.django_db


def changes(table: str) -> list[tuple[str, Any]]:
    """Return what happened to rows of a table, in order."""
    return list(RowChange.objects.filter(table=table).order_by("id").values_list("action", "columns"))


def test_roles_given_changed_and_taken(desk: Desk, edda: User) -> None:
    before = RowChange.objects.count()
    row = Membership.objects.create(desk=desk, user=make_user("new"), role=Role.READER)
    Membership.objects.filter(pk=row.pk).update(role=Role.EDITOR)
    row.delete()

    assert RowChange.objects.count() == before + 4
    assert changes("desks_membership")[-3:] == [
        ("added", {"role": {"after": "reader"}}),
        ("changed", {"role": {"before": "reader", "after": "editor"}}),
        ("removed", {"role": {"before": "editor"}}),
    ]


def test_accounts_keep_no_name_no_address_and_no_secret(desk: Desk) -> None:
    person = User.objects.create_user("Zyx", email="zyx@example.org", password="a secret", first_name="Zoe")
    person.set_password("another")
    person.username, person.email, person.is_active = "yxz", "yxz@example.org", False
    person.save()
    save_shortcuts(user=person, changed={"next": "q"})
    row, token = create_token(user=person, name="Zoe's laptop")
    revoke_token(token=row)

    account = changes("desks_user")
    assert [action for action, _ in account] == ["added", "changed", "changed"]
    assert account[1][1] == {
        "username": {}, "email": {}, "password": {}, "is_active": {"before": True, "after": False},
    }  # fmt: skip
    assert account[2][1] == {"shortcuts": {}}
    assert [action for action, _ in changes("desks_apitoken")] == ["added", "changed"]
    everything = str(list(RowChange.objects.values())).lower()
    for word in ("zyx", "yxz", "zoe", "secret", person.password, row.digest, row.prefix, token):
        assert word.lower() not in everything


def test_what_changes_nothing_is_no_change(desk: Desk, edda: User) -> None:
    row, _ = create_token(user=edda, name="a")
    before = RowChange.objects.count()

    ApiToken.objects.filter(pk=row.pk).update(last_used_at=timezone.now() + timedelta(days=1))
    edda.save()
    desk.save()
    Membership.objects.get(user=edda).save()

    assert RowChange.objects.count() == before


def test_sources_registered_renamed_merged_and_unmerged(desk: Desk) -> None:
    one = register_source(desk=desk, name="Kremlin", source_type="named_org")
    other = register_source(desk=desk, name="Ministry", source_type="named_org")
    add_alias(source=one, name="Moscow")
    merge_sources(source=other, into=one)
    undo_merge(source=other)

    assert changes("sources_source")[2:] == [
        ("changed", {"merged_into_id": {"after": str(one.pk)}}),
        ("changed", {"merged_into_id": {"before": str(one.pk)}}),
    ]
    assert changes("sources_sourcealias") == [
        ("added", {"name": {"after": "Moscow"}, "source_id": {"after": str(one.pk)}})
    ]
    assert set(RowChange.objects.filter(kind="sources").values_list("desk", flat=True)) == {desk.pk}


def test_what_is_known_of_an_article(desk: Desk, edda: User) -> None:
    article = make_article(desk, edda, title="Before")
    outlet = Outlet.objects.create(desk=desk, name="Herald")
    article.title, article.outlet, article.byline = "After", outlet, "By A. B."
    article.save()

    change = RowChange.objects.filter(table="articles_article").order_by("-id")[0]
    assert (change.article, change.desk, change.kind) == (article, desk, "articles")
    assert change.columns == {
        "title": {"before": "Before", "after": "After"},
        "outlet_id": {"after": str(outlet.pk)},
        "byline": {"before": "", "after": "By A. B."},
    }
    Outlet.objects.filter(pk=outlet.pk).update(name="The Herald")
    assert changes("articles_outlet")[-1] == ("changed", {"name": {"before": "Herald", "after": "The Herald"}})


def test_a_codebook_is_in_it_once_however_often_it_is_loaded() -> None:
    call_command("loaddata", "codebook", verbosity=0)
    loaded = RowChange.objects.filter(kind="codebook").count()
    call_command("loaddata", "codebook", verbosity=0)
    assert RowChange.objects.filter(kind="codebook").count() == loaded
    assert ("added", "1.0") in [(a, c["version"]["after"]) for a, c in changes("tagging_codebook")]

    Label.objects.filter(pk=Label.objects.all()[0].pk).update(definition="Otherwise")
    [(action, columns)] = [row for row in changes("tagging_label") if row[0] != "added"]
    assert action == "changed"
    assert columns["definition"]["after"] == "Otherwise"


def test_a_change_is_rolled_back_with_what_it_is_about(desk: Desk) -> None:
    before = RowChange.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        register_source(desk=desk, name="A", source_type="media")
        assert RowChange.objects.count() == before + 1
        raise RuntimeError

    assert RowChange.objects.count() == before


@pytest.mark.parametrize("statement", ["UPDATE history_rowchange SET actor_id = NULL, key = 'x'",
                                       "DELETE FROM history_rowchange"])  # fmt: skip
def test_the_database_keeps_every_change(desk: Desk, statement: str) -> None:
    with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert RowChange.objects.exists()


def test_what_happened_stays_when_the_row_is_gone(desk: Desk) -> None:
    outlet = Outlet.objects.create(desk=desk, name="Herald")
    outlet.delete()

    assert changes("articles_outlet")[-1] == ("removed", {"name": {"before": "Herald"}})
    assert not Article.objects.filter(outlet=outlet.pk).exists()
