"""Whether a person is named in a byline. Pure."""

import unicodedata


def is_named_in(byline: str, *, first_name: str, last_name: str) -> bool:
    """Say whether first and last name stand in the byline, in either order, whatever the case.

    People without both names are never found: a user name or one name alone would hit strangers.
    """
    names = [_words(first_name), _words(last_name)]
    written = _words(byline)
    return all(names) and all(_stands_in(name, written) for name in names)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c if c.isalnum() or c in "'’-" else " " for c in folded).split()


def _stands_in(name: list[str], written: list[str]) -> bool:
    return any(written[at : at + len(name)] == name for at in range(len(written) - len(name) + 1))
