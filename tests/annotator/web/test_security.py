"""The header that keeps pages to themselves."""

from django.http import HttpRequest, HttpResponse

from annotator.web.security import POLICY, ContentSecurityPolicyMiddleware


def test_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "default-src 'none'" in POLICY


def test_every_answer_gets_the_policy_unless_it_brings_its_own() -> None:
    plain = ContentSecurityPolicyMiddleware(lambda request: HttpResponse())(HttpRequest())
    own = HttpResponse(headers={"Content-Security-Policy": "default-src 'self'"})
    kept = ContentSecurityPolicyMiddleware(lambda request: own)(HttpRequest())

    assert plain.headers["Content-Security-Policy"] == POLICY
    assert kept.headers["Content-Security-Policy"] == "default-src 'self'"
