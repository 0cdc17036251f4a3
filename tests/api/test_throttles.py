"""Attempts are counted by address."""

from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from api.throttles import LoginThrottle


def test_the_key_is_the_address_whatever_is_forwarded() -> None:
    factory = APIRequestFactory()
    keys = {
        LoginThrottle().get_cache_key(Request(factory.post("/", REMOTE_ADDR=address, **forwarded)), APIView())
        for address, forwarded in (
            ("10.0.0.1", {}),
            ("10.0.0.1", {"HTTP_X_FORWARDED_FOR": "10.9.9.9"}),
            ("10.0.0.2", {}),
        )
    }
    assert len(keys) == 2
