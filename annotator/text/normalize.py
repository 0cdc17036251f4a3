"""Bring a text into the form that term lists are matched against; it keeps its length, so that offsets stay valid."""

# ’ and its kin to ', special spaces to a space, special hyphens to -. İ is the one letter that str.lower() lengthens.
_SAME_LENGTH = str.maketrans(
    {
        **dict.fromkeys("’‘‛ʼ＇", "'"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys("\u2010\u2011", "-"),
        "İ": "i",
    }
)


def normalize_term(text: str) -> str:
    """Return `text` in small letters with plain apostrophes, spaces and hyphens: for matching only, never stored."""
    return text.translate(_SAME_LENGTH).lower()
