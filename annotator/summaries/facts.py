"""Everything the reliability summary of one article is computed from, as one value (SCHEME 9.1)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, NotRequired, Protocol, TypedDict, TypeVar, Unpack
from urllib.parse import urlsplit

from annotator.tagging.codebook import SCHEME_VERSION, BiasFlag, ClaimType
from annotator.tagging.derive import is_finished, sourcing_relations
from annotator.tagging.records import ArticleValues, Relation, StatementTags
from annotator.text.spans import Span
from annotator.text.structure import Citation, SegmentKind

# "… was signed. ([source](…))": full stop, space, bracket. Further away a link is a line of its own.
LARGEST_GAP_BEFORE_A_LINK: Final = 3
UNORDERED: Final = frozenset(
    {"statements", "relations", "hedges", "sourcing_flags", "wording_flags", "titles", "citations"}
)


class LinkScope(StrEnum):
    """How near a statement's link is (SCHEME 7.5)."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


class Placed(Protocol):
    """A statement as far as its place in the text is concerned."""

    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> SegmentKind: ...
    @property
    def span(self) -> Span: ...
    @property
    def paragraph(self) -> int: ...


Place = TypeVar("Place", bound=Placed)


@dataclass(frozen=True, slots=True)
class CitationFact:
    """A link, the label of the body statement it belongs to (empty for none), and whether it stands inside it."""

    url: str
    host: str
    statement: str
    in_sentence: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of an article's claims are finished: M of N in SCHEME 9.1."""

    done: int
    of: int

    @property
    def share(self) -> float:
        """Return the covered part; an article without claims has nothing left to do."""
        return self.done / self.of if self.of else 1.0

    @property
    def unfinished(self) -> int:
        """Return the number of claims whose required core is missing."""
        return self.of - self.done


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """One article's text and current tags. `words` counts the body with links removed.

    `linked` gives the scope of the link that covers a statement, by label; `agreed_flags` the bias flags that every
    annotator set, by statement reference; `flag_votes` how many set each bias flag, by its id, where the tags are the
    result of several. `published_on` is an ISO date, empty when nobody supplied one.
    """

    article: str
    text: str
    words: int
    statements: tuple[StatementTags, ...]
    scheme: str = SCHEME_VERSION
    revision: int = 1
    annotators: int = 1
    adjudicated: bool = False
    citations: tuple[CitationFact, ...] = ()
    linked: Mapping[str, LinkScope] = field(default_factory=dict)
    article_values: ArticleValues = field(default_factory=ArticleValues)
    published_on: str = ""
    outlet: str = ""
    agreed_flags: Mapping[str, tuple[BiasFlag, ...]] = field(default_factory=dict)
    flag_votes: Mapping[str, int] = field(default_factory=dict)


class GivenFacts(TypedDict):
    """The fields of ArticleFacts that need no computing."""

    article: str
    text: str
    words: int
    scheme: NotRequired[str]
    revision: NotRequired[int]
    annotators: NotRequired[int]
    adjudicated: NotRequired[bool]
    article_values: NotRequired[ArticleValues]
    outlet: NotRequired[str]
    agreed_flags: NotRequired[Mapping[str, tuple[BiasFlag, ...]]]
    flag_votes: NotRequired[Mapping[str, int]]


def make_facts(
    *,
    statements: tuple[StatementTags, ...],
    citations: tuple[Citation, ...] = (),
    published: date | None = None,
    **given: Unpack[GivenFacts],
) -> ArticleFacts:
    """Return an article's facts, with each link placed at the statements that it covers."""
    return ArticleFacts(
        statements=statements,
        citations=citation_facts(statements, citations),
        linked=citation_scopes(statements, citations),
        published_on=published.isoformat() if published else "",
        **given,
    )


def in_text_order(statements: Iterable[Place]) -> tuple[Place, ...]:
    """Return statements as they stand in the text."""
    return tuple(sorted(statements, key=lambda statement: (statement.span, statement.label)))


def claims(facts: ArticleFacts) -> tuple[StatementTags, ...]:
    """Return the body statements that are claims or not yet known to be none (SCHEME 9.1, set U)."""
    body = (tags for tags in facts.statements if tags.kind is SegmentKind.BODY)
    return in_text_order(tags for tags in body if tags.values.claim_type is not ClaimType.NOT_A_CLAIM)


def finished(facts: ArticleFacts) -> tuple[StatementTags, ...]:
    """Return the claims whose required core is there; every share runs over these."""
    return tuple(tags for tags in claims(facts) if is_finished(tags))


def coverage(facts: ArticleFacts) -> Coverage:
    """Return how many of the article's claims are finished."""
    found = claims(facts)
    return Coverage(done=sum(map(is_finished, found)), of=len(found))


def speaking_relations(facts: ArticleFacts, tags: StatementTags) -> tuple[Relation, ...]:
    """Return the relations whose sources speak in a statement: its own, or those it carries on."""
    by_reference = {other.reference: other for other in facts.statements}
    seen: set[str] = set()
    current: StatementTags | None = tags
    while current is not None and current.reference not in seen:
        seen.add(current.reference)
        relations = tuple(r for r in sourcing_relations(current) if r.source_type is not None)
        if relations:
            return relations
        current = by_reference.get(current.values.continues or "")
    return ()


def citation_scopes(statements: Iterable[Placed], citations: Iterable[Citation]) -> Mapping[str, LinkScope]:
    """Return the scope of the link that covers each body statement, by label; uncovered statements are left out.

    A link in a sentence covers it; a link later in the same paragraph covers earlier sentences, never later ones.
    """
    body = in_text_order(s for s in statements if s.kind is SegmentKind.BODY)
    scopes: dict[str, LinkScope] = {}
    for citation in citations:
        home = _home(body, citation)
        if home is None:
            continue
        for statement in body:
            if statement.paragraph == home.paragraph and statement.span <= home.span:
                scopes.setdefault(statement.label, LinkScope.PARAGRAPH)
        if home.span.overlaps(citation.span):
            scopes[home.label] = LinkScope.SENTENCE
    return {statement.label: scopes[statement.label] for statement in body if statement.label in scopes}


def citation_facts(statements: Iterable[Placed], citations: Iterable[Citation]) -> tuple[CitationFact, ...]:
    """Return each link with the body statement it belongs to, in the order of the text."""
    body = in_text_order(s for s in statements if s.kind is SegmentKind.BODY)
    found = []
    for citation in sorted(citations, key=lambda citation: citation.span):
        home = _home(body, citation)
        label, inside = (home.label, home.span.overlaps(citation.span)) if home else ("", False)
        found.append(CitationFact(citation.url, host_of(citation.url), label, inside))
    return tuple(found)


def host_of(url: str) -> str:
    """Return the site of an address without `www.`, empty when the address names none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _home(body: Iterable[Place], citation: Citation) -> Place | None:
    """Find the statement with the link inside, else the one right before it."""
    before: Place | None = None
    for statement in body:
        if statement.span.overlaps(citation.span):
            return statement
        if statement.span.end <= citation.span.start:
            before = statement
    if before is None or citation.span.start - before.span.end > LARGEST_GAP_BEFORE_A_LINK:
        return None
    return before


def digest_facts(facts: ArticleFacts) -> str:
    """Return the SHA-256 of the facts as canonical JSON, the same whatever the order of statements and tags.

    Where one person tagged there are no votes, and nothing is said of them.
    """
    given = {name: value for name, value in asdict(facts).items() if name != "flag_votes" or value}
    canonical = json.dumps(_canonical(given), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _canonical(item, key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [_canonical(item) for item in value]
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True)) if name in UNORDERED else items
    return value
