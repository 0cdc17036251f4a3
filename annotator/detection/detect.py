"""The door of detection: a text in, sorted findings out."""

from collections.abc import Iterable

from annotator.detection.base import Detector, Document, Finding
from annotator.detection.lexicon import SHIPPED, Lexicons
from annotator.detection.registry import DETECTORS
from annotator.text.segment import find_structure
from annotator.text.structure import StatementSpan


def make_document(text: str, lexicons: Lexicons = SHIPPED) -> Document:
    """Segment a text into the document that detectors read; the text stays as it is."""
    structure = find_structure(text)
    return Document(text, structure.segments, structure.statements, structure.citations, lexicons)


def detect(document: Document, detectors: Iterable[Detector] = DETECTORS) -> tuple[Finding, ...]:
    """Return what the detectors find, in the order of the text and without repeats.

    Raises ValueError when a detector breaks its contract: a finding about a statement that is not in the document, or
    with a span outside its statement.
    """
    statements = {statement.label: statement for statement in document.statements}
    kept: dict[tuple[object, ...], Finding] = {}
    for detector in detectors:
        for finding in detector.detect(document):
            _check(finding, statements)
            key = (finding.layer, finding.kind, finding.label, finding.statement, finding.spans)
            if key not in kept or kept[key].score < finding.score:
                kept[key] = finding
    return tuple(sorted(kept.values(), key=lambda finding: _place(finding, statements)))


def _check(finding: Finding, statements: dict[str, StatementSpan]) -> None:
    if not finding.statement:
        return
    statement = statements.get(finding.statement)
    if statement is None:
        raise ValueError(f"{finding.version} names the statement {finding.statement!r}, which the document lacks")
    for part in finding.spans:
        if not statement.span.contains(part.span):
            raise ValueError(f"{finding.version}: {part.span} lies outside its statement {finding.statement}")


def _place(finding: Finding, statements: dict[str, StatementSpan]) -> tuple[int, int, str, str]:
    """Sort by statement, then by the first marked word; what concerns the whole article comes last."""
    statement = statements.get(finding.statement)
    at = statement.span.start if statement else len(statements) and max(item.span.end for item in statements.values())
    first = min((part.span.start for part in finding.spans), default=at)
    return at, first, finding.layer, finding.label
