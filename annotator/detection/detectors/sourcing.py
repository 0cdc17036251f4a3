"""Layer L4: flags on what a statement rests on (SCHEME 7.5). Never a letter, never a number."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from annotator.detection.base import Document, Finding, FindingKind, Layer, RoleSpan, SpanRole
from annotator.detection.cues import terms_by_sentence
from annotator.detection.lexicon import load_lexicon
from annotator.text.spans import Span
from annotator.text.structure import Citation, StatementSpan

MAX_LINKS: Final = 200
"""Links compared with one another; a page with more is an index, and the bound keeps the work linear."""
_SHARED: Final = 0.6
_FEWEST_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class _Link:
    citation: Citation
    host: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class SourcingDetector:
    """Finds links that look like one story at several outlets, and leaked material that nobody says was checked."""

    layer: Layer = Layer.SOURCING
    version: str = "sourcing-rules-1.0"

    def detect(self, document: Document) -> Iterator[Finding]:
        """Yield the sourcing flags of every statement."""
        yield from self._same_origin(document)
        yield from self._authenticity(document)

    def _same_origin(self, document: Document) -> Iterator[Finding]:
        statements = sorted(document.statements, key=lambda statement: statement.span)
        starts = [statement.span.start for statement in statements]
        earlier: list[_Link] = []
        for citation in document.citations[:MAX_LINKS]:
            link = _read_link(citation)
            twin = next((other for other in earlier if _share_a_story(link, other)), None)
            statement = _holding(statements, starts, citation.span)
            if twin is not None and statement is not None:
                shared = ", ".join(sorted(link.words & twin.words))
                evidence = f"The addresses at {link.host} and {twin.host} share {shared}: perhaps one wire story."
                yield self._flag("probable_same_origin", statement.label, citation.span, 0.7, evidence)
            earlier.append(link)

    def _authenticity(self, document: Document) -> Iterator[Finding]:
        for sentence, matches in terms_by_sentence(document, "sourcing"):
            types = {match.entry.type for match in matches}
            if "unverified material" not in types or "checked" in types:
                continue
            for match in (match for match in matches if match.entry.type == "unverified material"):
                evidence = (
                    f"\u201c{match.entry.term}\u201d {match.entry.listed('sourcing')}; "
                    "the sentence does not say whether it was verified."
                )
                score = round(0.4 * match.entry.weight, 2)
                label = sentence.statement.label
                yield self._flag("authenticity_not_stated", label, match.span, score, evidence)

    def _flag(self, flag: str, statement: str, span: Span, score: float, evidence: str) -> Finding:
        return Finding(
            layer=self.layer,
            kind=FindingKind.SOURCING_FLAG,
            label=flag,
            statement=statement,
            spans=(RoleSpan(SpanRole.SPAN, span),),
            score=score,
            evidence=evidence,
            version=self.version,
        )


def _read_link(citation: Citation) -> _Link:
    """Read the telling words of an address: those of its path, without numbers and identifiers."""
    try:
        parts = urlsplit(citation.url)
    except ValueError:  # an address that is none, such as one with a broken bracket
        return _Link(citation, citation.url, frozenset())
    words = "".join(letter if letter.isalnum() else " " for letter in parts.path.lower()).split()
    empty = load_lexicon("sourcing").terms("address word")
    telling = (_stem(word) for word in words if word.isalpha() and len(word) > 2 and word not in empty)
    return _Link(citation, parts.netloc, frozenset(telling))


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > 4 else word


def _share_a_story(link: _Link, other: _Link) -> bool:
    """Say whether two addresses of different outlets share most words of the shorter one."""
    if link.host == other.host or min(len(link.words), len(other.words)) < _FEWEST_WORDS:
        return False
    shared = len(link.words & other.words)
    return shared >= _FEWEST_WORDS and shared / min(len(link.words), len(other.words)) >= _SHARED


def _holding(statements: list[StatementSpan], starts: list[int], span: Span) -> StatementSpan | None:
    index = bisect_right(starts, span.start) - 1
    return statements[index] if index >= 0 and statements[index].span.contains(span) else None


DETECTOR: Final = SourcingDetector()
