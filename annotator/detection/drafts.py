"""What the rules of attribution work on and what they give back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from annotator.detection.cues import Cue
from annotator.detection.noun_phrases import Range
from annotator.detection.sentences import Sentence
from annotator.detection.source_types import SourceGuess, guess_source


@dataclass(frozen=True, slots=True)
class Draft:
    """A relation as token ranges, before its values are worked out."""

    cue: Range
    source: Range | None
    content: tuple[Range, ...]
    rule: str
    score: float
    is_fixed: bool = False
    """The cue's form alone fixes where source and content stand."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cue in its sentence, with the tokens of the sentence's cues and the index where its content must end."""

    sentence: Sentence
    cue: Cue
    verbs: frozenset[int]
    limit: int

    def guess(self, source: Range | None) -> SourceGuess | None:
        """Say what sort of source a range names, None without a range."""
        return guess_source(self.sentence, *source) if source else None


Rule: TypeAlias = Callable[[Place], Draft | None]
