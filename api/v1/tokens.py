"""/token/: get a token for a name and a password, and give it back."""

from typing import Any

from django.contrib.auth import authenticate
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from annotator.desks.models import ApiToken, User
from annotator.desks.services import create_token, revoke_token
from api.authentication import TokenAuthentication
from api.parsers import SmallJSONParser
from api.schema import problems
from api.throttles import LoginThrottle


class TokenRequestSerializer(serializers.Serializer[None]):
    """Who wants a token, and what for."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=500, trim_whitespace=False)
    name = serializers.CharField(max_length=80, default="API", help_text="What the token is for.")


class TokenSerializer(serializers.Serializer[Any]):
    """A new token. Its text is shown this once and kept nowhere."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class TokenView(APIView):
    """The token by which a machine speaks for a person."""

    parser_classes = (SmallJSONParser,)

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Ask nobody who wants to sign in; ask whoever signs out for the token itself, not for a session."""
        return [] if self.request is None or self.request.method == "POST" else [TokenAuthentication()]

    def get_authenticate_header(self, request: Request) -> str:
        """Answer a wrong password with 401, although nobody was asked for a token."""
        return TokenAuthentication().authenticate_header(request)

    def get_permissions(self) -> list[BasePermission]:
        """Let anybody ask for a token."""
        return [AllowAny()] if self.request.method == "POST" else [IsAuthenticated()]

    def get_throttles(self) -> list[BaseThrottle]:
        """Count attempts by address."""
        return [LoginThrottle()] if self.request.method == "POST" else []

    @extend_schema(
        summary="Get a token",
        request=TokenRequestSerializer,
        responses={201: TokenSerializer, **problems(400, 401, 429)},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Return a new token for a name and a password. Ten attempts a minute are counted for each address."""
        wanted = TokenRequestSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        values = wanted.validated_data
        user = authenticate(request, username=values["username"], password=values["password"])
        if not isinstance(user, User):
            raise AuthenticationFailed("The name or the password is not right.")
        row, token = create_token(user=user, name=values["name"])
        answer = TokenSerializer({"token": token, "expires_at": row.expires_at})
        return Response(answer.data, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})

    @extend_schema(
        summary="Give the token back",
        request=None,
        responses={204: OpenApiResponse(description="The token is revoked."), **problems(401)},
    )
    def delete(self, request: Request) -> Response:
        """Revoke the token that this request carries, at once."""
        if isinstance(request.auth, ApiToken):
            revoke_token(token=request.auth)
        return Response(status=status.HTTP_204_NO_CONTENT)
