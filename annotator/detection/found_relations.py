"""Attribution relations as values, whatever found them: rules over the cue lexicon or the trained model."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.detection.cues import Cue
from annotator.detection.noun_phrases import Range
from annotator.detection.sentences import Sentence, TokenKind
from annotator.text.spans import Span


@dataclass(frozen=True, slots=True)
class FoundRelation:
    """An attribution relation with its codebook values, and in `evidence` the words for what saw it."""

    kind: str
    cue: Span
    content: tuple[Span, ...]
    source: Span | None
    quote: str
    cue_stance: str
    polarity: str
    source_type: str
    evidence: str
    score: float
    has_pronoun: bool = False
    """The source is "he", "she" or "they"."""
    goes_on: bool = False
    """The cue goes on with the speaker before ("added")."""
    is_agentless: bool = False
    """Nobody stands behind the cue, by its form ("is expected to")."""
    is_fixed: bool = False
    """The rules alone may add it: the cue's form fixes its parts ("according to X"), or the newsroom added the cue."""
    continues: str = ""
    """The label of the statement in which the source stands, when it is not this one."""

    @property
    def is_source_of(self) -> bool:
        """Say whether the relation sources a claim: an attitude never does."""
        return self.kind != "attitude" and (self.source is not None or bool(self.continues))

    def covers(self, span: Span) -> bool:
        """Say whether the span lies in the content."""
        return any(part.contains(span) for part in self.content)


@dataclass(frozen=True, slots=True)
class AttributedSentence:
    """A sentence with its cues and the relations found in it."""

    sentence: Sentence
    cues: tuple[Cue, ...]
    relations: tuple[FoundRelation, ...]
    continues: str = ""
    """The label of the statement whose relation has this whole sentence in its content; empty when there is none."""


def quote_type(sentence: Sentence, content: Iterable[Range]) -> str:
    """Tell direct, mixed and indirect speech apart by the quotation marks in the content (SCHEME 7.2)."""
    parts = tuple(content)
    if not any(sentence.has_quote(*part) for part in parts):
        return "indirect"
    words = [index for part in parts for index in range(*part) if sentence.kind(index) is TokenKind.WORD]
    return "mixed" if words else "direct"
