"""How a text stands on a page: blocks of lines, and in a line the statements and the words between them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from annotator.articles.models import Segment, Statement
from annotator.text.spans import Span

BULLETS: Final = frozenset({"-", "*", "•", "–", "#", "##"})
"""Words between statements that only draw a list or a heading; the page draws its own."""

Part: TypeAlias = Statement | Span | None
"""A stretch of a line: a statement, words between statements, or (None) a break between lines of one paragraph."""
Line: TypeAlias = tuple[Part, ...]


def laid_out(
    content: str, segments: Iterable[Segment], statements: Sequence[Statement]
) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Yield the kind and the lines of each block: neighbouring segments of one kind, a line for a paragraph or item.

    Segments and statements are in the order of the text `content`.
    """
    starts = [statement.start for statement in statements]
    for kind, block in groupby(segments, key=lambda segment: segment.kind):
        lines: list[Line] = []
        for _, group in groupby(block, key=_line_key):
            parts: list[Part] = []
            for segment in group:
                inside = statements[bisect_left(starts, segment.start) : bisect_left(starts, segment.end)]
                parts += [*([None] if parts else []), *_parts(content, segment, inside)]
            lines.append(tuple(parts))
        yield kind, tuple(lines)


def _line_key(segment: Segment) -> int:
    return segment.paragraph if segment.kind == "body" else segment.start


def _parts(content: str, segment: Segment, statements: Iterable[Statement]) -> Iterator[Part]:
    at = segment.start
    for statement in statements:
        yield from _between(content, at, statement.start)
        yield statement
        at = statement.end
    yield from _between(content, at, segment.end)


def _between(content: str, start: int, end: int) -> Iterator[Span]:
    if start < end and content[start:end].strip() not in BULLETS:
        yield Span(start, end)
