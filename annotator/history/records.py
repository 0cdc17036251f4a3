"""An entry of the history as it is published: by the API and as a line of the export."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from annotator.history.entries import Entry

FORMAT: Final = "sourcemark-history/1"
MEDIA_TYPE: Final = "application/x-ndjson"


def to_object(entry: Entry) -> dict[str, Any]:
    """Return an entry ready for json.dumps. People are their user names, articles their slugs."""
    article = entry.article
    return {
        "kind": entry.kind.value,
        "id": entry.key,
        "made_at": entry.made_at.isoformat(),
        "person": entry.who.username if entry.who else None,
        "what": entry.what,
        "desk": entry.desk or None,
        "article": article.slug if article else None,
        "statement": f"{article.slug}-{entry.statement}" if article and entry.statement else None,
        "words": entry.words,
        "columns": dict(entry.columns),
    }


def to_lines(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield one line of JSON for each entry."""
    for entry in entries:
        yield json.dumps({"format": FORMAT, **to_object(entry)}, ensure_ascii=False).encode() + b"\n"
