"""How often one may ask."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class LoginThrottle(SimpleRateThrottle):
    """Count attempts to get a token by address, whoever they claim to be."""

    scope = "login"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Return the key under which the attempts of an address are counted."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
