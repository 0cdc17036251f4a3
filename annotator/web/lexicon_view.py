"""The lexicons and the preview of a change as values that templates only print."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from annotator.detection.base import Finding, FindingKind
from annotator.detection.lexicon import Origin
from annotator.detection.overlay import TYPES, LexiconChange, ListedTerm, clean_term, listed_terms
from annotator.suggestions.models import LexiconEntry
from annotator.suggestions.preview import Difference, Preview
from annotator.text.spans import Span
from annotator.web.guide import CodebookGuide
from annotator.web.marks import Piece, ShownMark, cut
from annotator.web.suggestions_view import label_field
from annotator.web.words import LEXICON_NAMES, field_name

MOST_SHOWN: Final = 100
"""Differences that a preview lists; all are counted."""
_TYPE_FIELDS: Final = {"wording": "bias_flag", "certainty": "hedge_type", "cues": "relation_kind"}
_TYPE_NAMES: Final = {"agentless": "Nobody behind it", "checked": "Says that it was checked"}
_STATES: Final = {
    Origin.SHIPPED: "comes with Sourcemark",
    Origin.WEIGHED: "weighed by your newsroom",
    Origin.ADDED: "added by your newsroom",
}
_SIGNS: Final = {"appears": "+ appears", "disappears": "− disappears", "changes": "± changes"}


@dataclass(frozen=True, slots=True)
class TermRow:
    """One word as it stands, with the newsroom's newest change of it."""

    listed: ListedTerm
    lexicon: str
    type: str
    url: str
    newest: LexiconEntry | None = None

    @property
    def weight(self) -> str:
        """Return the weight without needless zeros."""
        return f"{self.listed.weight:g}"

    @property
    def state(self) -> str:
        """Say where it comes from, or that it is retired."""
        return "retired by your newsroom" if self.listed.is_retired else _STATES[self.listed.origin]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person wants to see of the lists: words, one lexicon or one kind of it, a state."""

    words: str = ""
    kind: str = ""
    state: str = ""

    def fits(self, term: ListedTerm) -> bool:
        """Say whether a word is among what was asked for."""
        if self.kind and self.kind not in {term.lexicon, f"{term.lexicon}/{term.type}"}:
            return False
        if self.state and not _STATE_TESTS[self.state](term):
            return False
        return clean_term(self.words) in f"{term.term} {term.neutral.lower()}"


_STATE_TESTS: Final[Mapping[str, Callable[[ListedTerm], bool]]] = {
    "own": lambda term: term.origin is Origin.ADDED,
    "changed": lambda term: term.is_retired or term.origin is not Origin.SHIPPED,
    "retired": lambda term: term.is_retired,
    "in use": lambda term: not term.is_retired,
}
STATE_CHOICES: Final = (
    ("own", "Added by your newsroom"),
    ("changed", "Added, weighed or retired"),
    ("retired", "Retired"),
    ("in use", "In use"),
)


def type_name(guide: CodebookGuide, lexicon: str, kind: str) -> str:
    """Return what a kind of word is called."""
    return _TYPE_NAMES.get(kind) or guide.name(_TYPE_FIELDS.get(lexicon, ""), kind)


def term_url(lexicon: str, term: str) -> str:
    """Return the page of a word."""
    return f"{reverse('admin:suggestions_lexiconentry_term')}?{urlencode({'lexicon': lexicon, 'term': term})}"


def term_rows(
    changes: tuple[LexiconChange, ...], newest: Iterable[LexiconEntry], asked: Asked, guide: CodebookGuide
) -> list[TermRow]:
    """Return the words that were asked for, lexicon by lexicon in alphabetical order."""
    entries = {(row.lexicon, row.term): row for row in newest}
    return [
        term_row(term, guide, entries.get((name, term.term)))
        for name in TYPES
        for term in listed_terms(name, changes).values()
        if asked.fits(term)
    ]


def term_row(term: ListedTerm, guide: CodebookGuide, newest: LexiconEntry | None = None) -> TermRow:
    """Return one word as a row."""
    kind = type_name(guide, term.lexicon, term.type)
    return TermRow(term, LEXICON_NAMES[term.lexicon], kind, term_url(term.lexicon, term.term), newest)


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One suggestion that would come, go or change, in its sentence."""

    kind: str
    sign: str
    name: str
    article: str
    label: str
    url: str
    pieces: tuple[Piece, ...]
    score: str
    values: str
    evidence: str


def difference_views(preview: Preview, guide: CodebookGuide) -> Iterator[DifferenceView]:
    """Yield the first differences of a preview, ready for the page."""
    for difference in preview.differences[:MOST_SHOWN]:
        yield _view(difference, guide)


def _view(difference: Difference, guide: CodebookGuide) -> DifferenceView:
    finding, text = difference.finding, difference.text
    statements = {statement.label: statement for statement in text.statements.all()}
    place = statements.get(finding.statement)
    slug = text.article.slug
    return DifferenceView(
        kind=difference.kind,
        sign=_SIGNS[difference.kind],
        name=guide.name(label_field(finding), finding.label),
        article=text.article.title,
        label=finding.statement,
        url=reverse("statement", args=[slug, place.label]) if place else reverse("article", args=[slug]),
        pieces=cut(text.content, Span(place.start, place.end), _marks(finding), ()) if place else (),
        score=_score(difference),
        values=_values(difference, guide),
        evidence=finding.evidence,
    )


def _marks(finding: Finding) -> Iterator[ShownMark]:
    looks = {FindingKind.HEDGE: "hedge", FindingKind.BIAS_FLAG: "flag", FindingKind.SOURCING_FLAG: "flag"}
    for part in finding.spans:
        look = looks.get(finding.kind, part.role.value)
        yield ShownMark(part.span, finding.layer, look, "", "", "", is_suggestion=True)


def _score(difference: Difference) -> str:
    before, after = difference.before, difference.after
    if before and after and before.score != after.score:
        return f"{before.score:.0%} → {after.score:.0%}"
    return f"{difference.finding.score:.0%}"


def _values(difference: Difference, guide: CodebookGuide) -> str:
    """Return which proposed answers would be others."""
    before, after = difference.before, difference.after
    if before is None or after is None:
        return ""
    keys = [key for key in {**before.values, **after.values} if before.values.get(key) != after.values.get(key)]
    return "; ".join(
        f"{field_name(key)}: {_value(before.values, key, guide)} → {_value(after.values, key, guide)}" for key in keys
    )


def _value(values: Mapping[str, str], key: str, guide: CodebookGuide) -> str:
    value = values.get(key, "")
    return guide.name(key, value) if guide.find(key, value) else value or "nothing"
