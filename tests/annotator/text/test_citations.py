"""Links: Markdown and bare ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text.citations import find_citations

CASES = [
    (
        "([source](https://apnews.com/a.html)).",
        [("[source](https://apnews.com/a.html)", "source", "https://apnews.com/a.html")],
    ),
    ("[a (b) c](https://e.org/A_(b)_c)", [("[a (b) c](https://e.org/A_(b)_c)", "a (b) c", "https://e.org/A_(b)_c")]),
    ('[AP](https://e.org/a "The title")!', [('[AP](https://e.org/a "The title")', "AP", "https://e.org/a")]),
    (
        "[AP](www.e.org) [x](/local) [y](HTTP://E.ORG)",
        [
            ("[AP](www.e.org)", "AP", "www.e.org"),
            ("[x](/local)", "x", "/local"),
            ("[y](HTTP://E.ORG)", "y", "HTTP://E.ORG"),
        ],
    ),
    (
        "See https://e.org/a.b, or (https://e.org/c_(d)).",
        [
            ("https://e.org/a.b", "", "https://e.org/a.b"),
            ("https://e.org/c_(d)", "", "https://e.org/c_(d)"),
        ],
    ),
    ("<https://e.org/a?b=c&d=e#f>", [("https://e.org/a?b=c&d=e#f", "", "https://e.org/a?b=c&d=e#f")]),
    (
        "[a [b](https://e.org/1)](https://e.org/2)",
        [
            ("[b](https://e.org/1)", "b", "https://e.org/1"),
            ("https://e.org/2", "", "https://e.org/2"),
        ],
    ),
    ("![alt https://e.org/x](https://e.org/a.jpg) text", []),
    (
        "[![alt](https://e.org/a.jpg)](https://e.org/b)",
        [
            ("[![alt](https://e.org/a.jpg)](https://e.org/b)", "![alt](https://e.org/a.jpg)", "https://e.org/b"),
        ],
    ),
    ("[a](javascript:alert(1)) [b](not a link) [c] (https://e.org/d)", [("https://e.org/d", "", "https://e.org/d")]),
    ("[a\nb](https://e.org/x y)", [("https://e.org/x", "", "https://e.org/x")]),
    ("[a](https://e.org/b[1])", [("[a](https://e.org/b[1])", "a", "https://e.org/b[1]")]),
    ("[1] and ] and [2](", []),
    ("https:// http://. ftp://e.org", []),
    ("[a](https://e.org/(((((b)))))", [("https://e.org/(((((b)))))", "", "https://e.org/(((((b)))))")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_find_citations(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = find_citations(text)
    assert [(link.span.of(text), link.anchor, link.url) for link in found] == expected


@given(st.text(alphabet="[]()!< \nahttps://e.org\"'x", max_size=120))
@settings(max_examples=200)
def test_links_never_overlap(text: str) -> None:
    found = find_citations(text)
    for before, after in zip(found, found[1:], strict=False):
        assert before.span.end <= after.span.start
    for link in found:
        assert link.url in link.span.of(text)


@pytest.mark.parametrize(
    "unit", ["[", "](", "[](", "[](http://", "[a](http://a.b)", "http://a. ", "![", "[a](http://(", "http://a)))))"]
)
def test_hostile_input_finishes(unit: str) -> None:
    text = unit * (300_000 // len(unit))  # at a cost that grew with the square this would take hours

    assert all(found.span.end <= len(text) for found in find_citations(text))
