"""Attribution relations in a document: who says what, by which words (SCHEME 7.2).

Both the attribution and the certainty detector read them; the result of the last few documents is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from annotator.detection.attachment import attach
from annotator.detection.base import Document
from annotator.detection.cues import Cue, cues_by_sentence
from annotator.detection.drafts import Draft, Place
from annotator.detection.noun_phrases import Range, source_before
from annotator.detection.sentences import Sentence, TokenKind
from annotator.detection.source_types import guess_source
from annotator.text.spans import Span

_PERSONS = frozenset({"named_person", "described_person", "anonymous"})
_SINGULAR_PRONOUNS = frozenset({"he", "she"})
_NEGATIONS = frozenset({"not", "never", "isn't", "didn't", "doesn't", "don't", "hasn't", "haven't", "hadn't", "wasn't"})


@dataclass(frozen=True, slots=True)
class FoundRelation:
    """An attribution relation with its codebook values and the rule that saw it."""

    kind: str
    cue: Span
    content: tuple[Span, ...]
    source: Span | None
    quote: str
    cue_stance: str
    polarity: str
    source_type: str
    term: str
    listed: str
    """How the term came to be in the lexicon, in words."""
    rule: str
    score: float
    has_pronoun: bool = False
    """The source is "he", "she" or "they"."""
    goes_on: bool = False
    """The cue goes on with the speaker before ("added")."""

    @property
    def is_source_of(self) -> bool:
        """Say whether the relation sources a claim: an attitude never does."""
        return self.kind != "attitude" and self.source is not None

    def covers(self, span: Span) -> bool:
        """Say whether the span lies in the content."""
        return any(part.contains(span) for part in self.content)


@dataclass(frozen=True, slots=True)
class AttributedSentence:
    """A sentence with its cues and the relations found in it."""

    sentence: Sentence
    cues: tuple[Cue, ...]
    relations: tuple[FoundRelation, ...]


@lru_cache(maxsize=4)
def find_relations(document: Document) -> tuple[AttributedSentence, ...]:
    """Return every sentence of the document with its attribution relations, in the order of the text."""
    return tuple(_resolved(_attributed(document)))


def _attributed(document: Document) -> Iterator[AttributedSentence]:
    for sentence, cues in cues_by_sentence(document):
        yield AttributedSentence(sentence, cues, _relations(sentence, cues) if cues else ())


def _relations(sentence: Sentence, cues: tuple[Cue, ...]) -> tuple[FoundRelation, ...]:
    verbs = frozenset(cue.head for cue in cues if not cue.is_a("noun"))
    found = []
    for number, cue in enumerate(cues):
        place = Place(sentence, cue, verbs - {cue.head}, _limit(sentence, cue, cues[number + 1 :], verbs))
        draft = attach(place)
        if draft is not None and not _overlaps_itself(draft):
            found.append(_relation(sentence, cue, draft))
    return tuple(relation for relation in found if not _is_inside_sourced(relation, found))


def _limit(sentence: Sentence, cue: Cue, later: tuple[Cue, ...], verbs: frozenset[int]) -> int:
    """Return where a cue's content must end: before the clause of the next cue that speaks for itself."""
    for other in later:
        if other.entry.type in {"attitude", "agentless"} or other.first < cue.last:
            continue
        if sentence.word_class(other.first - 1) == "coordinator" and not (other.is_gerund or other.is_a("noun")):
            return other.first - 1
        start = _clause_start(sentence, other, verbs)
        if start > cue.last and (sentence.text(start - 1) == "," or sentence.word_class(start - 1) == "contrast"):
            return start - 1 - (sentence.text(start - 2) == "," and sentence.text(start - 1) != ",")
    return sentence.end


def _clause_start(sentence: Sentence, cue: Cue, verbs: frozenset[int]) -> int:
    if cue.takes("prefix") or sentence.text(cue.first - 1) == ",":
        return cue.first
    source = source_before(sentence, cue, verbs - {cue.head})
    return source[0] if source else cue.first


def _overlaps_itself(draft: Draft) -> bool:
    """Say whether source, cue and content of a draft share tokens or stand empty (SCHEME 7.8, rule 2)."""
    parts = sorted([draft.cue, *draft.content, *([draft.source] if draft.source else [])])
    return any(start >= end for start, end in parts) or any(
        left[1] > right[0] for left, right in zip(parts, parts[1:], strict=False)
    )


def _relation(sentence: Sentence, cue: Cue, draft: Draft) -> FoundRelation:
    kind = "assertion" if cue.entry.type == "agentless" else cue.entry.type
    guess = guess_source(sentence, *draft.source) if draft.source else None
    return FoundRelation(
        kind=kind,
        cue=sentence.span(*draft.cue),
        content=tuple(sentence.span(*part) for part in draft.content),
        source=sentence.span(*draft.source) if draft.source else None,
        quote="none" if kind == "attitude" else _quote(sentence, draft.content),
        cue_stance=cue.entry.get("stance", "neutral"),
        polarity=_polarity(sentence, cue),
        source_type=guess.type if guess else "unspecified",
        term=cue.entry.term,
        listed=cue.entry.listed("cue"),
        rule=draft.rule,
        score=round(draft.score * cue.entry.weight * (0.8 if guess and not guess.can_speak else 1.0), 2),
        has_pronoun=bool(guess and guess.is_pronoun),
        goes_on=cue.is_a("continues"),
    )


def _quote(sentence: Sentence, content: tuple[Range, ...]) -> str:
    if not any(sentence.has_quote(*part) for part in content):
        return "indirect"
    words = [index for part in content for index in range(*part) if sentence.kind(index) is TokenKind.WORD]
    return "mixed" if words else "direct"


def _polarity(sentence: Sentence, cue: Cue) -> str:
    polarity = cue.entry.get("polarity", "affirm")
    is_negated = any(sentence.text(index) in _NEGATIONS for index in range(cue.first, cue.head))
    return "decline" if polarity == "affirm" and is_negated and cue.entry.type == "assertion" else polarity


def _is_inside_sourced(relation: FoundRelation, others: list[FoundRelation]) -> bool:
    """Say whether a relation without source lies in what somebody is reported to say: then that somebody expects."""
    if relation.source is not None:
        return False
    return any(other.source is not None and other.covers(relation.cue) for other in others if other.kind != "attitude")


def _resolved(sentences: Iterator[AttributedSentence]) -> Iterator[AttributedSentence]:
    """Give "he" the type of the last person, and "the statement" that of the source right before it."""
    person, before = "described_person", ""
    for attributed in sentences:
        relations = []
        last = ""
        for relation in attributed.relations:
            resolved = _with_type(attributed.sentence, relation, person, last or before)
            relations.append(resolved)
            if resolved.is_source_of:
                last = resolved.source_type
                person = last if last in _PERSONS else person
        before = last
        yield replace(attributed, relations=tuple(relations))


def _with_type(sentence: Sentence, relation: FoundRelation, person: str, before: str) -> FoundRelation:
    if relation.kind == "attitude":
        return replace(relation, source_type="")
    if relation.source is None:
        return relation
    first = next(token for token in sentence.tokens if token.start == relation.source.start)
    if relation.has_pronoun and first.text in _SINGULAR_PRONOUNS:
        return replace(relation, source_type=person)
    if relation.source_type == "document" and first.text in {"the", "this"} and before and len(relation.source) < 20:
        return replace(relation, source_type=before)
    return relation
