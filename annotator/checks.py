"""System checks on settings: what production needs, and how to set it. `manage.py check --deploy` adds Django's own."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from annotator.desks.demo import DEMO_PASSWORD, DEMO_PEOPLE

SHORTEST_KEY = 32


@register(Tags.security)
def check_settings(app_configs: Sequence[Any] | None = None, **_: Any) -> list[CheckMessage]:
    """Return what is missing or unsafe in the settings."""
    return [*_key(), *_hosts(), *_cookies(), *_broker()]


def _key() -> Iterator[CheckMessage]:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's own word for an empty key; ours says what to do
        key = ""
    if len(key) < SHORTEST_KEY:
        yield Error(
            "SECRET_KEY is missing or shorter than 32 characters.",
            hint='Set the environment variable SECRET_KEY, for example to the output of: python3 -c "import secrets;'
            ' print(secrets.token_urlsafe(50))". `manage.py quickstart` makes one by itself.',
            id="annotator.E001",
        )


def _hosts() -> Iterator[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS and not settings.LOCAL:
        yield Error(
            "ALLOWED_HOSTS lets any host name in.",
            hint="Set ALLOWED_HOSTS to the names under which people reach the desk, separated by commas.",
            id="annotator.E002",
        )
    if not settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS is empty, so no page can be opened.",
            hint="Set ALLOWED_HOSTS to the names under which people reach the desk, separated by commas.",
            id="annotator.E003",
        )


def _cookies() -> Iterator[CheckMessage]:
    if not settings.LOCAL and not settings.DEBUG and not settings.TLS:
        yield Warning(
            "Sessions travel over plain HTTP.",
            hint="Serve the desk over https and leave TLS at its default, 1. Behind a proxy that ends TLS set"
            " BEHIND_PROXY=1.",
            id="annotator.W001",
        )


def _broker() -> Iterator[CheckMessage]:
    if not settings.CELERY_BROKER_URL:
        yield Error(
            "CELERY_BROKER_URL is empty, so no worker can be told of new work.",
            hint="Set it to a RabbitMQ (amqp://…) or a Redis or Valkey (redis://…) server.",
            id="annotator.E004",
        )


@register(Tags.security, deploy=True)
def check_demo_accounts(app_configs: Sequence[Any] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn when the demo people, whose password is published, can log in on a desk that is not on one machine."""
    if settings.LOCAL:
        return []
    names = [name for name, *_ in DEMO_PEOPLE]
    try:
        people = list(get_user_model().objects.filter(is_active=True, username__in=names))
    except DatabaseError:
        return []  # no database yet, so nobody can log in either
    if not any(person.check_password(DEMO_PASSWORD) for person in people):
        return []
    return [
        Warning(
            "The demo accounts are active with their published password.",
            hint="Deactivate edda, ana, ben, jo and rita, or give them new passwords.",
            id="annotator.W002",
        )
    ]
