"""What an article itself shows to be disputed: claims that somebody denies, and claims that are only alleged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from annotator.detection.base import Document
from annotator.detection.found_relations import AttributedSentence, FoundRelation
from annotator.detection.hedging import FoundHedge
from annotator.detection.lexicon import load_lexicon
from annotator.detection.sentences import Sentence
from annotator.detection.telling_words import STEM, stems_of
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind

MAX_DISPUTES: Final = 40
"""Disputed claims of one article that are looked at; the bound keeps comparing them linear."""
FEWEST_STEMS: Final = 3
"""Telling words without which a claim cannot be told from another."""
_POINTING: Final = frozenset(
    {"it", "this", "that", "those", "these", "the", "a", "all", "any", "such", "claim", "claims", "allegation"}
    | {"allegations", "accusation", "accusations", "report", "reports"}
)
"""Words that name a claim without saying what is claimed."""
_NEGATIONS: Final = frozenset({"not", "never", "no", "nobody", "none", "neither", "without", "cannot"})

ReadStatement: TypeAlias = tuple[AttributedSentence, tuple[FoundHedge, ...]]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A claim that the statement `label` denies or only alleges by `word`, in telling words.

    `answers` is the place of the statement right before that a bare denial answers, -1 for none.
    """

    label: str
    word: str
    stems: frozenset[str]
    is_negated: bool
    answers: int = -1


def read_disputes(document: Document, read: Sequence[ReadStatement]) -> tuple[Dispute, ...]:
    """Return the disputed claims of a document, up to a bound, in the order of the text."""
    found: list[Dispute] = []
    for place, (attributed, hedges) in enumerate(read):
        denials = (one for one in attributed.relations if one.polarity == "deny" and one.is_source_of)
        found.extend(_denial(document, read, place, relation) for relation in denials)
        alleged = next((hedge for hedge in hedges if hedge.type == "allegation" and hedge.scope == "claim"), None)
        if alleged is not None:
            stems = _claimed(document, attributed) - {alleged.term[:STEM]}
            label = attributed.sentence.statement.label
            found.append(Dispute(label, alleged.cue.of(document.text), stems, negates(attributed.sentence)))
        if len(found) >= MAX_DISPUTES:
            break
    return tuple(found[:MAX_DISPUTES])


def negates(sentence: Sentence, span: Span | None = None) -> bool:
    """Say whether a sentence, or a part of it, holds a negation."""
    start, end = sentence.token_range(span) if span is not None else (0, len(sentence.tokens))
    return any(token.text in _NEGATIONS or token.text.endswith("n't") for token in sentence.tokens[start:end])


def _denial(document: Document, read: Sequence[ReadStatement], place: int, relation: FoundRelation) -> Dispute:
    attributed = read[place][0]
    sentence = attributed.sentence
    label, word = sentence.statement.label, relation.cue.of(document.text)
    claim = [sentence.tokens[at] for part in relation.content for at in range(*sentence.token_range(part))]
    if not all(token.text in _POINTING for token in claim):
        stems = _stems(document, sentence, relation.content)
        if any(token.word_class == "pronoun" for token in claim):
            stems |= _source_stems(document, sentence, relation)
        return Dispute(label, word, stems, any(negates(sentence, part) for part in relation.content))
    stems = _claimed(document, attributed)
    is_bare = len(stems) < FEWEST_STEMS and place > 0 and _are_together(read, place)
    answers = place - 1 if is_bare and _speaks_of_denier(document, read, place, relation) else -1
    return Dispute(label, word, stems, negates(sentence), answers)


def _claimed(document: Document, attributed: AttributedSentence) -> frozenset[str]:
    """Return the telling words of what a statement claims: what its affirming relation says, else all but its cues."""
    sentence = attributed.sentence
    affirmed = next((one for one in attributed.relations if one.is_source_of and one.polarity == "affirm"), None)
    if affirmed is not None:
        return _stems(document, sentence, affirmed.content) - {"alleg"}
    return frozenset().union(*(stems_of(sentence, document.text, at, at + 1) for at in _unspoken(attributed)))


def _unspoken(attributed: AttributedSentence) -> Iterator[int]:
    """Yield the tokens that are neither in a source, nor in a cue, nor a word for a claim."""
    sentence = attributed.sentence
    spoken = [span for relation in attributed.relations for span in (relation.source, relation.cue) if span is not None]
    for at, token in enumerate(sentence.tokens):
        if token.word_class != "reported noun" and not any(span.start <= token.start < span.end for span in spoken):
            yield at


def _stems(document: Document, sentence: Sentence, spans: Sequence[Span]) -> frozenset[str]:
    ranges = (sentence.token_range(span) for span in spans)
    return frozenset().union(*(stems_of(sentence, document.text, *part) for part in ranges))


def _source_stems(document: Document, sentence: Sentence, relation: FoundRelation) -> frozenset[str]:
    return _stems(document, sentence, [relation.source]) if relation.source is not None else frozenset()


def _speaks_of_denier(document: Document, read: Sequence[ReadStatement], place: int, relation: FoundRelation) -> bool:
    """Say whether the statement before speaks of whoever denies: by the same words, or of some person for "he"."""
    before = read[place - 1][0].sentence
    if relation.has_pronoun:
        roles = load_lexicon("source_types").terms("described_person", "surname")
        return any(token.text in roles or token.text in before.surnames for token in before.tokens)
    own = _source_stems(document, read[place][0].sentence, relation)
    return not own.isdisjoint(stems_of(before, document.text))


def _are_together(read: Sequence[ReadStatement], place: int) -> bool:
    this, before = (read[at][0].sentence.statement for at in (place, place - 1))
    return this.paragraph == before.paragraph and this.kind is before.kind is SegmentKind.BODY
