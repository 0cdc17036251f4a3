"""Split a paragraph into sentences by rules: abbreviations, initials, brackets, quotations, links, other scripts."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.text.abbreviations import (
    AFTER_HOURS,
    BEFORE_FIGURES,
    HOURS,
    MARKED_NAMES,
    MAYBE_LAST,
    NOT_OPENING,
    SENTENCE_OPENERS,
    SPEECH_VERBS,
    TITLES,
)
from annotator.text.lines import ends_sentence
from annotator.text.spans import Span

# Each run is tried once, at its start, and dropped at once before a letter or figure ("3.5", "example.org").
_TERMINATOR = re.compile(r"(?<![.!?…])[.!?…]++(?![A-Za-z0-9])(?:[ \u00a0][.!?…]++(?![A-Za-z0-9]))*+|[。！？｡؟۔।॥]+")
_WIDE = frozenset("。！？｡؟۔।॥")
_CLOSING = re.compile("[\"'”’“»«›」』）)\\]}*_¹²³⁰⁴-⁹\u200b\u200e\u200f\u2060\u2069\u202c\ufe0f]+")
_CLOSING_APART = re.compile(r"\s[”’»›」』)]+(?=[\s,;:]|$)")
_FOOTNOTE = re.compile(r"\s?\[(?:\d{1,3}|[a-z]|(?:note|nb) \d{1,3}|citation needed)\]")
_QUOTE_CLOSERS = frozenset("\"'”’“»«›")
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"[^\W_]")
_NEXT = re.compile(r"([\s\"'“”‘’«»„‹(\[*_¿¡「『—–-]*)(\w{0,30})")
_LAST_WORD = re.compile(r"[\w.&’'-]+$")
_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_]){1,5}")
_STRAIGHT_QUOTE = re.compile('"')
_QUOTE_BETWEEN_SPACES = re.compile(r'\s"(?=\s|$)')
_ROUND = re.compile(r"[()]")
_LONGEST_ABBREVIATION = 16
_SHORTEST_ASIDE = len("(A. B)")
_LONGEST_ASIDE = 300
_LONGEST_SPEAKER = 120
_SPEAKER_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The paragraph at hand: its text and end, the links in it, and where its straight quotation marks stand."""

    text: str
    limit: int
    link_ends: Mapping[int, int]
    straight_quotes: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Next:
    """What follows a possible end: the next word, and the marks before it."""

    marks: str
    word: str
    opens: bool

    @property
    def is_lower(self) -> bool:
        """Say whether the word starts small, names such as iPhone aside."""
        return self.word[:1].islower() and not any(map(str.isupper, self.word))


def split_sentences(text: str, span: Span, links: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Return the sentences of the paragraph at `span`; no sentence ends inside one of its `links`.

    The sentences cover everything but the white space between them, and none starts or ends with white space.
    """
    if not _TERMINATOR.search(text, span.start, span.end):
        return (span,)
    pieces: list[Span] = []
    start = span.start
    for end in _ends(text, span, links):
        pieces.append(Span(start, end))
        start = _skip_space(text, end, span.end)
    if pieces and _first_word(text, start, span.end) == span.end:
        return (*pieces[:-1], Span(pieces[-1].start, span.end))
    return (*pieces, Span(start, span.end))


def _ends(text: str, span: Span, links: Sequence[Span]) -> Iterator[int]:
    """Yield where the sentences end, the last one left out."""
    paragraph = _read(text, span, links)
    guards = _guards(text, span, links)
    guard = 0
    start = span.start
    first_word = _first_word(text, start, span.end)
    for match in _TERMINATOR.finditer(text, span.start, span.end):
        at = match.start()
        if at < first_word:
            continue
        while guard < len(guards) and guards[guard].end <= at:
            guard += 1
        if guard < len(guards) and guards[guard].start <= at:
            continue
        end = _absorb(paragraph, match.end())
        if end < span.end and _is_end(paragraph, Span(at, match.end()), Span(start, end)):
            yield end
            start = _skip_space(text, end, span.end)
            first_word = _first_word(text, start, span.end)


def _read(text: str, span: Span, links: Sequence[Span]) -> _Paragraph:
    straight_quotes: list[int] = []
    if _QUOTE_BETWEEN_SPACES.search(text, span.start, span.end):
        straight_quotes = [match.start() for match in _STRAIGHT_QUOTE.finditer(text, span.start, span.end)]
    return _Paragraph(text, span.end, {link.start: link.end for link in links}, straight_quotes)


def _skip_space(text: str, position: int, limit: int) -> int:
    match = _SPACE.match(text, position, limit)
    return match.end() if match else position


def _first_word(text: str, position: int, limit: int) -> int:
    """Return where the first letter or figure stands, or `limit`."""
    match = _WORD.search(text, position, limit)
    return match.start() if match else limit


def _guards(text: str, span: Span, links: Sequence[Span]) -> list[Span]:
    """Return the stretches inside which no sentence ends, in order and without overlap: links and asides."""
    guards: list[Span] = []
    for guard in sorted([*links, *_asides(text, span)]):
        if guards and guard.start < guards[-1].end:
            guards[-1] = Span(guards[-1].start, max(guards[-1].end, guard.end))
        else:
            guards.append(guard)
    return guards


def _asides(text: str, span: Span) -> list[Span]:
    """Return the outermost round brackets that stand in mid-sentence ("the deal (see p. 4. It is long) is done")."""
    asides: list[Span] = []
    open_brackets: list[int] = []
    for match in _ROUND.finditer(text, span.start, span.end):
        if match.group() == "(":
            open_brackets.append(match.start())
        elif open_brackets:
            start = open_brackets.pop()
            is_short = _SHORTEST_ASIDE <= match.end() - start <= _LONGEST_ASIDE
            if not is_short or _opens_sentence(text, span.start, start):
                continue
            while asides and asides[-1].start > start:
                asides.pop()
            asides.append(Span(start, _before_stops(text, start, match.start())))
    return asides


def _before_stops(text: str, start: int, closing: int) -> int:
    """Leave the stop before the closing bracket out of the aside: it may end the sentence as well."""
    while closing > start + 1 and text[closing - 1] in ".!?…":
        closing -= 1
    return closing


def _opens_sentence(text: str, floor: int, at: int) -> bool:
    before = text[max(floor, at - 6) : at].rstrip()
    return not before or ends_sentence(before)


def _absorb(paragraph: _Paragraph, position: int) -> int:
    """Move past what belongs to the sentence that just ended: closing marks, footnote marks, a link in brackets."""
    while position < paragraph.limit:
        end = _absorb_once(paragraph, position)
        if end == position:
            break
        position = end
    return position


def _absorb_once(paragraph: _Paragraph, position: int) -> int:
    for pattern in (_CLOSING, _FOOTNOTE, _CLOSING_APART):
        match = pattern.match(paragraph.text, position, paragraph.limit)
        if match is not None:
            return match.end()
    if position in paragraph.link_ends:
        return paragraph.link_ends[position]
    if _QUOTE_BETWEEN_SPACES.match(paragraph.text, position, paragraph.limit):
        is_closing = bisect_left(paragraph.straight_quotes, position + 1) % 2 == 1
        return position + 2 if is_closing else position
    return _link_apart(paragraph, position)


def _link_apart(paragraph: _Paragraph, position: int) -> int:
    """Move past ` ([source](address)).` after a full stop, and past a bare link that ends the paragraph."""
    text, limit, link_ends = paragraph.text, paragraph.limit, paragraph.link_ends
    at = position + 1 if text[position].isspace() else position
    if text[at : at + 1] == "(" and at + 1 in link_ends and text[link_ends[at + 1] : link_ends[at + 1] + 1] == ")":
        end = link_ends[at + 1] + 1
        closing = _TERMINATOR.match(text, end, limit)
        return closing.end() if closing else end
    if at in link_ends and _first_word(text, link_ends[at], limit) == limit:
        return limit
    return position


def _is_end(paragraph: _Paragraph, stop: Span, sentence: Span) -> bool:
    """Judge the terminator at `stop`; `sentence` runs from the last end to behind the closing marks."""
    text = paragraph.text
    run = stop.of(text)
    if run[0] in _WIDE:
        return not (sentence.end > stop.end and "\u3041" <= text[sentence.end] <= "\u309f")
    if not text[sentence.end].isspace():
        return False
    following = _next(text, sentence.end, paragraph.limit)
    if following.is_lower:
        return False
    if "!" in run or "?" in run:
        return _ends_call(text, stop, sentence, following)
    if len(run) > 1 or run == "…":
        return following.word != "I"
    return _ends_at_full_stop(text, stop.start, sentence.start, following)


def _next(text: str, position: int, limit: int) -> _Next:
    match = _NEXT.match(text, position, limit)
    marks, word = match.groups() if match else ("", "")
    at = position + len(marks)
    in_name = text.startswith(".", at + len(word), limit) or text.startswith(NOT_OPENING, at, limit)
    return _Next(marks, word, word in SENTENCE_OPENERS and not in_name)


def _ends_call(text: str, stop: Span, sentence: Span, following: _Next) -> bool:
    """Judge ! and ?: not in a name ("Yahoo! Inc."), not before who said it ("“Will he go?” Smith asked")."""
    if _word_before(text, sentence.start, stop.start) in MARKED_NAMES and sentence.end == stop.end:
        return following.opens
    closes_quotation = any(mark in _QUOTE_CLOSERS for mark in text[stop.end : min(stop.end + 3, sentence.end)])
    return following.opens or not (closes_quotation and _names_speaker(text, sentence.end))


def _names_speaker(text: str, position: int) -> bool:
    words = text[position : position + _LONGEST_SPEAKER].split()[:_SPEAKER_WORDS]
    for index, word in enumerate(words):
        if word.rstrip(",.;:") in SPEECH_VERBS:
            return index > 0
        if not word[0].isupper() and word not in ("of", "the", "and"):
            return False
    return False


def _ends_at_full_stop(text: str, stop: int, floor: int, following: _Next) -> bool:
    stem = _word_before(text, floor, stop)
    if stem in TITLES or (stem in BEFORE_FIGURES and following.word[:1].isdigit()):
        return False
    if stem in HOURS:
        return following.word not in AFTER_HOURS and "(" not in following.marks
    if stem in MAYBE_LAST or _DOTTED.fullmatch(stem):
        return following.opens and "(" not in following.marks
    if len(stem) == 1 and stem.isupper():
        return following.opens or (stem == "I" and _is_pronoun(text, floor, stop))
    is_list_number = stem.isdigit() and len(stem) <= 3 and stop - len(stem) == floor
    return not is_list_number


def _word_before(text: str, floor: int, position: int) -> str:
    """Return the word that ends at `position`, or nothing when it is too long to be an abbreviation."""
    window = text[max(floor, position - _LONGEST_ABBREVIATION) : position]
    match = _LAST_WORD.search(window)
    if match is None or len(match.group()) == _LONGEST_ABBREVIATION:
        return ""
    return match.group().lstrip("'’-").rpartition("-")[2]


def _is_pronoun(text: str, floor: int, stop: int) -> bool:
    """Say whether the I before `stop` follows a small word ("he and I. Smith left"), not a name ("George I.")."""
    words = text[max(floor, stop - 30) : stop].split()
    return len(words) > 1 and words[-2][0].islower()
