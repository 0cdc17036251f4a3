"""Keys to the API: hashed, expiring, revocable."""

from datetime import timedelta

from django.utils import timezone

from annotator.desks.models import ApiToken, User
from annotator.desks.services import create_token, find_token, revoke_token


def test_a_token_is_found_by_its_text_and_kept_as_a_digest(ana: User) -> None:
    row, token = create_token(user=ana, name="notebook")

    assert find_token(token) == row
    assert token not in str(ApiToken.objects.values().get())


def test_use_is_noted(ana: User) -> None:
    row, token = create_token(user=ana, name="notebook")

    find_token(token)
    row.refresh_from_db()

    assert row.last_used_at is not None


def test_revoked_expired_unknown_and_inactive_open_nothing(ana: User) -> None:
    revoked, revoked_token = create_token(user=ana, name="a")
    revoke_token(token=revoked)
    expired, expired_token = create_token(user=ana, name="b")
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    _, living = create_token(user=ana, name="c")
    User.objects.filter(pk=ana.pk).update(is_active=False)

    assert [find_token(token) for token in (revoked_token, expired_token, living, "sm_nonsense")] == [None] * 4
