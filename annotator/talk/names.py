"""The names that a comment mentions. Pure."""

import re
from collections.abc import Iterator
from typing import Final

MENTION: Final = re.compile(r"(?<![\w.@+-])@([\w.@+-]{1,160})")
"""An @ that begins a word, so that the one in an e-mail address is none; then what a user name may hold."""
ENDS: Final = ".@+-"
"""A user name may end in these, but a sentence does so more often."""


def names_in(body: str) -> Iterator[tuple[str, ...]]:
    """Yield for each mention the names that may be meant, the longest first: `@ana.` means “ana.”, else “ana”.

    The same mention comes once, however often it stands there.
    """
    typed = dict.fromkeys(match[1] for match in MENTION.finditer(body))
    for name in typed:
        bare = name.rstrip(ENDS)
        if bare:
            yield tuple(name[:end] for end in range(len(name), len(bare) - 1, -1))
