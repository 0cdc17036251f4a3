"""What the OpenAPI description says beside what the views say themselves."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

MEANINGS = {
    400: "The request cannot be read (`invalid`, `parse_error`).",
    401: "No token, or none that is valid.",
    403: "You may not do this here (`not_allowed`).",
    404: "There is nothing here, or nothing that you may see.",
    409: "It is there already, or was changed meanwhile (`duplicate_text`, `tags_changed_meanwhile`).",
    413: "The body is too large (`too_large`).",
    422: "Understood, but against the rules of the codebook or the desk.",
    429: "Too many requests: wait as long as `Retry-After` says.",
}


class ProblemErrorSerializer(serializers.Serializer[None]):
    """One field that was refused."""

    field = serializers.CharField(help_text="Name of the input, empty where it is none in particular.")
    message = serializers.CharField()
    code = serializers.CharField(required=False, help_text="Code of the broken constraint, such as C03.")


class ProblemSerializer(serializers.Serializer[None]):
    """A refusal (RFC 9457)."""

    type = serializers.CharField(help_text="A name for this kind of problem.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What is the matter and what to do, for people.")
    code = serializers.CharField(help_text="Stable code, for machines.")
    place = serializers.CharField(required=False, help_text="The statement or line where it happened.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add the errors, whose natural name is one that serializers keep for themselves."""
        return super().get_fields() | {"errors": ProblemErrorSerializer(many=True)}


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """Return the refusals of an operation for `extend_schema(responses=…)`."""
    return {
        (status, "application/problem+json"): OpenApiResponse(ProblemSerializer, description=MEANINGS[status])
        for status in statuses
    }


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Let every operation say what any other answer looks like (a hook of drf-spectacular)."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = {"description": "Any other refusal.", "content": content}
    return result


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # drf-spectacular's base is untyped
    """Describes api.authentication.TokenAuthentication."""

    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Return the scheme's description."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from `POST /api/v1/token/`: `Authorization: Bearer sm_…` (`Token sm_…` works too).",
        }
