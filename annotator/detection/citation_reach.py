"""Which statements a link covers (SCHEME 7.5): its own, and the earlier ones of its paragraph, never later ones."""

from bisect import bisect_left
from dataclasses import dataclass

from annotator.detection.base import Document


@dataclass(frozen=True, slots=True)
class Reach:
    """How a statement is covered: by a link in the `sentence`, or later in the `paragraph`, in the statement `at`."""

    scope: str
    at: str


def reach_of_links(document: Document) -> dict[str, Reach]:
    """Return, by the label of each covered statement, how it is covered; offsets are code points of the text."""
    starts = sorted(citation.span.start for citation in document.citations)
    statements = sorted(document.statements, key=lambda statement: statement.span, reverse=True)
    found: dict[str, Reach] = {}
    later: dict[int, str] = {}
    for statement in statements if starts else ():
        span = statement.span
        if bisect_left(starts, span.start) < bisect_left(starts, span.end):
            found[statement.label] = Reach("sentence", statement.label)
            later[statement.paragraph] = statement.label
        elif statement.paragraph >= 0 and statement.paragraph in later:
            found[statement.label] = Reach("paragraph", later[statement.paragraph])
    return found
