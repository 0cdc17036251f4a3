"""Names of sources as keys for look-up. Pure."""

import re
import unicodedata

_ARTICLE = re.compile(r"^(?:the|a|an)\s+")
_POSSESSIVE = re.compile(r"['’]s?$")
_POINTING = frozenset(
    {"he", "she", "it", "they", "we", "i", "his", "her", "their", "the", "this", "that", "both", "who"}
)
_SPACE = re.compile(r"\s+")


def name_key(name: str) -> str:
    """Return the key under which a name is looked up: case, articles, marks and spacing do not matter."""
    key = _SPACE.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()
    return _POSSESSIVE.sub("", _ARTICLE.sub("", key)) or key


def names_of(mention: str, same_source: str) -> list[str]:
    """Return the names to look a source up by, the surer one first.

    `same_source` is its fullest name in the article, empty where none is known. The mention goes before that name,
    unless it only points back.
    """
    names = [same_source, mention] if points_back(mention) else [mention, same_source]
    return [name for name in names if name]


def points_back(mention: str) -> bool:
    """Say whether a mention only points to a source named elsewhere ("he", "the statement"), and is no name itself."""
    first, *rest = mention.split() or [""]
    return first.casefold() in _POINTING and not any(word[0].isupper() for word in rest)
