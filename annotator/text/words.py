"""Count the words of an article's body."""

import re
from collections.abc import Iterable, Sequence

from annotator.text.structure import Citation, SegmentKind, StatementSpan

_LETTER_OR_FIGURE = re.compile(r"[^\W_]")


def count_words(text: str, citations: Sequence[Citation], statements: Iterable[StatementSpan]) -> int:
    """Count the words of the body statements with links removed (SCHEME 9.7).

    A word is a run without white space that holds a letter or a figure. Of a link only the address is removed: the
    word "source" in `([source](https://example.org/a))` is printed, so it counts; a bare address counts nothing.
    """
    total = 0
    position = 0
    for statement in statements:
        if statement.kind is not SegmentKind.BODY:
            continue
        start, end = statement.span.start, statement.span.end
        while position < len(citations) and citations[position].span.start < start:
            position += 1
        printed: list[str] = []
        while position < len(citations) and citations[position].span.end <= end:
            printed += [text[start : citations[position].span.start], citations[position].anchor]
            start = citations[position].span.end
            position += 1
        printed.append(text[start:end])
        total += sum(1 for word in "".join(printed).split() if _LETTER_OR_FIGURE.search(word))
    return total
