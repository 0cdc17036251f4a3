"""Find quotations: which marks open, which close, and which are only apostrophes."""

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.text.lines import find_paragraphs
from annotator.text.spans import Span


class QuoteStyle(StrEnum):
    """The family of marks around a quotation."""

    STRAIGHT = "straight"
    CURLY = "curly"
    SINGLE_STRAIGHT = "single_straight"
    SINGLE_CURLY = "single_curly"
    GUILLEMETS = "guillemets"
    SINGLE_GUILLEMETS = "single_guillemets"
    LOW = "low"
    SINGLE_LOW = "single_low"
    CORNER = "corner"


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation. `span` holds the marks, `inner` the words between them, or None when there are none."""

    span: Span
    inner: Span | None
    style: QuoteStyle


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark, whether a quotation may open here, and which opening marks it may close (none: it closes nothing)."""

    span: Span
    char: str
    opens: bool
    closes: tuple[str, ...]


# Two apostrophes, or two grave accents, stand for a double mark in wire copy.
_MARKS = re.compile("''|``|[\"“”„'‘’‚«»‹›「」『』]")
_STYLES = {
    '"': QuoteStyle.STRAIGHT,
    "''": QuoteStyle.STRAIGHT,
    "``": QuoteStyle.STRAIGHT,
    "“": QuoteStyle.CURLY,
    "”": QuoteStyle.CURLY,
    "„": QuoteStyle.LOW,
    "«": QuoteStyle.GUILLEMETS,
    "»": QuoteStyle.GUILLEMETS,
    "‹": QuoteStyle.SINGLE_GUILLEMETS,
    "›": QuoteStyle.SINGLE_GUILLEMETS,
    "'": QuoteStyle.SINGLE_STRAIGHT,
    "‘": QuoteStyle.SINGLE_CURLY,
    "‚": QuoteStyle.SINGLE_LOW,
    "「": QuoteStyle.CORNER,
    "『": QuoteStyle.CORNER,
}
# Which opening marks a mark closes. Straight and curly ones are mixed by hand; Swedish opens with ”, German with ».
_CLOSES: dict[str, tuple[str, ...]] = {
    '"': ('"', "“"),
    "''": ("''", "``"),
    "”": ("“", "„", "”", '"'),
    "“": ("„",),
    "»": ("«",),
    "«": ("»",),
    "›": ("‹",),
    "‹": ("›",),
    "'": ("'",),
    "’": ("‘", "‚"),
    "‘": ("‚",),
    "」": ("「",),
    "』": ("『",),
}
_APOSTROPHES = frozenset("'’‘‚")
_AMBIGUOUS = frozenset(['"', "''"])
_BEFORE_OPENING = frozenset("([{<—–-/|*_>“‘«„‚\"'¿¡")
_AFTER_OPENING = frozenset("'‘“«„\"$€£¿¡([….#@")
_DEEPEST = 16
_ELISION = re.compile(r"\d0s\b|\d\d(?=[\s,.;:)]|$)|(?:em|til|tis|twas|cause|cuz|n|bout|round)\b", re.IGNORECASE)


def find_quotations(text: str, start: int = 0, end: int | None = None) -> tuple[Quotation, ...]:
    """Return the quotations between `start` and `end` in order, nested ones after those around them.

    A quotation stays within its paragraph. One without closing mark counts only when the next paragraph opens with the
    same mark again, and then runs to the end of its paragraph; any other single mark is left alone.
    """
    window = text[start:end]
    found: list[Quotation] = []
    paragraphs = [paragraph.span for paragraph in find_paragraphs(window)]
    for index, paragraph in enumerate(paragraphs):
        following = window[paragraphs[index + 1].start] if index + 1 < len(paragraphs) else ""
        found.extend(_in_paragraph(window, paragraph, following))
    found.sort(key=lambda quotation: (quotation.span.start, -quotation.span.end))
    return tuple(_shifted(quotation, start) for quotation in found) if start else tuple(found)


def _shifted(quotation: Quotation, by: int) -> Quotation:
    inner = quotation.inner.shift(by) if quotation.inner is not None else None
    return Quotation(quotation.span.shift(by), inner, quotation.style)


def _in_paragraph(text: str, paragraph: Span, following: str) -> list[Quotation]:
    found: list[Quotation] = []
    stack: list[_Mark] = []
    open_marks: Counter[str] = Counter()
    for mark in _read_marks(text, paragraph):
        opener = _opener(mark, stack, open_marks)
        if opener is not None:
            found.append(_quotation(opener, mark.span.start, mark.span.end))
            _drop(stack, open_marks, opener)
        elif mark.opens:
            if mark.char in _AMBIGUOUS and open_marks[mark.char]:
                _drop(stack, open_marks, _last(stack, (mark.char,)))
            _push(stack, open_marks, mark)
    going_on = next((mark for mark in stack if mark.char == following and following not in _APOSTROPHES), None)
    if going_on is not None:
        found.append(_quotation(going_on, paragraph.end, paragraph.end))
    return found


def _quotation(opener: _Mark, inner_end: int, end: int) -> Quotation:
    inner = Span(opener.span.end, inner_end) if opener.span.end < inner_end else None
    return Quotation(Span(opener.span.start, end), inner, _STYLES[opener.char])


def _opener(mark: _Mark, stack: Sequence[_Mark], open_marks: Counter[str]) -> _Mark | None:
    """Return the open mark that `mark` closes, if any; an apostrophe never closes across an open double mark."""
    if not any(open_marks[opener] for opener in mark.closes):
        return None
    opener = _last(stack, mark.closes)
    if mark.char in _APOSTROPHES and any(above.char not in _APOSTROPHES for above in _above(stack, opener)):
        return None
    return opener


def _last(stack: Sequence[_Mark], chars: Container[str]) -> _Mark:
    return next(mark for mark in reversed(stack) if mark.char in chars)


def _above(stack: Sequence[_Mark], opener: _Mark) -> Sequence[_Mark]:
    return stack[stack.index(opener) + 1 :]


def _push(stack: list[_Mark], open_marks: Counter[str], mark: _Mark) -> None:
    """Remember an open mark. No quotation nests so deep as to fill the stack: the oldest mark is then astray."""
    if len(stack) == _DEEPEST:
        open_marks[stack.pop(0).char] -= 1
    stack.append(mark)
    open_marks[mark.char] += 1


def _drop(stack: list[_Mark], open_marks: Counter[str], opener: _Mark) -> None:
    """Forget the opener and what was opened inside it and never closed."""
    first = stack.index(opener)
    open_marks.subtract(mark.char for mark in stack[first:])
    del stack[first:]


def _read_marks(text: str, paragraph: Span) -> list[_Mark]:
    """Return the marks of the paragraph; a possessive (the workers’ rights) closes only when nothing later could."""
    matches = _MARKS.finditer(text, paragraph.start, paragraph.end)
    marks = [_read_mark(text, paragraph, Span(match.start(), match.end())) for match in matches]
    closes_later: set[str] = set()
    for index in range(len(marks) - 1, -1, -1):
        mark = marks[index]
        if mark.opens and mark.char in _APOSTROPHES:
            closes_later.discard("'" if mark.char == "'" else "’")
        if mark.closes and mark.char in closes_later and _is_possessive(text, mark.span.start):
            marks[index] = _Mark(mark.span, mark.char, mark.opens, closes=())
        elif mark.closes and mark.char in _APOSTROPHES:
            closes_later.add(mark.char)
    return marks


def _is_possessive(text: str, at: int) -> bool:
    return text[at - 1] in "sS" and text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].isalpha()


def _read_mark(text: str, paragraph: Span, span: Span) -> _Mark:
    char = span.of(text)
    before = text[span.start - 1] if span.start > paragraph.start else " "
    after = text[span.end] if span.end < paragraph.end else " "
    starts = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
    closes = _CLOSES.get(char, ())
    if char in _APOSTROPHES:
        opens = starts and char != "’" and _opens_single(text, span, after)
        return _Mark(span, char, opens, () if before.isspace() or after.isalnum() else closes)
    if char in _AMBIGUOUS:
        return _read_ambiguous(span, char, before, after, starts=starts)
    if char in "„「『“``":
        return _Mark(span, char, opens=True, closes=() if starts else closes)
    return _Mark(span, char, opens=char == "«" or (starts and char in "”»‹›"), closes=closes)


def _opens_single(text: str, span: Span, after: str) -> bool:
    return (after.isalnum() or after in _AFTER_OPENING) and not _ELISION.match(text, span.end)


def _read_ambiguous(span: Span, char: str, before: str, after: str, *, starts: bool) -> _Mark:
    """Read a mark that looks the same at both ends of a quotation; with spaces on both sides it may be either."""
    if starts and (after.isalnum() or (after in _AFTER_OPENING and before not in "\"'")):
        return _Mark(span, char, opens=True, closes=())
    stands_alone = before.isspace() and after.isspace()
    # After a figure the mark may mean inches: it then closes its own kind only.
    closes = (char,) if before.isdigit() else _CLOSES[char]
    return _Mark(span, char, stands_alone, closes)
