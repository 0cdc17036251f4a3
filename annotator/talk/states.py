"""Where a thread can be and how it can stand. Pure."""

from enum import StrEnum


class Place(StrEnum):
    """What a thread is about."""

    ARTICLE = "article"
    STATEMENT = "statement"
    SPAN = "span"
    SOURCE = "source"


class ThreadState(StrEnum):
    """How a thread stands."""

    OPEN = "open"
    RESOLVED = "resolved"
