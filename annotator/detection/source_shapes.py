"""What a source phrase is when no word of the lexicon tells: by its pronoun, its capitals or its plural."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from annotator.detection.sentences import Token, TokenKind
from annotator.detection.source_heads import Phrase, is_name_word, is_plural

_PERSONS: Final = frozenset({"he", "she", "i", "him", "her", "his", "me", "my", "mine", "himself", "herself"})
_GROUPS: Final = frozenset({"they", "we", "them", "us", "their", "our", "themselves", "ourselves"})
_SUBJECTS: Final = frozenset({"he", "she", "i", "they", "we"})
_SOMEBODY: Final = frozenset({"someone", "somebody", "anyone", "anybody", "nobody", "everyone", "everybody"})
_MANY: Final = frozenset({"many", "most", "some", "several", "few", "both", "all", "two", "three", "four"})
_VERB_TAILS: Final = ("'s", "'m", "'re", "'ve", "'d", "'ll")
_DEMONYMS: Final = ("ans", "ists", "ites", "ers", "cons", "ims", "crats")


@dataclass(frozen=True, slots=True)
class SourceGuess:
    """A source type and whether the words themselves name somebody or something that can speak."""

    type: str
    can_speak: bool
    is_pronoun: bool = False


UNKNOWN: Final = SourceGuess("unspecified", can_speak=False)
COLLECTIVE: Final = SourceGuess("collective", can_speak=True)


def from_pronoun(phrase: Phrase) -> SourceGuess | None:
    """Return the guess for a lone pronoun, None for anything else."""
    if len(phrase.words) != 1:
        return None
    word = phrase.words[0].text
    for tail in _VERB_TAILS:
        word = word.removesuffix(tail)
    if word in _PERSONS or word in _GROUPS:
        kind = "named_person" if word in _PERSONS else "collective"
        return SourceGuess(kind, can_speak=True, is_pronoun=word in _SUBJECTS)
    if word in _SOMEBODY:
        return SourceGuess("described_person", can_speak=False)
    if phrase.words[0].word_class == "determiner":
        kind = "described_person" if word in {"one", "another", "this", "that"} else "collective"
        return SourceGuess(kind, can_speak=False)
    return None


def antecedent(before: Sequence[Token]) -> tuple[Token, ...]:
    """Return the words that "who" means: the name or noun before it, past "of Oslo" and "in the town"."""
    end = len(before)
    while end and before[end - 1].kind is TokenKind.MARK:
        end -= 1
    start = _noun_start(before, end)
    if start > 1 and before[start - 1].word_class == "preposition":
        start, end = _noun_start(before, start - 1), start - 1
    return tuple(before[start:end])


def _noun_start(before: Sequence[Token], end: int) -> int:
    start, is_name = end, bool(end) and is_name_word(before[end - 1])
    while start and before[start - 1].kind is TokenKind.WORD and not before[start - 1].word_class:
        if is_name and not before[start - 1].is_capital:
            return start
        start -= 1
    return start - 1 if start and before[start - 1].word_class == "determiner" else start


def from_shape(phrase: Phrase) -> SourceGuess:
    """Say what a phrase is by its shape alone."""
    words = phrase.words
    names = [at for at in range(phrase.start, phrase.end) if words[at].is_capital]
    proper = [at for at in names if at > phrase.start or not words[at].word_class]
    if proper:
        return _from_names(phrase, proper)
    last = words[phrase.end - 1]
    if phrase.is_relative:
        return SourceGuess("unspecified", can_speak=True)
    first = words[phrase.start]
    if first.word_class in {"determiner", "number"} or phrase.owner is not None:
        is_many = is_plural(last.text) or (last is first and first.text in _MANY)
        return SourceGuess("collective" if is_many else "described_person", can_speak=False)
    if last.kind is TokenKind.WORD and is_plural(last.text):
        return SourceGuess("collective", can_speak=False)
    return UNKNOWN


def _from_names(phrase: Phrase, names: list[int]) -> SourceGuess:
    words, last = phrase.words, phrase.words[phrase.end - 1]
    if phrase.joint is not None:
        return COLLECTIVE
    if names[-1] != phrase.end - 1:
        is_many = last.kind is TokenKind.WORD and is_plural(last.text)
        return SourceGuess("collective" if is_many else "described_person", can_speak=False)
    word = last.text.removesuffix("'s").removesuffix("'")
    if words[phrase.start].word_class == "determiner":
        return COLLECTIVE if _are_a_family(word, phrase.surnames) else SourceGuess("named_org", can_speak=True)
    if len(names) > 1 or phrase.is_known or word in phrase.surnames:
        return SourceGuess("named_person", can_speak=True)
    if phrase.end - phrase.start == 1 and word.endswith(_DEMONYMS) and is_name_word(last):
        return COLLECTIVE
    return SourceGuess("named_org", can_speak=True)


def _are_a_family(word: str, surnames: frozenset[str]) -> bool:
    return word not in surnames and (word.removesuffix("s") in surnames or word.removesuffix("es") in surnames)
