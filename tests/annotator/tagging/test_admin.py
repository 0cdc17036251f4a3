"""The codebook's tables in the admin."""

import pytest
from django.core.management import call_command
from django.test import Client

from annotator.desks.models import User
from annotator.tagging.models import Label


def at(user: User) -> Client:
    """Return a logged-in client."""
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("table", ["label", "codebook", "guideline"])
def test_everybody_reads_and_only_administrators_change(table: str, edda: User) -> None:
    call_command("loaddata", "codebook", verbosity=0)
    root = User.objects.create_superuser("root")

    assert at(edda).get(f"/admin/tagging/{table}/").status_code == 200
    assert at(edda).get(f"/admin/tagging/{table}/add/").status_code == 403
    assert at(root).get(f"/admin/tagging/{table}/add/").status_code == 200


def test_labels_are_searched_and_filtered(rita: User) -> None:
    call_command("loaddata", "codebook", verbosity=0)

    page = at(rita).get("/admin/tagging/label/?q=reportedly&field=hedge_type").content.decode()

    assert page.count('class="field-field"') == 1
    label = Label.objects.get(field="hedge_type", key="hearsay")
    assert at(rita).post(f"/admin/tagging/label/{label.pk}/change/", {"name": "x"}).status_code == 403
