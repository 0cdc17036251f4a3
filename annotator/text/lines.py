"""Lines and paragraphs: where they start and end, and which lines a mail program broke in mid-sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotator.text.spans import Span

MARKER = re.compile(
    r"(?P<bullet>(?:[-*–‣◦▪●·]|•)[ \t\u00a0]+|•)"
    r"|(?P<heading>\#{1,6}[ \t]+)"
    r"|(?P<quote>>[ \t]?)"
    r"|(?P<number>\d{1,3}[.)][ \t]+)"
)
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_MIN_WRAP = 50
_MAX_WRAP = 100
_RAGGED = 3
_SENTENCE_END = frozenset(".!?:…。！？؟")
_CLOSING_MARKS = "\"'”’»“」』)]}*_ \t"


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its white space. `width` counts the indentation too; `new_block` follows an empty line."""

    span: Span
    width: int
    new_block: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line, or several that belong together. `new_block` says that an empty line stands before it."""

    span: Span
    new_block: bool


def find_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of `text` that are not blank.

    Lines end with LF, CR LF, CR, U+2028 or U+2029 only: a form feed or a next-line control is white space, so that
    browsers, exports and this module count alike.
    """
    return tuple(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    previous_end = 0
    new_block = True
    for match in _LINE.finditer(text):
        words = match.group()
        new_block = new_block or _breaks(text, previous_end, match.start()) > 1
        previous_end = match.end()
        body = words.strip()
        if not body:
            new_block = True
            continue
        start = match.start() + len(words) - len(words.lstrip())
        yield Line(Span(start, start + len(body)), start + len(body) - match.start(), new_block)
        new_block = False


def _breaks(text: str, start: int, end: int) -> int:
    """Count the line breaks in a gap, no further than two."""
    if text[start : start + 2] == "\r\n":
        start += 1
    return min(end - start, 2)


def ends_sentence(words: str) -> bool:
    """Say whether the words close with sentence punctuation, looking behind closing quotation marks and brackets."""
    bare = words.rstrip(_CLOSING_MARKS)
    return bool(bare) and bare[-1] in _SENTENCE_END


def find_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of `text`: its lines, where lines broken at a fixed width are put together again.

    Lines count as broken when their block has a break in mid-sentence and each of them was full: the first word of the
    next line would not have fitted. A line with a marker (a bullet, a heading) never continues the one before.
    """
    lines = find_lines(text)
    paragraphs: list[Paragraph] = []
    for first, last in _blocks(lines):
        block = lines[first:last]
        width = _wrap_width(text, block)
        for index, line in enumerate(block):
            if width and index > 0 and _continues(text, block[index - 1], line, width):
                before = paragraphs.pop()
                paragraphs.append(Paragraph(Span(before.span.start, line.span.end), before.new_block))
            else:
                paragraphs.append(Paragraph(line.span, line.new_block))
    return tuple(paragraphs)


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    first = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or lines[index].new_block:
            yield first, index
            first = index


def _wrap_width(text: str, block: Sequence[Line]) -> int:
    """Return the width at which the block was broken, or 0 when it was not."""
    if len(block) < 2:
        return 0
    width = max((line.width for line in block if " " in line.span.of(text)), default=0)
    if not _MIN_WRAP <= width <= _MAX_WRAP:
        return 0
    broken = any(
        text[after.span.start].islower()
        and _continues(text, before, after, width)
        and not ends_sentence(before.span.of(text))
        for before, after in pairwise(block)
    )
    return width if broken else 0


def _continues(text: str, before: Line, after: Line, width: int) -> bool:
    """Say whether `before` was full and `after` opens nothing of its own."""
    if MARKER.match(text, after.span.start):
        return False
    first_word = after.span.of(text).split(None, 1)[0]
    return before.width + 1 + len(first_word) >= width - _RAGGED
