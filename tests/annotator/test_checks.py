"""What the system check says about settings."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from annotator.checks import check_demo_accounts, check_settings
from annotator.desks.models import User

GOOD = {"SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": ["desk.example.org"], "LOCAL": False, "TLS": True, "DEBUG": False,
        "CELERY_BROKER_URL": "amqp://broker"}  # fmt: skip


@pytest.fixture(autouse=True)
def production(settings: Settings) -> None:
    """Start from settings that need nothing."""
    for name, value in GOOD.items():
        setattr(settings, name, value)


def test_good_settings_pass() -> None:
    assert check_settings() == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SECRET_KEY", "", "annotator.E001"),
        ("SECRET_KEY", "short", "annotator.E001"),
        ("ALLOWED_HOSTS", ["*"], "annotator.E002"),
        ("ALLOWED_HOSTS", [], "annotator.E003"),
        ("CELERY_BROKER_URL", "", "annotator.E004"),
        ("TLS", False, "annotator.W001"),
    ],
)
def test_each_fault_is_named_with_what_to_set(settings: Settings, name: str, value: object, code: str) -> None:
    setattr(settings, name, value)

    (message,) = check_settings()

    assert message.id == code
    assert message.hint


@pytest.mark.django_db
def test_demo_accounts_are_warned_about_off_the_local_machine(settings: Settings) -> None:
    call_command("loaddata", "articles", "codebook", "demo_desk", verbosity=0)

    assert [message.id for message in check_demo_accounts()] == ["annotator.W002"]
    settings.LOCAL = True
    assert check_demo_accounts() == []


@pytest.mark.django_db
def test_demo_accounts_with_other_passwords_are_nobodys_business() -> None:
    call_command("loaddata", "articles", "codebook", "demo_desk", verbosity=0)
    for person in User.objects.all():
        person.set_password("another-password")
        person.save()

    assert check_demo_accounts() == []


@pytest.mark.parametrize(("key", "starts"), [("short", False), ("k" * 50, True)])
def test_the_web_server_does_not_start_with_unsafe_settings(key: str, starts: bool) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "annotator.settings", "SECRET_KEY": key, "TLS": "1"}

    done = subprocess.run(
        [sys.executable, "-c", "import annotator.wsgi"], env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode == 0) is starts
    assert starts or "annotator.E001" in done.stderr
