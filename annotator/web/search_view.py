"""What a search found as its page shows it: marked words, the answers it was found for, and where to go on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from annotator.review.blinding import CarriedTag
from annotator.search.folding import fold, places_of
from annotator.search.hits import SHOWN_OF_ONE, ArticleHit, Found, StatementHit
from annotator.search.query import LONGEST_QUERY, Words, words_of
from annotator.search.vocabulary import SOURCE
from annotator.summaries.facts import host_of
from annotator.tagging.fields import ANSWERS
from annotator.tagging.wanted import Said
from annotator.text.markup import Mark, split_at_boundaries
from annotator.text.spans import Span
from annotator.web.article_view import WEB, Chip
from annotator.web.describe import SAID
from annotator.web.guide import CodebookGuide
from annotator.web.marks import Piece, ShownLink
from annotator.web.words import field_name

LONGEST_SHOWN: Final = 600
BEFORE_THE_MARK: Final = 120
ABOUT: Final = {"source": "source_type", "sourced": "hedge_type", "unsure": "bias_flag", "denied_elsewhere": "polarity"}
"""Where the codebook explains fields that have no answers to choose from."""
Phrases = tuple[tuple[tuple[str, ...], bool], ...]


@dataclass(frozen=True, slots=True)
class HitView:
    """A statement that was found."""

    label: str
    url: str
    pieces: tuple[Piece, ...]
    chips: tuple[Chip, ...]
    others: tuple[tuple[str, str], ...]
    """Whose tags it was found for, other than the reader's own, and where these are shown."""


@dataclass(frozen=True, slots=True)
class ArticleHitView:
    """An article in which something was found, or that was found itself."""

    url: str
    title: tuple[Piece, ...]
    outlet: tuple[Piece, ...]
    published: date | None
    desk: str
    count: int
    hits: tuple[HitView, ...]
    more: int
    more_url: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of results."""

    counted: str
    articles: tuple[ArticleHitView, ...]
    page: int
    pages: int
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was found."""
        return not self.articles


def view_found(found: Found, typed: str, guide: CodebookGuide) -> ResultPage:
    """Return what was found for what was typed."""
    phrases = phrases_of(found.wish.wanted_words)
    articles = tuple(_article(hit, phrases, found, typed, guide) for hit in found.hits)
    return ResultPage(counted(found), articles, found.page, found.pages, found.is_cut)


def counted(found: Found) -> str:
    """Return how much was found: `3 statements in 2 articles`."""
    articles = f"{found.articles:,} article{'' if found.articles == 1 else 's'}"
    if not found.statements and not found.wish.needs_statements:
        return articles
    return f"{found.statements:,} statement{'' if found.statements == 1 else 's'} in {articles}"


def phrases_of(words: Iterable[Words]) -> Phrases:
    """Return words as they are compared, to be marked in what was found."""
    return tuple((tuple(fold(term.text).split()), term.is_prefix) for term in words)


def _title_words(found: Found) -> Iterator[Words]:
    for place in found.wish.places:
        if place.field == "title" and not place.is_excluded:
            yield from map(words_of, place.values)


def search_url(query: str, **given: Any) -> str:
    """Return the address of a search."""
    return f"{reverse('search')}?{urlencode({'q': query, **given})}"


def _article(hit: ArticleHit, phrases: Phrases, found: Found, typed: str, guide: CodebookGuide) -> ArticleHitView:
    article = hit.article
    narrower = f"{typed} article:{article.slug}"
    more = hit.count - len(hit.statements)
    return ArticleHitView(
        url=reverse("article", args=[article.slug]),
        title=_marked(article.title, (*phrases, *phrases_of(_title_words(found)))),
        outlet=_marked(article.outlet.name, phrases) if article.outlet else (),
        published=article.published_on,
        desk=article.desk.name,
        count=hit.count,
        hits=tuple(_statement(item, article.slug, phrases, found, guide) for item in hit.statements),
        more=more,
        more_url=search_url(narrower) if len(narrower) <= LONGEST_QUERY and len(hit.statements) < SHOWN_OF_ONE else "",
    )


def _statement(hit: StatementHit, slug: str, phrases: Phrases, found: Found, guide: CodebookGuide) -> HitView:
    label = hit.statement.label
    url = reverse("article", args=[slug])
    others = {tag.author: f"{url}?set={tag.tag_set_id}#{label}" for tag in hit.tags if not tag.is_own}
    chips = dict.fromkeys(chip for tag in hit.tags for chip in _chips(tag, found, guide))
    return HitView(
        label=label,
        url=f"{url}#{label}",
        pieces=_pieces(hit, phrases),
        chips=tuple(chips),
        others=tuple(sorted(others.items())),
    )


def _pieces(hit: StatementHit, phrases: Phrases) -> tuple[Piece, ...]:
    """Return a statement with the words and the tags that it was found for marked; a long one around the first mark."""
    whole = Span(hit.statement.start, hit.statement.end)
    marks = [Mark("hit", "hit", place.shift(whole.start)) for place in places_of(whole.of(hit.text), phrases)]
    marks += [Mark("tagged", "tagged", piece.span) for tag in hit.tags for piece in tag.row.spans]
    links = {
        Span(c.start, c.end): ShownLink(Span(c.start, c.end), c.anchor, c.url, host_of(c.url))
        for c in hit.citations
        if c.url.lower().startswith(WEB)
    }
    marks += [Mark(mark.key, mark.kind, place) for place in links for mark in marks if mark.span.overlaps(place)]
    shown = _window(whole, marks)
    pieces = _cut(hit.text, shown, marks, links)
    before = (Piece("… "),) if shown.start > whole.start else ()
    return (*before, *pieces, *((Piece(" …"),) if shown.end < whole.end else ()))


def _window(whole: Span, marks: Sequence[Mark]) -> Span:
    """Return the part of a statement that is shown."""
    if len(whole) <= LONGEST_SHOWN:
        return whole
    first = min((mark.span.start for mark in marks), default=whole.start)
    start = max(whole.start, min(first - BEFORE_THE_MARK, whole.end - LONGEST_SHOWN))
    return Span(start, start + LONGEST_SHOWN)


def _cut(text: str, span: Span, marks: Sequence[Mark], links: Mapping[Span, ShownLink]) -> tuple[Piece, ...]:
    edges = [*marks, *(Mark("link", "link", place) for place in links)]
    return tuple(
        Piece(
            run.span.of(text),
            tuple(dict.fromkeys(mark.kind for mark in run.marks if mark.kind != "link")),
            next((link for place, link in links.items() if place.contains(run.span)), None),
        )
        for run in split_at_boundaries(span, edges)
    )


def _marked(text: str, phrases: Phrases) -> tuple[Piece, ...]:
    """Return a name with the words it was found for marked."""
    if not text:
        return ()
    return _cut(text, Span(0, len(text)), [Mark("hit", "hit", place) for place in places_of(text, phrases)], {})


def _chips(tag: CarriedTag, found: Found, guide: CodebookGuide) -> Iterator[Chip]:
    """Yield the answers of a tag that the search asked for."""
    for wanted, is_met in zip(found.wish.tags, tag.meets, strict=True):
        for said in (said for answers in wanted.says for said in answers) if is_met else ():
            chip = _chip(tag, said, guide)
            if chip is not None:
                yield chip


def _chip(tag: CarriedTag, said: Said, guide: CodebookGuide) -> Chip | None:
    row: Any = tag.row.tag
    if said.column == SOURCE:
        return Chip(row.source.name, f"field-{ABOUT[SOURCE]}") if row.source_id in said.values else None
    if said.column in {"commitment", "derived_flag"}:  # computed, so not on the tag
        keys = sorted(map(str, said.values))
        return Chip(guide.name(said.column, keys[0]), f"{said.column}-{keys[0]}") if len(keys) == 1 else None
    value = getattr(row, said.column)
    if value not in said.values:
        return None
    if said.column not in ANSWERS:
        return Chip(f"{field_name(said.column)}: {SAID[value]}", f"field-{ABOUT[said.column]}")
    return Chip(guide.name(said.column, value), f"{said.column}-{value}")
