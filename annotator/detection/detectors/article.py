"""Layer L6: what the byline says about who made the article (SCHEME 7.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from annotator.detection.base import Document, Finding, FindingKind, Layer, RoleSpan, SpanRole
from annotator.detection.lexicon import load_lexicon
from annotator.detection.matching import match_terms
from annotator.text.normalize import normalize_term
from annotator.text.spans import Span
from annotator.text.structure import Segment, SegmentKind

DIGITAL_SOURCE_TYPES: Final = {"ai_disclosed": "trainedAlgorithmicMedia"}
"""IPTC digital source types that a kind of byline suggests."""
_LABELS: Final = frozenset({"by", "author", "authors", "written", "words", "reporting", "reporter", "report"})
_LONGEST_NAME: Final = 4
_MOST_SEGMENTS: Final = 40


@dataclass(frozen=True, slots=True)
class _Byline:
    kind: str
    spans: tuple[Span, ...]
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class ArticleDetector:
    """Reads the byline; it sees what is disclosed, never who really wrote."""

    layer: Layer = Layer.ARTICLE
    version: str = "article-rules-1.0"

    def detect(self, document: Document) -> Iterator[Finding]:
        """Yield one finding about the article's byline."""
        byline = _read_byline(document)
        values = {"byline_kind": byline.kind}
        if byline.kind in DIGITAL_SOURCE_TYPES:
            values["digital_source_type"] = DIGITAL_SOURCE_TYPES[byline.kind]
        yield Finding(
            layer=self.layer,
            kind=FindingKind.ARTICLE,
            label=byline.kind,
            statement="",
            spans=tuple(RoleSpan(SpanRole.SPAN, span) for span in byline.spans),
            score=byline.score,
            evidence=byline.evidence,
            version=self.version,
            values=values,
        )


def _read_byline(document: Document) -> _Byline:
    segments = [segment for segment in document.segments if segment.kind is SegmentKind.BYLINE][:_MOST_SEGMENTS]
    if not segments:
        return _Byline("none", (), 0.8, "No byline was found in the text; the page may have one.")
    for kind in ("ai_disclosed", "agency"):
        found = _disclosed(document.text, segments, kind)
        if found is not None:
            return found
    name = next((segment.span for segment in segments if _is_name(segment.span.of(document.text))), None)
    if name is not None:
        return _Byline("human_named", (name,), 0.7, f"The byline names \u201c{name.of(document.text)}\u201d.")
    return _Byline("none", (), 0.5, "The byline names neither a person nor an agency.")


def _disclosed(text: str, segments: list[Segment], kind: str) -> _Byline | None:
    lexicon = load_lexicon("bylines")
    for segment in segments:
        words = segment.span.of(text)
        for match in match_terms(normalize_term(words), lexicon):
            if match.entry.type == kind and _is_written_so(kind, match.span.of(words)):
                span = match.span.shift(segment.span.start)
                return _Byline(kind, (span,), 0.95, f"The byline says \u201c{span.of(text)}\u201d.")
    return None


def _is_written_so(kind: str, words: str) -> bool:
    """Ask an agency's name for a capital letter, so that small words of a sentence do not pass for one."""
    return kind != "agency" or words[:1].isupper() or " " in words


def _is_name(line: str) -> bool:
    """Say whether a byline holds a person's name: two to four capitalised words, "By" and "Author:" aside."""
    words = [word.strip(".,:|()") for word in line.replace(" and ", ", ").split(",")[0].split()]
    words = [word for word in words if word and word.lower() not in _LABELS]
    return 2 <= len(words) <= _LONGEST_NAME and all(word[0].isupper() and not word.isdigit() for word in words)


DETECTOR: Final = ArticleDetector()
