"""What is done with people's keys: those to the API, and those of their keyboard."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from annotator.desks.models import ApiToken, User

TOKEN_DAYS = 90


def digest_of(token: str) -> str:
    """Return the SHA-256 under which a token is kept (tokens are random, so no salt is needed)."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(*, user: User, name: str, days: int = TOKEN_DAYS) -> tuple[ApiToken, str]:
    """Make a token and return its row and its text; the text is not kept anywhere."""
    token = "sm_" + secrets.token_urlsafe(32)
    expires_at = timezone.now() + timedelta(days=days)
    row = ApiToken.objects.create(
        user=user, name=name, prefix=token[:8], digest=digest_of(token), expires_at=expires_at
    )
    return row, token


def find_token(token: str) -> ApiToken | None:
    """Return the living token row of an active person and note its use, at most once a minute."""
    now = timezone.now()
    row = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest_of(token), revoked_at=None, expires_at__gt=now, user__is_active=True)
        .first()
    )
    if row and (row.last_used_at is None or now - row.last_used_at > timedelta(minutes=1)):
        ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row


def revoke_token(*, token: ApiToken) -> None:
    """End a token at once; its row stays for the record."""
    if token.revoked_at is None:
        ApiToken.objects.filter(pk=token.pk).update(revoked_at=timezone.now())


def save_shortcuts(*, user: User, changed: Mapping[str, str]) -> None:
    """Keep the keys of the workbench that a person changed, by what they do; the others stay as they are given."""
    User.objects.filter(pk=user.pk).update(shortcuts=dict(changed))
