"""What sort of source a phrase names (SCHEME 7.3), from its words alone."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from annotator.detection.lexicon import load_lexicon
from annotator.detection.matching import Match, match_terms
from annotator.detection.sentences import Sentence, TokenKind

_PERSON_PRONOUNS: Final = frozenset({"he", "she", "i"})
_GROUP_PRONOUNS: Final = frozenset({"they", "we"})
_INDEFINITE: Final = frozenset({"a", "an", "one", "another", "some"})
_HEAD_ENDS: Final = frozenset({"preposition", "relative", "subordinator"})
_ARTEFACTS: Final = frozenset({"document", "social_media"})
_BY_CAPITAL: Final = {"capital": True, "small": False}


@dataclass(frozen=True, slots=True)
class SourceGuess:
    """A source type and whether the words themselves name somebody or something that can speak."""

    type: str
    can_speak: bool
    is_pronoun: bool = False


UNKNOWN: Final = SourceGuess("unspecified", can_speak=False)


def guess_source(sentence: Sentence, start: int, end: int) -> SourceGuess:
    """Say what sort of source the tokens `start` to `end` name."""
    tokens = sentence.tokens[start:end]
    first = tokens[0].text
    if len(tokens) == 1 and (first in _PERSON_PRONOUNS or first in _GROUP_PRONOUNS):
        return SourceGuess("named_person" if first in _PERSON_PRONOUNS else "collective", True, is_pronoun=True)
    words = " ".join(token.text for token in tokens)
    matches = [match for match in _matches(words) if _case_fits(match, sentence, start, words)]
    if any(match.entry.type == "anonymous" for match in matches):
        return SourceGuess("anonymous", can_speak=True)
    head_end = _head_end(sentence, start, end)
    head_length = len(" ".join(token.text for token in sentence.tokens[start:head_end]))
    in_head = [match for match in matches if match.span.start < head_length]
    if in_head:
        return _guess_from_head(sentence, start, head_end, in_head, words)
    return _guess_from_shape(sentence, start, head_end, has_role=bool(matches))


@lru_cache(maxsize=4096)
def _matches(words: str) -> tuple[Match, ...]:
    return tuple(match_terms(words.replace("'s ", "   "), load_lexicon("source_types")))


def _case_fits(match: Match, sentence: Sentence, start: int, words: str) -> bool:
    wanted = _BY_CAPITAL.get(match.entry.get("reads_as"))
    index = start + words.count(" ", 0, match.span.start)
    return wanted is None or sentence.tokens[index].is_capital is wanted


def _head_end(sentence: Sentence, start: int, end: int) -> int:
    """Return where the head of a phrase ends: before its first comma, preposition or relative clause."""
    for index in range(start + 1, end):
        if sentence.text(index) == "," or sentence.kind(index) is TokenKind.QUOTE:
            return index
        if sentence.word_class(index) in _HEAD_ENDS:
            return index
    return end


def _guess_from_head(sentence: Sentence, start: int, end: int, in_head: list[Match], words: str) -> SourceGuess:
    last = in_head[-1]
    kinds = {match.entry.type for match in in_head}
    if "media" in kinds and last.entry.type in {"media", "document", "social_media", "named_org"}:
        return SourceGuess("media", can_speak=True)
    role_at = next((match for match in reversed(in_head) if match.entry.type == "described_person"), None)
    if role_at is not None and _name_follows(sentence, start + words.count(" ", 0, role_at.span.start), end):
        return SourceGuess("named_person", can_speak=True)
    if last.entry.type == "named_org" and _is_joined(sentence, start, end):
        return SourceGuess("collective", can_speak=True)
    if last.entry.type == "named_org" and _is_indefinite(sentence, start, last):
        return SourceGuess("collective", can_speak=True)
    return SourceGuess(last.entry.type, can_speak=last.entry.type not in _ARTEFACTS)


def _name_follows(sentence: Sentence, role: int, end: int) -> bool:
    return role + 1 < end and sentence.tokens[end - 1].is_capital and not sentence.word_class(end - 1)


def _is_joined(sentence: Sentence, start: int, end: int) -> bool:
    return any(sentence.word_class(index) == "coordinator" for index in range(start, end))


def _is_indefinite(sentence: Sentence, start: int, match: Match) -> bool:
    return sentence.text(start) in _INDEFINITE and match.entry.get("reads_as") != "capital"


def _guess_from_shape(sentence: Sentence, start: int, end: int, *, has_role: bool) -> SourceGuess:
    names = [index for index in range(start, end) if sentence.tokens[index].is_capital]
    proper = [index for index in names if index > start or not sentence.word_class(index)]
    if proper:
        return _guess_from_names(sentence, start, end, proper, has_role=has_role)
    if sentence.word_class(start) == "relative":
        return SourceGuess("unspecified", can_speak=True)
    if sentence.word_class(start) == "determiner":
        is_plural = sentence.text(end - 1).endswith("s")
        return SourceGuess("collective" if is_plural else "described_person", can_speak=False)
    return UNKNOWN


def _guess_from_names(sentence: Sentence, start: int, end: int, names: list[int], *, has_role: bool) -> SourceGuess:
    if _is_joined(sentence, start, end):
        return SourceGuess("collective", can_speak=True)
    if names[-1] != end - 1:
        return SourceGuess("described_person", can_speak=False)
    if sentence.word_class(start) == "determiner":
        return SourceGuess("named_org", can_speak=True)
    is_surname = sentence.text(names[-1]).removesuffix("'s") in sentence.surnames
    if len(names) == 1 and not is_surname and not has_role:
        return SourceGuess("named_org", can_speak=True)
    return SourceGuess("named_person", can_speak=True)
