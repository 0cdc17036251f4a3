"""JSON Lines: one object a line, one line an article. UTF-8; keys in the order of the records. Pure."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from annotator.interchange.records import FORMAT, OFFSET_UNIT, ArticleRecord


@dataclass(frozen=True, slots=True)
class JsonLines:
    """Writes articles as JSON Lines."""

    name: str = "jsonl"
    media_type: str = "application/x-ndjson"
    extension: str = "jsonl"

    def write(self, records: Iterable[ArticleRecord]) -> Iterator[bytes]:
        """Yield one line for each record."""
        for record in records:
            yield json.dumps(to_object(record), ensure_ascii=False, default=_plain).encode() + b"\n"


def to_object(record: ArticleRecord) -> dict[str, Any]:
    """Return the object of one line: what is said about the newest text stands beside the article itself."""
    return {
        "format": FORMAT,
        "offset_unit": OFFSET_UNIT,
        "codebook_version": record.codebook_version,
        "article": asdict(record.article),
        **asdict(record.newest),
        "earlier_texts": [asdict(text) for text in record.earlier],
        "sources": [asdict(source) for source in record.sources],
    }


def _plain(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON Lines")
