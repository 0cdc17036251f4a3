"""Names of sources as keys for look-up. Pure."""

import re
import unicodedata

_ARTICLE = re.compile(r"^(?:the|a|an)\s+")
_POSSESSIVE = re.compile(r"['’]s?$")
_SPACE = re.compile(r"\s+")


def name_key(name: str) -> str:
    """Return the key under which a name is looked up: case, articles, marks and spacing do not matter."""
    key = _SPACE.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()
    return _POSSESSIVE.sub("", _ARTICLE.sub("", key)) or key
