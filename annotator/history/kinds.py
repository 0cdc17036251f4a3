"""What the history is about, and what can happen to a row. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """What an entry of the history is about."""

    TAGS = "tags"
    SUGGESTIONS = "suggestions"
    REVIEWS = "reviews"
    RULINGS = "rulings"
    COMMENTS = "comments"
    ARTICLES = "articles"
    SOURCES = "sources"
    LEXICONS = "lexicons"
    CODEBOOK = "codebook"
    ROLES = "roles"


KIND_NAMES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.TAGS: "Tags",
        Kind.SUGGESTIONS: "Decisions about suggestions",
        Kind.REVIEWS: "Moves of reviews",
        Kind.RULINGS: "Rulings",
        Kind.COMMENTS: "Comments",
        Kind.ARTICLES: "Articles",
        Kind.SOURCES: "Sources",
        Kind.LEXICONS: "Lexicons",
        Kind.CODEBOOK: "Codebook",
        Kind.ROLES: "Desks, roles and accounts",
    }
)


class Action(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
