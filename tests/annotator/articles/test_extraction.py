"""Uploads: what becomes an article, and what is refused with which words."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.articles.extraction import (
    MAX_TEXT_BYTES,
    ExtractedArticle,
    check_text,
    decode,
    decode_html,
    extract,
    title_of,
)
from annotator.errors import DomainError
from annotator.text.segment import find_structure

CORPUS = Path(__file__).parents[3] / "fixtures" / "corpus"
PAGE = """<!doctype html><html lang="en"><head><title>Mayor denies bribes | Example Times</title>
<meta name="author" content="Jane Doe"><meta property="og:site_name" content="Example Times">
<link rel="canonical" href="https://example.org/news/1">
<meta property="article:published_time" content="2025-01-13T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Mayor denies bribes</h1>
<p>The mayor <b>denied</b> on Monday that she took bribes, <a href="https://apnews.com/a">officials said</a>.</p>
<p>Two officials said the mayor allegedly took money. Police opened an inquiry (<a href="/local">source</a>).</p>
<p>“I did nothing wrong,” she said &amp; left.</p></article>
<div class="comments"><p>A comment by a reader who likes this story very much indeed.</p></div></body></html>"""


def _one(filename: str, data: bytes) -> ExtractedArticle:
    (article,) = extract(filename, data)
    assert isinstance(article, ExtractedArticle)
    return article


def _refusal(filename: str, data: bytes) -> DomainError:
    (error,) = extract(filename, data)
    assert isinstance(error, DomainError)
    return error


@pytest.mark.parametrize(
    "data",
    [
        "Söme – 🚨".encode(),
        b"\xef\xbb\xbf" + "Söme – 🚨".encode(),
        "Söme – 🚨".encode("utf-16"),
        b"\xfe\xff" + "Söme – 🚨".encode("utf-16-be"),
    ],
)
def test_decode(data: bytes) -> None:
    assert decode(data) == "Söme – 🚨"


@pytest.mark.parametrize(
    ("data", "byte"),
    [(b"ab\xffcd", 2), (b"\xef\xbb\xbfab\xffcd", 5), (b"\xff\xfea\0b\0c", 6), ("é".encode("latin-1") + b"t", 0)],
)
def test_decode_names_the_first_bad_byte(data: bytes, byte: int) -> None:
    with pytest.raises(DomainError, match=f"Byte {byte} is not") as caught:
        decode(data)
    assert caught.value.code == "undecodable"


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ("<meta charset=iso-8859-1>", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ('<?xml version="1.0" encoding="shift_jis"?>', "shift_jis"),
        ("<meta charset=utf-16>", "utf-8"),
        ("<p>nothing declared", "utf-8"),
    ],
)
def test_decode_html_obeys_the_declaration(declaration: str, encoding: str) -> None:
    words = {"cp1251": "Кремль", "koi8-r": "Кремль", "cp1252": "“Café”", "shift_jis": "総理"}.get(encoding, "Café")
    page = f"{declaration}<p>{words}"
    assert decode_html(page.encode(encoding)) == page


def test_decode_html_trusts_the_byte_order_mark_more() -> None:
    assert decode_html(b"\xef\xbb\xbf" + "<meta charset=latin-1>é".encode()) == "<meta charset=latin-1>é"


@pytest.mark.parametrize("name", ["no-such-thing", "hex", "undefined"])
def test_decode_html_refuses_unknown_character_sets(name: str) -> None:
    with pytest.raises(DomainError, match="unknown") as caught:
        decode_html(f'<meta charset="{name}">'.encode())
    assert caught.value.code == "undecodable"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "empty_text", "empty"),
        (" \n\t\u00a0", "empty_text", "empty"),
        ("ab\0c", "nul_character", "Character 2 "),
        ("abc\ud83d", "lone_surrogate", "Character 3 "),
        ("é" * (MAX_TEXT_BYTES // 2) + "x", "text_too_long", "2,000,001 bytes"),
    ],
)
def test_check_text_refuses(text: str, code: str, words: str) -> None:
    with pytest.raises(DomainError, match=words) as caught:
        check_text(text)
    assert (caught.value.code, caught.value.field) == (code, "text")


def test_check_text_takes_the_longest_text() -> None:
    check_text("x" * MAX_TEXT_BYTES)


@pytest.mark.parametrize("slug", ["seed-a", "seed-b"])
def test_plain_text_is_stored_as_it_is(slug: str) -> None:
    data = (CORPUS / f"{slug}.txt").read_bytes()
    article = _one(f"some/folder/{slug}.TXT", data)
    assert article.text.encode() == data
    assert article.place == f"{slug}.TXT"
    assert article.title


def test_line_ends_are_kept() -> None:
    assert _one("a.md", b"# Title\r\n\r\nBody.\r").text == "# Title\r\n\r\nBody.\r"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Mayor denies bribes\n\nBody.", "Mayor denies bribes"),
        ("Mayor denies bribes\n\nBody.", "Mayor denies bribes"),
        ("- A key point.\nBody. More.\n\n# Late heading", "Late heading"),
        ("- A key point.\nBody. More.", "A key point."),
        ("Body here. More.", "Body here."),
        ("© 2025 Example Times", ""),
        ("The mayor said " + "word " * 50 + "end.", "The mayor said " + "word " * 27 + "word…"),
    ],
)
def test_title_is_the_headline_or_the_first_statement(text: str, title: str) -> None:
    assert title_of(text) == title


def test_page() -> None:
    article = _one("page.html", PAGE.encode())
    assert (article.title, article.byline, article.outlet) == ("Mayor denies bribes", "Jane Doe", "Example Times")
    assert (article.url, article.published) == ("https://example.org/news/1", date(2025, 1, 13))
    assert article.text.splitlines() == [
        "Mayor denies bribes",
        "The mayor denied on Monday that she took bribes, [officials said](https://apnews.com/a).",
        "Two officials said the mayor allegedly took money. "
        "Police opened an inquiry ([source](https://example.org/local)).",
        "“I did nothing wrong,” she said & left.",
    ]


def test_links_of_a_page_are_found_as_citations() -> None:
    structure = find_structure(_one("page.htm", PAGE.encode()).text)
    assert [link.url for link in structure.citations] == ["https://apnews.com/a", "https://example.org/local"]
    assert [statement.label for statement in structure.statements] == ["H1", "S1", "S2", "S3", "S4"]


def test_page_without_date_or_safe_address_claims_none() -> None:
    page = PAGE.replace("https://example.org/news/1", "javascript:alert(1)").replace("2025-01-13T10:00:00Z", "")
    article = _one("page.html", page.encode())
    assert (article.url, article.published) == ("", None)


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<", "<a " * 1000])
def test_page_without_article(page: str) -> None:
    error = _refusal("page.html", page.encode())
    assert (error.code, error.place) == ("no_main_text", "page.html")


def test_json_lines() -> None:
    record = {
        "text": "Body\u2028here.",
        "title": "Title",
        "slug": "body-here",
        "url": "https://example.org/1",
        "outlet": "Example Times",
        "byline": "Jane Doe",
        "published": "2025-01-13",
        "licence": "CC BY 4.0",
        "external_id": "wire/1",
        "unknown": [1],
    }
    lines = [json.dumps(record, ensure_ascii=False), "", '{"text": "Second body.", "title": null}']
    first, second = extract("up.jsonl", "\r\n".join(lines).encode())
    assert first == ExtractedArticle(
        text="Body\u2028here.",
        title="Title",
        byline="Jane Doe",
        outlet="Example Times",
        url="https://example.org/1",
        published=date(2025, 1, 13),
        licence="CC BY 4.0",
        external_id="wire/1",
        slug="body-here",
        place="up.jsonl line 1",
    )
    assert second == ExtractedArticle(text="Second body.", title="Second body.", place="up.jsonl line 3")


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ("{text: 1}", "bad_json", ""),
        ("[" * 100_000, "bad_json", ""),
        ('["text"]', "missing_text", "text"),
        ('{"title": "x"}', "missing_text", "text"),
        ('{"text": null}', "empty_text", "text"),
        ('{"text": 5}', "bad_value", "text"),
        ('{"text": "x", "url": ["y"]}', "bad_value", "url"),
        ('{"text": "a\\u0000"}', "nul_character", "text"),
        ('{"text": "a", "title": "b\\u0000"}', "nul_character", "title"),
        ('{"text": "a\\ud83d"}', "lone_surrogate", "text"),
        ('{"text": "x", "published": "last Monday"}', "bad_date", "published"),
    ],
)
def test_a_bad_line_does_not_stop_the_good_ones(line: str, code: str, field: str) -> None:
    good = '{"text": "Good."}'
    before, error, after = extract("up.jsonl", f"{good}\n{line}\n{good}".encode())
    assert isinstance(error, DomainError)
    assert (error.code, error.field, error.place) == (code, field, "up.jsonl line 2")
    assert [article.place for article in (before, after)] == ["up.jsonl line 1", "up.jsonl line 3"]


@pytest.mark.parametrize(
    ("filename", "data", "code"),
    [
        ("a.docx", b"PK", "unknown_format"),
        ("README", b"x", "unknown_format"),
        ("", b"x", "unknown_format"),
        ("a.txt", b"", "empty_text"),
        ("a.txt", b"a\xff", "undecodable"),
        ("a.md", b"a\0", "nul_character"),
        ("a.jsonl", b" \n", "empty_text"),
        ("a.html", b'<meta charset="hex">', "undecodable"),
    ],
)
def test_files_that_are_refused(filename: str, data: bytes, code: str) -> None:
    error = _refusal(filename, data)
    assert (error.code, error.place) == (code, filename)


def test_an_unknown_format_names_the_known_ones() -> None:
    assert "Accepted are .txt, .md, .html, .htm, .jsonl." in _refusal("a.pdf", b"%PDF").message


@given(st.sampled_from(["a.txt", "a.jsonl", "a.html"]), st.binary(max_size=80))
@settings(max_examples=150, deadline=None)
def test_no_upload_raises(filename: str, data: bytes) -> None:
    assert list(extract(filename, data)) or not data.strip()


def test_importing_the_module_does_not_load_trafilatura() -> None:
    code = "import sys, annotator.articles.extraction; print('trafilatura' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    )
    assert result.stdout.strip() == "False"


def test_an_undecodable_line_does_not_stop_the_good_ones() -> None:
    good = b'{"text": "Good."}'

    before, error, after = extract("up.jsonl", good + b"\n\xff\n" + good)

    assert isinstance(error, DomainError)
    assert (error.code, error.place) == ("undecodable", "up.jsonl line 2")
    assert isinstance(before, ExtractedArticle) and isinstance(after, ExtractedArticle)


def test_an_address_that_is_none_is_left_out() -> None:
    (article,) = extract("up.jsonl", b'{"text": "x", "url": "javascript:alert(1)"}')

    assert isinstance(article, ExtractedArticle)
    assert article.url == ""
