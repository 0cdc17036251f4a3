"""Where the content of an attribution begins and ends (SCHEME 7.2): token ranges, never more than is clear."""

from typing import Final

from annotator.detection.cues import Cue
from annotator.detection.noun_phrases import Range, is_edge, phrase_after
from annotator.detection.sentences import Sentence, TokenKind

_ADJUNCT_LIMIT: Final = 12
_SHORT_ADJUNCT: Final = 4
_OBJECT_LIMIT: Final = 60
_ADJUNCT_STARTS: Final = frozenset({"preposition", "subordinator", "time", "adverb"})
_ADDRESS_WORDS: Final = frozenset({"to", "the"})
_CONTINUING: Final = frozenset({"specifier", "coordinator"})
_JOINING: Final = frozenset({"coordinator", "contrast"})
_SCENE: Final = frozenset({"amid", "amidst"})


def left_content(sentence: Sentence, end: int) -> Range | None:
    """Return the stretch from the statement's start to `end`, without its closing comma and a leading comment.

    An opening such as "In a surprising move," is the author's and stays out (conservative content rule).
    """
    start = 0
    while start < end and sentence.kind(start) is TokenKind.MARK and sentence.text(start) in "-*(":
        start += 1
    if sentence.word_class(start) in {"coordinator", "contrast"}:
        start += 1
    elif sentence.word_class(start) == "adverb" and sentence.text(start + 1) == ",":
        start += 2
    while end > start and sentence.text(end - 1) in {",", ":", ";"}:
        end -= 1
    if sentence.text(start) == "in" and sentence.text(start + 1) in {"a", "an", "what"}:
        comma = _next_comma(sentence, start, min(end, start + 8))
        start = comma + 1 if comma is not None else start
    return (start, end) if end > start else None


def content_opener(sentence: Sentence, cue: Cue) -> int | None:
    """Return where content begins that is opened by "that", a colon or a quotation, past date and addressee."""
    start = cue.last
    reach = _ADJUNCT_LIMIT if cue.takes("clause") else _SHORT_ADJUNCT
    for index in range(start, min(start + reach, sentence.end)):
        if sentence.text(index) == "that" or sentence.kind(index) is TokenKind.QUOTE:
            return index
        if sentence.text(index) in {",", ":"}:
            opens = sentence.text(index) == ":" or sentence.kind(index + 1) is TokenKind.QUOTE
            return index + 1 if opens and index + 1 < sentence.end else None
        if index == start and not _may_stand_before_content(sentence, index, cue):
            return None
        if is_edge(sentence, index):
            return None
    return None


def bare_content_start(sentence: Sentence, cue: Cue) -> int:
    """Return where a clause without "that" begins, past date, place and addressee."""
    index = after_recipient(sentence, cue)
    while index < sentence.end and sentence.word_class(index) in {"time", "adverb"}:
        index += 1
    if sentence.word_class(index) == "preposition":
        index = _after_dated_phrase(sentence, index)
    return index


def after_recipient(sentence: Sentence, cue: Cue) -> int:
    """Return the place after the person told ("told reporters"), right after the cue where nobody is told."""
    start = cue.last
    if not cue.is_a("recipient") or sentence.kind(start) is not TokenKind.WORD or sentence.text(start) == "that":
        return start
    if sentence.word_class(start) == "pronoun":
        return start + 1
    end = start + 1 + (sentence.word_class(start) == "determiner")
    while end < sentence.end and sentence.tokens[end].is_capital:
        end += 1
    return min(end, sentence.end)


def object_content(sentence: Sentence, start: int) -> Range | None:
    """Return the noun phrase at `start`: to the first comma that no "particularly" or "and" carries on."""
    while start < sentence.end and sentence.word_class(start) in {"adverb", "time"}:
        start += 1
    end = start
    while end < min(sentence.end, start + _OBJECT_LIMIT) and not _ends_object(sentence, end):
        end += 1
    return (start, end) if end > start else None


def trimmed_content(sentence: Sentence, content: Range) -> Range | None:
    """Drop a comma, "and" or "but" at the end, and a side clause with "which" that the author may have added."""
    start, end = content
    side = (at for at in range(start + 1, end) if sentence.text(at) == "," and sentence.text(at + 1) == "which")
    end = next(side, end)
    while end > start and (sentence.text(end - 1) in {",", ";"} or sentence.word_class(end - 1) in _JOINING):
        end -= 1
    return (start, end) if end > start else None


def is_tail(sentence: Sentence, index: int) -> bool:
    """Say whether only a date, place, addressee or side clause follows, so that the content stood before."""
    if index >= sentence.end or sentence.text(index) in {",", ";", "-", "\N{EM DASH}", "\N{EN DASH}"}:
        return True
    if sentence.word_class(index) not in _ADJUNCT_STARTS and sentence.text(index) not in _ADDRESS_WORDS:
        return sentence.text(index).endswith("ing")
    if sentence.text(index) == "that":
        return False
    nearby = range(index, min(index + _ADJUNCT_LIMIT, sentence.end))
    return not any(sentence.kind(at) is TokenKind.QUOTE or sentence.text(at) == "that" for at in nearby)


def is_adjunct(sentence: Sentence, start: int, end: int) -> bool:
    """Say whether the tokens only set the scene ("In December 2024", "As he left"), so that no content stands there."""
    if end - start > _ADJUNCT_LIMIT or sentence.has_quote(start, end):
        return False
    return end - start < 3 or sentence.word_class(start) in _ADJUNCT_STARTS or sentence.text(start).endswith("ing")


def _may_stand_before_content(sentence: Sentence, index: int, cue: Cue) -> bool:
    word_class = sentence.word_class(index)
    return cue.is_a("recipient") or word_class in {"preposition", "time", "adverb"} or sentence.text(index) == "to"


def _after_dated_phrase(sentence: Sentence, start: int) -> int:
    """Return the place after "on Monday" or "in a statement"; `start` itself when the phrase is part of the clause."""
    phrase = phrase_after(sentence, start + 1)
    end = phrase[1] if phrase else start + 1
    while end < sentence.end and sentence.word_class(end) in {"time", "number"}:
        end += 1
    return end if end < sentence.end and end - start <= 4 and not is_edge(sentence, end) else start


def _ends_object(sentence: Sentence, index: int) -> bool:
    if sentence.text(index) == ",":
        follows = sentence.word_class(index + 1)
        return follows not in _CONTINUING and not _is_list_comma(sentence, index)
    if sentence.text(index) in _SCENE or sentence.text(index) in {";", ":", "\N{EM DASH}"}:
        return True
    return sentence.kind(index) is TokenKind.LINK or sentence.word_class(index) == "contrast"


def _is_list_comma(sentence: Sentence, comma: int) -> bool:
    """Say whether a later comma close by is followed by "and" or "or": "trade, transport, and energy"."""
    for index in range(comma + 1, min(comma + 6, sentence.end)):
        if sentence.text(index) == "," and sentence.word_class(index + 1) == "coordinator":
            return True
        if sentence.word_class(index) == "coordinator":
            return sentence.text(comma + 1).isalpha() and index - comma <= 3
    return False


def _next_comma(sentence: Sentence, start: int, end: int) -> int | None:
    return next((index for index in range(start, end) if sentence.text(index) == ","), None)
