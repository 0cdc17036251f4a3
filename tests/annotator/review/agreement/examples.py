"""Made-up tags: statements of sixteen code points, one after the other, as several people tagged them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from annotator.review.agreement.units import Pass, TaggedArticle
from annotator.tagging import codebook as cb
from annotator.tagging.records import CertaintyCue, Relation, StatementTags, StatementValues, WordingFlag
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind

WIDTH: Final = 16
TEXT: Final = "He says it rains" * 40


def statement(number: int, article: str = "a", **fields: Any) -> StatementTags:
    """Return a statement's tags; `values` is a mapping of answers."""
    values = StatementValues(**fields.pop("values", {}))
    span = Span(number * WIDTH, number * WIDTH + WIDTH)
    return StatementTags(f"{article}-S{number}", f"S{number}", SegmentKind.BODY, span, 0, values, **fields)


def relation(cue: Span | None, *content: Span, source: Span | None = None, **fields: Any) -> Relation:
    """Return an assertion with these spans."""
    return Relation("r", fields.pop("kind", cb.RelationKind.ASSERTION), cue, content, source, **fields)


def hedge(kind: cb.HedgeType, span: Span | None = None) -> CertaintyCue:
    """Return a hedge of this type."""
    return CertaintyCue("h", kind, span or Span(0, 2))


def flag(kind: cb.BiasFlag, *, unsure: bool = False) -> WordingFlag:
    """Return a bias flag."""
    return WordingFlag("b", kind, Span(0, 2), unsure)


def article(
    passes: Mapping[str, Sequence[StatementTags]], name: str = "a", codebook: str = "1.0", month: str = "2026-11"
) -> TaggedArticle:
    """Return an article with the statements that each person tagged."""
    people = tuple(Pass(person, tuple(statements)) for person, statements in passes.items())
    return TaggedArticle(name, TEXT, people, codebook, month)


def answered(field: str, answers: Mapping[str, Sequence[Any]], name: str = "a", **beside: str) -> TaggedArticle:
    """Return an article in which people gave these answers to one question, statement by statement."""
    passes = {
        person: [statement(number, name, values={field: answer}) for number, answer in enumerate(given)]
        for person, given in answers.items()
    }
    return article(passes, name, **beside)
