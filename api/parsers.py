"""How bodies are read: JSON of a bounded size."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser


class TooLargeError(APIException):
    """The body is larger than this address accepts."""

    status_code = 413
    default_code = "too_large"


class BoundedJSONParser(JSONParser):
    """Refuse a body by its declared length, before any of it is read."""

    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the parsed body. Raises TooLargeError or ParseError."""
        request = (parser_context or {}).get("request")
        length = int(request.META.get("CONTENT_LENGTH") or 0) if request else 0
        if length > self.limit:
            raise TooLargeError(f"The body has {length} bytes; at most {self.limit} are accepted here.")
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None


class SmallJSONParser(BoundedJSONParser):
    """For bodies that anybody may send, such as a name and a password."""

    limit = 10_000
