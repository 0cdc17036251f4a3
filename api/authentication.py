"""Who is asking: tokens in the Authorization header."""

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from annotator.desks.models import ApiToken, User
from annotator.desks.services import find_token

SCHEMES = frozenset({"token", "bearer"})


class TokenAuthentication(BaseAuthentication):
    """Accept `Authorization: Token sm_…` and `Authorization: Bearer sm_…`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the person and the token, None where the request carries no token at all."""
        scheme, _, token = get_authorization_header(request).decode("latin-1").strip().partition(" ")
        if scheme.lower() not in SCHEMES:
            return None
        row = find_token(token.strip())
        if row is None:
            raise AuthenticationFailed("This token is unknown, expired or revoked. Get a new one from /api/v1/token/.")
        return row.user, row

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that a 401 carries."""
        return 'Bearer realm="Sourcemark"'


def person(request: Request) -> User:
    """Return the person who asks. Raises AuthenticationFailed for anonymous requests."""
    user: User | AnonymousUser = request.user
    if not isinstance(user, User):
        raise AuthenticationFailed
    return user
