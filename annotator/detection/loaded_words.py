"""Words that the model takes for slanted and no lexicon has: weaker than a lexicon's word, and said to be."""

from collections.abc import Iterator
from typing import Final

from annotator.detection.base import Document
from annotator.detection.cue_terms import first_term
from annotator.detection.found_relations import AttributedSentence
from annotator.detection.lexicon import SHIPPED
from annotator.detection.models.reading import MarkedWords, read_document
from annotator.detection.relations import find_relations
from annotator.detection.sentences import TokenKind

SENTENCE_FROM: Final = 0.6
WORDS_FROM: Final = 0.6
"""Probabilities from which a sentence and words in it are shown (docs/detection.md says what that gives)."""


def find_loaded_words(document: Document) -> Iterator[tuple[AttributedSentence, MarkedWords, float]]:
    """Yield words of the author that the model marks, with their sentence and how likely it counts as biased.

    Words in quotation marks or in what a source is reported to say, names, and words that the newsroom retired from the
    wording lexicon are left out.
    """
    reading = read_document(document)
    biased = {found.span: found.biased for found in reading.sentences or ()}
    waiting = list(reading.loaded or ())
    at = 0
    for attributed in find_relations(document):
        limits = attributed.sentence.statement.span
        while at < len(waiting) and waiting[at].span.end <= limits.start:
            at += 1
        likely = biased.get(limits, 0.0)
        while at < len(waiting) and waiting[at].span.start < limits.end:
            words = waiting[at]
            at += 1
            if (
                likely >= SENTENCE_FROM
                and words.probability >= WORDS_FROM
                and _may_be_shown(document, attributed, words)
            ):
                yield attributed, words, likely


def _may_be_shown(document: Document, attributed: AttributedSentence, words: MarkedWords) -> bool:
    sentence, span = attributed.sentence, words.span
    first, last = sentence.token_range(span)
    tokens = sentence.tokens[first:last]
    if not tokens or not sentence.statement.span.contains(span) or any(token.is_capital for token in tokens):
        return False
    if any(token.kind is not TokenKind.WORD for token in tokens):
        return False
    if any(relation.is_source_of and relation.covers(span) for relation in attributed.relations):
        return False
    own, shipped = document.lexicons.get("wording"), SHIPPED.get("wording")
    return first_term(span, document.text, own) is not None or first_term(span, document.text, shipped) is None
