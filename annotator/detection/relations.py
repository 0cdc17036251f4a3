"""Attribution relations in a document: who says what, by which words (SCHEME 7.2).

The trained model is asked first; the rules add what the codebook wants beyond it, and stand in where it cannot be used.
Several detectors read the relations; the result of the last few documents is kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from annotator.detection.base import Document
from annotator.detection.cues import cues_by_sentence
from annotator.detection.found_relations import AttributedSentence, FoundRelation
from annotator.detection.model_relations import relations_by_model
from annotator.detection.models.networks import model_version
from annotator.detection.rule_relations import relations_by_rule
from annotator.detection.sentences import Sentence

_PERSONS = frozenset({"named_person", "described_person", "anonymous"})
_SURE = 0.8
_SINGULAR_PRONOUNS = frozenset({"he", "she"})


def find_relations(document: Document) -> tuple[AttributedSentence, ...]:
    """Return every sentence of the document with its attribution relations, in the order of the text."""
    return _kept_relations(document, model_version())


@lru_cache(maxsize=4)
def _kept_relations(document: Document, _model: str) -> tuple[AttributedSentence, ...]:
    return tuple(_resolved(_attributed(document)))


def _attributed(document: Document) -> Iterator[AttributedSentence]:
    by_model = relations_by_model(document)
    for sentence, cues in cues_by_sentence(document):
        by_rule = relations_by_rule(sentence, cues) if cues else ()
        seen = by_model.get(sentence.statement.label) if by_model is not None else None
        if by_model is None:
            yield AttributedSentence(sentence, cues, by_rule)
        elif seen is None:
            yield AttributedSentence(sentence, cues, tuple(r for r in by_rule if r.is_fixed))
        else:
            yield AttributedSentence(sentence, cues, _merged(seen.relations, by_rule), seen.continues)


def _merged(by_model: Sequence[FoundRelation], by_rule: tuple[FoundRelation, ...]) -> tuple[FoundRelation, ...]:
    """Take the model's relations, and those of the rules that the codebook wants beside them or in their place."""
    fixed = [relation for relation in by_rule if relation.is_fixed]
    kept = [relation for relation in by_model if not any(_gives_way(relation, other) for other in fixed)]
    added = [relation for relation in fixed if not any(_clash(relation, other) for other in kept)]
    return tuple(sorted([*kept, *added], key=lambda relation: relation.cue))


def _gives_way(relation: FoundRelation, rule: FoundRelation) -> bool:
    """Say whether a relation of the model gives way to one of a rule: the rule's cue has a fixed form, and nobody
    stands behind it ("reports say", "is expected") or the model is not sure of a source.
    """
    if rule.source is None:
        source = relation.source
        return rule.cue.overlaps(relation.cue) and (source is None or source.overlaps(rule.cue))
    return rule.cue.overlaps(relation.cue) and (relation.source is None or relation.score < _SURE)


def _clash(relation: FoundRelation, other: FoundRelation) -> bool:
    return relation.cue.overlaps(other.cue) or (other.source is not None and relation.cue.overlaps(other.source))


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
    first = sentence.tokens[sentence.token_range(relation.source)[0]]
    if relation.has_pronoun and first.text in _SINGULAR_PRONOUNS:
        return replace(relation, source_type=person)
    if relation.source_type == "document" and first.text in {"the", "this"} and before and len(relation.source) < 20:
        return replace(relation, source_type=before)
    return relation
