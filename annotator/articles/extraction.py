"""Turn an uploaded file into article texts, or into refusals that say what is wrong and where."""

import importlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from types import ModuleType
from typing import Any

from annotator.errors import DomainError
from annotator.text.segment import find_structure

MAX_TEXT_BYTES = 2_000_000
FORMATS = (".txt", ".md", ".html", ".htm", ".jsonl")

_LONGEST_TITLE = 160
_SNIFFED_BYTES = 2048
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARED_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
# Browsers read these names as windows-1252, and a page that can be searched for the name cannot be UTF-16.
_CHARSET_AS_BROWSERS = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
    "ascii": "cp1252", "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8",
}  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ExtractedArticle:
    """One article as it came, before it is stored. `place` says where in the upload it stood."""

    text: str
    title: str = ""
    byline: str = ""
    outlet: str = ""
    url: str = ""
    published: date | None = None
    licence: str = ""
    external_id: str = ""
    slug: str = ""
    place: str = ""


def decode(data: bytes) -> str:
    """Read bytes as UTF-8, or as UTF-16 where a byte order mark says so. Raises DomainError `undecodable`."""
    return _decode_as(data, _marked_encoding(data) or "utf-8")


def decode_html(data: bytes) -> str:
    """Read a page as its byte order mark or its own declaration says, else as UTF-8.

    Raises DomainError `undecodable`.
    """
    encoding = _marked_encoding(data)
    declared = _DECLARED_CHARSET.search(data, 0, _SNIFFED_BYTES)
    if encoding is None and declared is not None:
        name = declared.group(1).decode("ascii", "replace").lower()
        encoding = _CHARSET_AS_BROWSERS.get(name, name)
    return _decode_as(data, encoding or "utf-8")


def check_text(text: str) -> None:
    """Refuse a text that cannot be stored: empty, too long, or with characters that no database takes.

    Raises DomainError `empty_text`, `text_too_long`, `nul_character` or `lone_surrogate`.
    """
    if not text.strip():
        raise DomainError("empty_text", "The text is empty. Paste or upload the article's words.", field="text")
    _check_characters(text, "text")
    size = len(text.encode())
    if size > MAX_TEXT_BYTES:
        message = f"The text has {size:,} bytes; at most {MAX_TEXT_BYTES:,} are accepted. Split it into articles."
        raise DomainError("text_too_long", message, field="text")


def extract(filename: str, data: bytes) -> Iterator[ExtractedArticle | DomainError]:
    """Yield the articles of an upload; what cannot be read comes as a DomainError among them, never raised.

    The ending of the file name says how to read it: plain text and Markdown are stored as they are, of a page the main
    text is taken, and JSON Lines hold one article a line.
    """
    name = PurePath(filename).name
    ending = PurePath(name).suffix.lower()
    try:
        if ending in (".txt", ".md"):
            yield _from_text(name, decode(data))
        elif ending in (".html", ".htm"):
            yield _from_html(name, decode_html(data))
        elif ending == ".jsonl":
            yield from _from_json_lines(name, data)
        else:
            message = f"{name or 'The file'} has no format that can be read. Accepted are {', '.join(FORMATS)}."
            yield DomainError("unknown_format", message, field="file", place=name)
    except DomainError as error:
        yield DomainError(error.code, error.message, field=error.field, place=error.place or name)


def _marked_encoding(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        message = f"Byte {error.start} is not {encoding} text. Save the file as UTF-8 and upload it again."
        raise DomainError("undecodable", message, field="file") from error
    except (LookupError, UnicodeError) as error:
        message = f"The page declares the character set {encoding!r}, which is unknown. Save it as UTF-8."
        raise DomainError("undecodable", message, field="file") from error


def _check_characters(text: str, field: str) -> None:
    nul = text.find("\0")
    if nul >= 0:
        message = f"Character {nul} of the {field} is a NUL character, which cannot be stored. Remove it."
        raise DomainError("nul_character", message, field=field)
    surrogate = _SURROGATE.search(text)
    if surrogate is not None:
        message = f"Character {surrogate.start()} of the {field} is half of a surrogate pair. Remove it."
        raise DomainError("lone_surrogate", message, field=field)


def _from_text(name: str, text: str) -> ExtractedArticle:
    check_text(text)
    return ExtractedArticle(text, title=title_of(text), place=name)


def title_of(text: str) -> str:
    """Return the headline of a text, or else its first statement, cut at a word."""
    statements = find_structure(text).statements
    if not statements:
        return ""
    headlines = [statement for statement in statements if statement.label == "H1"]
    words = " ".join((headlines or statements)[0].span.of(text).split())
    if len(words) <= _LONGEST_TITLE:
        return words
    return f"{words[: _LONGEST_TITLE - 1].rsplit(' ', 1)[0]}…"


def _trafilatura() -> ModuleType:
    """Load trafilatura on first use: it takes a third of a second and 28 MB that pages and workers seldom need."""
    return importlib.import_module("trafilatura")


def _from_html(name: str, page: str) -> ExtractedArticle:
    found: Any = _trafilatura().bare_extraction(
        page,
        include_comments=False,
        include_tables=False,
        include_links=True,
        with_metadata=True,
        # Only a date that the page states; a guess from its words would pass for a fact.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if found is None or not (found.text or "").strip():
        message = f"No article text was found in {name}. Paste the text instead."
        raise DomainError("no_main_text", message, field="file")
    check_text(found.text)
    return ExtractedArticle(
        found.text,
        title=found.title or title_of(found.text),
        byline=found.author or "",
        outlet=found.sitename or "",
        url=_web_address(found.url or ""),
        published=_read_date(found.date or ""),
        licence=found.license or "",
        place=name,
    )


def _web_address(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""


def _from_json_lines(name: str, data: bytes) -> Iterator[ExtractedArticle | DomainError]:
    """Yield one article a line. U+2028 is no line end here: JSON strings may hold it."""
    if _marked_encoding(data) == "utf-16":
        data = decode(data).encode()
    if not data.strip():
        raise DomainError("empty_text", f"{name} holds no lines.", field="file")
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        place = f"{name} line {number}"
        try:
            yield _from_json(decode(line), place)
        except DomainError as error:
            yield DomainError(error.code, error.message, field=error.field, place=place)


def _from_json(line: str, place: str) -> ExtractedArticle:
    """Read one article; keys that no article has are passed over."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f'The line is not JSON ({error}). Write one article a line, such as {{"text": "…"}}.'
        raise DomainError("bad_json", message) from error
    if not isinstance(values, dict) or "text" not in values:
        raise DomainError("missing_text", 'The line needs an object with the key "text".', field="text")
    text = _string(values, "text")
    check_text(text)
    published = _string(values, "published")
    day = _read_date(published)
    if published and day is None:
        message = f"{published!r} is no date. Write the day as 2025-01-13."
        raise DomainError("bad_date", message, field="published")
    return ExtractedArticle(
        text,
        title=_string(values, "title") or title_of(text),
        byline=_string(values, "byline"),
        outlet=_string(values, "outlet"),
        url=_web_address(_string(values, "url")),
        published=day,
        licence=_string(values, "licence"),
        external_id=_string(values, "external_id"),
        slug=_string(values, "slug"),
        place=place,
    )


def _string(values: Mapping[str, object], key: str) -> str:
    value = values.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise DomainError("bad_value", f"{key} must be text, not {type(value).__name__}.", field=key)
    if key != "text":
        _check_characters(value, key)
    return value


def _read_date(written: str) -> date | None:
    try:
        return datetime.fromisoformat(written.strip()).date()
    except ValueError:
        return None
