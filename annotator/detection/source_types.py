"""What sort of source a phrase names (SCHEME 7.3), from its words alone: the doors, and what each word tells."""

from collections.abc import Callable, Sequence
from typing import Final

from annotator.detection.sentences import Sentence, Token, names_in, words_of
from annotator.detection.source_heads import Phrase, Seen, is_name_word, read_phrase
from annotator.detection.source_shapes import (
    COLLECTIVE,
    UNKNOWN,
    SourceGuess,
    antecedent,
    from_pronoun,
    from_shape,
)
from annotator.text.spans import Span

__all__ = ["UNKNOWN", "SourceGuess", "guess_source", "guess_source_span", "phrase_at"]

_REACH: Final = 160
"""Code points before "who" that are searched for whom it means."""
_LOOK_BACK: Final = 12
_LONGEST: Final = 60
_ARTEFACTS: Final = frozenset({"document", "social_media"})
_PUBLISHED: Final = frozenset({"media", "published", "named_org"})
_TYPES: Final = {"published": "document", "speech": "document"}
"""Types of the lexicon that are finer than the codebook's."""


def guess_source_span(text: str, span: Span) -> SourceGuess:
    """Say what sort of source some words of a text are, whoever marked them; offsets are code points, end exclusive.

    The text around tells surnames from other names, and whom "who" means; nothing else of it is read.
    """
    return _guess(read_phrase(_words_at(text, span), names_in(text)), lambda: _words_before(text, span))


def phrase_at(text: str, span: Span) -> Phrase:
    """Read some words of a text as a source phrase, "who" as the words that it means; offsets are code points."""
    phrase = read_phrase(_words_at(text, span), names_in(text))
    if phrase.is_relative and len(phrase.words) == 1:
        return read_phrase(antecedent(_words_before(text, span)), names_in(text))
    return phrase


def _words_at(text: str, span: Span) -> tuple[Token, ...]:
    return words_of(text, Span(span.start, min(span.end, span.start + 20 * _LONGEST)))[:_LONGEST]


def _words_before(text: str, span: Span) -> tuple[Token, ...]:
    start = max(text.rfind("\n", max(0, span.start - _REACH), span.start) + 1, span.start - _REACH)
    return words_of(text, Span(start, span.start))[-_LOOK_BACK:] if start < span.start else ()


def guess_source(sentence: Sentence, start: int, end: int) -> SourceGuess:
    """Say what sort of source the tokens `start` to `end` of a sentence name."""
    phrase = read_phrase(sentence.tokens[start:end], sentence.surnames)
    return _guess(phrase, lambda: sentence.tokens[max(0, start - _LOOK_BACK) : start])


def _guess(phrase: Phrase, before: Callable[[], Sequence[Token]]) -> SourceGuess:
    pronoun = from_pronoun(phrase)
    if pronoun is not None:
        return pronoun
    if phrase.is_relative and len(phrase.words) == 1:
        meant = antecedent(before())
        guess = _of_phrase(read_phrase(meant, phrase.surnames)) if meant else UNKNOWN
        return SourceGuess(guess.type, can_speak=True)
    return _of_phrase(phrase)


def _of_phrase(phrase: Phrase) -> SourceGuess:
    if phrase.is_anonymous:
        return SourceGuess("anonymous", can_speak=True)
    if phrase.part_of is not None:
        return _of_part(phrase, phrase.part_of)
    guess = _of_head(phrase)
    if guess.type == "described_person":
        return next((SourceGuess("named_person", True) for named in phrase.explained() if _names(named)), guess)
    return guess


def _names(phrase: Phrase) -> bool:
    """Say whether an explanation in commas is a person's name ("the spokesman, Ola Lund,")."""
    return _of_head(phrase).type == "named_person" and phrase.words[phrase.start].is_capital | bool(phrase.seen)


def _of_part(phrase: Phrase, whole: Phrase) -> SourceGuess:
    """Read "most of the voters" by what they are part of, "one of the voters" as one of them."""
    guess = _of_head(whole)
    if guess.type in _ARTEFACTS or (guess.type == "media" and not phrase.is_one):
        return guess
    return SourceGuess("described_person" if phrase.is_one else "collective", can_speak=True)


def _of_head(phrase: Phrase) -> SourceGuess:
    if not phrase.words:
        return UNKNOWN
    if phrase.owner is not None and phrase.is_speech:
        return _of_head(phrase.owner)
    if not phrase.seen:
        return from_shape(phrase)
    role = _role(phrase)
    if role is not None and phrase.ends_with_name(role.last):
        return COLLECTIVE if _are_two(phrase, role) else SourceGuess("named_person", can_speak=True)
    if role is not None and _is_a_surname(phrase, role):
        return SourceGuess("named_person", can_speak=True)
    return _of_last(phrase, phrase.seen[-1], frozenset(seen.type for seen in phrase.seen))


def _role(phrase: Phrase) -> Seen | None:
    """Return the title or else the last role in the head."""
    roles = [seen for seen in phrase.seen if seen.type == "described_person"]
    return next((role for role in roles if role.is_name), roles[-1] if roles else None)


def _are_two(phrase: Phrase, role: Seen) -> bool:
    """Say whether persons stand on both sides of "and": not in "actor and director Ola Lund"."""
    joint, start = phrase.joint, phrase.words[phrase.start]
    if joint is None or joint == phrase.start:
        return False
    return joint > role.last or is_name_word(phrase.words[joint - 1]) or start.word_class == "determiner"


def _is_a_surname(phrase: Phrase, role: Seen) -> bool:
    """Say whether a role is somebody's surname: "Ola Prince"."""
    is_last = role.last == phrase.end == phrase.start + 2 and len(phrase.seen) == 1
    return is_last and not role.is_name and all(is_name_word(word) for word in phrase.words[phrase.start : phrase.end])


def _of_last(phrase: Phrase, last: Seen, kinds: frozenset[str]) -> SourceGuess:
    if "media" in kinds and last.type in _PUBLISHED:
        return SourceGuess("media", can_speak=True)
    if last.type in {"named_org", "media", "group"} and last.last < phrase.end:
        beyond = phrase.person_beyond(last.last)
        if beyond:
            return SourceGuess(beyond, can_speak=True)
    if last.type == "group":
        return SourceGuess("named_org" if phrase.has_name_before(last.first) else "collective", can_speak=True)
    if last.type == "named_org" and (phrase.joint is not None or (phrase.is_indefinite and not last.is_name)):
        return COLLECTIVE
    kind = _TYPES.get(last.type, last.type)
    return SourceGuess(kind, can_speak=kind not in _ARTEFACTS)
