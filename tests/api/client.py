"""A client that compares every answer with the published description of the API."""

import json
import re
from typing import Any

from django.http import HttpResponse
from django.urls import Resolver404, resolve
from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

from annotator.desks.models import User
from annotator.desks.services import create_token
from api.docs import describe

ANYWHERE = {400, 401, 404, 405, 406, 413, 415, 429, 500}
"""Refusals that an operation need not name: they may come from every address."""
PAGES = ("/api/v1/schema/", "/api/v1/docs/")
CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")


def template_of(path: str) -> str:
    """Return the address as the description writes it, empty where there is none."""
    try:
        route = resolve(path).route
    except Resolver404:
        return ""
    return CONVERTED.sub(lambda m: "{id}" if m[1] == "pk" else f"{{{m[1]}}}", f"/{route}")


class CheckedClient(APIClient):
    """Sends JSON and refuses answers that the description does not have."""

    default_format = "json"

    def request(self, **kwargs: Any) -> Any:
        """Send a request and check its answer."""
        response = super().request(**kwargs)
        path = kwargs["PATH_INFO"]
        if path.startswith("/api/v1/") and not path.startswith(PAGES):
            check_answer(response, path, kwargs["REQUEST_METHOD"])
        return response


def check_answer(response: HttpResponse, path: str, method: str) -> None:
    """Raise where the answer is not one that the description of the address has."""
    template = template_of(path)
    operation = describe()["paths"].get(template, {}).get(method.lower())
    if operation is None:
        assert response.status_code in {404, 405}, f"{method} {path} is not described"
        check_value(json.loads(response.content), {"$ref": "#/components/schemas/Problem"})
        return
    status = str(response.status_code)
    assert status in operation["responses"] or response.status_code in ANYWHERE, f"{status} of {method} {template}"
    answer = operation["responses"].get(status, operation["responses"]["default"])
    media = response.headers.get("Content-Type", "").partition(";")[0]
    if content := answer.get("content"):
        assert media in content, f"{media} of {method} {template}"
        if "json" in media and "ndjson" not in media:
            check_value(json.loads(response.content), content[media]["schema"])


def check_value(value: Any, schema: dict[str, Any]) -> None:
    """Raise where the value does not have the shape."""
    whole = {**schema, "components": describe()["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(value)


def client_of(user: User | None) -> CheckedClient:
    """Return a client that speaks for the person with a token of theirs, or for nobody."""
    client = CheckedClient(raise_request_exception=False)
    if user is not None:
        _, token = create_token(user=user, name="test")
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client
