"""Find a passage again in a revised text by its words and what stood around them, after the W3C text quote selector."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from annotator.text.spans import Span


@dataclass(frozen=True, slots=True)
class TextQuoteAnchor:
    """The exact words of a passage, the words before and after it, and where it started."""

    exact: str
    prefix: str
    suffix: str
    start: int


def make_anchor(text: str, span: Span, context: int = 32) -> TextQuoteAnchor:
    """Return the anchor of `span`, with up to `context` code points on either side."""
    prefix = text[max(0, span.start - context) : span.start]
    return TextQuoteAnchor(span.of(text), prefix, text[span.end : span.end + context], span.start)


def reanchor(anchor: TextQuoteAnchor, new_text: str) -> Span | None:
    """Return where the passage stands in `new_text`, or None when it is gone or could be meant twice.

    A single occurrence is taken as it is. Of several the one with the longest matching surroundings wins, then the one
    nearest to the old place; without any matching surroundings, or with two equally good ones, none is.
    """
    starts = list(_occurrences(anchor.exact, new_text))
    if len(starts) == 1:
        return Span(starts[0], starts[0] + len(anchor.exact))
    ranks = [(_surroundings(anchor, new_text, start), -abs(start - anchor.start)) for start in starts]
    best = max(ranks, default=(0, 0))
    if best[0] == 0 or ranks.count(best) > 1:
        return None
    start = starts[ranks.index(best)]
    return Span(start, start + len(anchor.exact))


def _occurrences(exact: str, text: str) -> Iterator[int]:
    start = text.find(exact) if exact else -1
    while start >= 0:
        yield start
        start = text.find(exact, start + 1)


def _surroundings(anchor: TextQuoteAnchor, text: str, start: int) -> int:
    """Count the code points next to the passage that are still the same."""
    end = start + len(anchor.exact)
    before = text[max(0, start - len(anchor.prefix)) : start]
    after = text[end : end + len(anchor.suffix)]
    return _same(reversed(anchor.prefix), reversed(before)) + _same(anchor.suffix, after)


def _same(left: Iterable[str], right: Iterable[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))
