"""What a format is: records in, bytes out. It knows no web, no database and no files. Pure."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from annotator.interchange.records import ArticleRecord


class Exporter(Protocol):
    """A format that articles can be written in."""

    @property
    def name(self) -> str: ...

    @property
    def media_type(self) -> str: ...

    @property
    def extension(self) -> str: ...

    def write(self, records: Iterable[ArticleRecord]) -> Iterator[bytes]:
        """Yield the bytes of the records, each record at once and none kept."""
        ...
