"""Layer L1: attribution relations, and one status for every statement (SCHEME 7.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from annotator.detection.base import Document, Finding, FindingKind, Layer, RoleSpan, SpanRole
from annotator.detection.computed_flags import explained
from annotator.detection.found_relations import AttributedSentence, FoundRelation
from annotator.detection.models.networks import model_version
from annotator.detection.relations import find_relations
from annotator.detection.sentences import Sentence, TokenKind
from annotator.detection.surroundings import read_surroundings
from annotator.text.structure import SegmentKind

_REACH: Final = 1
"""A carried source stands in the same or the previous paragraph."""
_LONGEST_QUOTATION: Final = 12
"""Statements of one quotation that are looked through for its speaker."""


@dataclass(frozen=True, slots=True)
class _Status:
    key: str
    reason: str
    score: float
    continues: str = ""


@dataclass(frozen=True, slots=True)
class AttributionDetector:
    """Finds who says what: the trained model, complemented by transparent rules over the cue lexicon."""

    layer: Layer = Layer.ATTRIBUTION

    @property
    def version(self) -> str:
        """Name the rules and the model in use: suggestions are made anew when either changes."""
        return f"attribution-2.0+{model_version()}"

    def detect(self, document: Document) -> Iterator[Finding]:
        """Yield the relations of every statement and its status."""
        sentences = find_relations(document)
        around = read_surroundings(document, sentences)
        statuses: dict[str, str] = {}
        for number, attributed in enumerate(sentences):
            label = attributed.sentence.statement.label
            status = _status(sentences, number, statuses, has_link=around.has_link(label))
            statuses[label] = status.key
            for relation in attributed.relations:
                yield self._relation(label, relation, around.of_relation(relation, status.key))
            yield self._statement(label, status, around.of_statement(attributed, status.key))

    def _relation(self, label: str, relation: FoundRelation, added: Mapping[str, str]) -> Finding:
        spans = [RoleSpan(SpanRole.SOURCE, relation.source)] if relation.source else []
        spans.append(RoleSpan(SpanRole.CUE, relation.cue))
        spans += [RoleSpan(SpanRole.CONTENT, part) for part in relation.content]
        return Finding(
            layer=self.layer,
            kind=FindingKind.RELATION,
            label=relation.kind,
            statement=label,
            spans=tuple(spans),
            score=relation.score,
            evidence=explained(relation.evidence, added),
            version=self.version,
            values={**_values(relation), **added},
        )

    def _statement(self, label: str, status: _Status, added: Mapping[str, str]) -> Finding:
        values = {"status": status.key, **added}
        if status.continues:
            values["continues"] = status.continues
        return Finding(
            layer=self.layer,
            kind=FindingKind.STATEMENT,
            label=status.key,
            statement=label,
            spans=(),
            score=status.score,
            evidence=explained(status.reason, added),
            version=self.version,
            values=values,
        )


def _values(relation: FoundRelation) -> Mapping[str, str]:
    values = {"quote": relation.quote, "cue_stance": relation.cue_stance, "polarity": relation.polarity}
    if relation.source_type and not (relation.source and relation.source_type == "unspecified"):
        values["source_type"] = relation.source_type
    return values


def _status(
    sentences: tuple[AttributedSentence, ...], number: int, statuses: Mapping[str, str], *, has_link: bool
) -> _Status:
    """Decide the one status of a statement: the strongest that applies (SCHEME 7.2 and 8 A)."""
    sourcing = [relation for relation in sentences[number].relations if relation.kind != "attitude"]
    sourced = [relation for relation in sourcing if relation.source is not None]
    carried = _carried(sentences, number, statuses, sourced)
    if carried is not None and (not sourced or sourced[0].goes_on):
        return carried
    if sourced:
        best = max(sourced, key=lambda relation: relation.score)
        return _Status("explicit", "The sentence has a source and a reporting cue.", best.score)
    nobody = [relation for relation in sourcing if not relation.continues]
    if nobody:
        return _Status("vague", "The cue has nobody behind it in this sentence.", nobody[0].score)
    if has_link:
        return _Status("citation_only", "No source in the words, but a link in the sentence.", 0.9)
    return _Status("unattributed", "No source, no reporting cue and no link in the sentence.", 0.7)


def _carried(
    sentences: tuple[AttributedSentence, ...],
    number: int,
    statuses: Mapping[str, str],
    sourced: list[FoundRelation],
) -> _Status | None:
    """Recognise only the clear continuations: an open quotation, a whole quotation after its speaker, "he added"."""
    sentence = sentences[number].sentence
    if sourced:
        before = _speaker_before(sentences, number, statuses)
        if before and sourced[0].goes_on and sourced[0].has_pronoun:
            return _Status("carried", "A pronoun and \u201cadded\u201d go on with the speaker before.", 0.8, before)
        return None
    elsewhere = _source_elsewhere(sentences, number)
    if elsewhere:
        return _Status("carried", "The model reads it as part of what the source beside it says.", 0.75, elsewhere)
    if not _is_all_quotation(sentence):
        return None
    after = _speaker_in_same_quotation(sentences, number)
    if after:
        return _Status("carried", "The sentence lies in a quotation whose speaker stands beside it.", 0.85, after)
    before = _speaker_before(sentences, number, statuses)
    return _Status("carried", "A whole quotation right after its speaker.", 0.65, before) if before else None


def _source_elsewhere(sentences: tuple[AttributedSentence, ...], number: int) -> str:
    """Return the near statement in whose relation this one lies, or that holds the source of this one's cue."""
    own = sentences[number]
    labels = [own.continues, *(relation.continues for relation in own.relations if relation.kind != "attitude")]
    near = sentences[max(0, number - _LONGEST_QUOTATION) : number + _LONGEST_QUOTATION + 1]
    for label in filter(None, labels):
        for other in near:
            if other.sentence.statement.label == label and _are_near(own.sentence, other.sentence):
                return label
    return ""


def _are_near(sentence: Sentence, other: Sentence) -> bool:
    """Say whether a statement may continue another: both in the body, the other in its paragraph or that before."""
    statement, origin = sentence.statement, other.statement
    is_body = statement.kind is SegmentKind.BODY and origin.kind is SegmentKind.BODY
    return is_body and 0 <= statement.paragraph - origin.paragraph <= _REACH


def _is_all_quotation(sentence: Sentence) -> bool:
    kinds = {sentence.kind(index) for index in range(sentence.end)}
    return TokenKind.QUOTE in kinds and TokenKind.WORD not in kinds


def _speaker_in_same_quotation(sentences: tuple[AttributedSentence, ...], number: int) -> str:
    """Return the nearest statement that shares this statement's quotation and names its speaker."""
    own = sentences[number].sentence
    for step in (1, -1):
        at = number + step
        while 0 <= at < len(sentences) and abs(at - number) <= _LONGEST_QUOTATION and _shares(sentences[at], own):
            if any(relation.is_source_of for relation in sentences[at].relations):
                return sentences[at].sentence.statement.label
            at += step
    return ""


def _shares(attributed: AttributedSentence, sentence: Sentence) -> bool:
    return not set(sentence.quotations).isdisjoint(attributed.sentence.quotations)


def _speaker_before(sentences: tuple[AttributedSentence, ...], number: int, statuses: Mapping[str, str]) -> str:
    if number == 0:
        return ""
    statement, before = sentences[number].sentence.statement, sentences[number - 1].sentence.statement
    is_near = statement.kind is SegmentKind.BODY and before.kind is SegmentKind.BODY
    is_near = is_near and statement.paragraph - before.paragraph <= _REACH
    return before.label if is_near and statuses.get(before.label) in {"explicit", "carried"} else ""


DETECTOR: Final = AttributionDetector()
