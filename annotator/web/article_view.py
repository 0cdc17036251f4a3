"""An article as its page shows it: blocks of lines, lines of statements, statements of marked pieces."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import reverse

from annotator.articles.models import ArticleText, Segment, Statement
from annotator.review.masking import readable_links
from annotator.summaries.facts import host_of
from annotator.tagging.codebook import Contested
from annotator.tagging.derive import derived_flags, effective_commitment, is_finished, is_flat_contested
from annotator.tagging.records import StatementTags
from annotator.text.spans import Span
from annotator.web import layout
from annotator.web.guide import CodebookGuide
from annotator.web.marks import Piece, ShownLink, ShownMark, cut

WEB: Final = ("http://", "https://")
MULTI_LINE: Final = {"key_point", "byline", "boilerplate"}


@dataclass(frozen=True, slots=True)
class Chip:
    """An answer beside a statement, with the place on the codebook page that explains it."""

    name: str
    anchor: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement: its label and page, its pieces, its answers, and what is left to do."""

    label: str
    url: str
    pieces: tuple[Piece, ...]
    chips: tuple[Chip, ...] = ()
    is_finished: bool = False
    is_begun: bool = False
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line: a statement, or words between statements."""

    words: tuple[Piece, ...] = ()
    statement: StatementView | None = None


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Neighbouring lines of one kind; `lines` holds one entry for each paragraph or item."""

    kind: str
    lines: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class TextView:
    """What is drawn on a text."""

    marks: tuple[ShownMark, ...]
    records: Mapping[UUID, StatementTags]
    waiting: Mapping[UUID, int]
    guide: CodebookGuide
    slug: str
    with_answers: bool
    may_tag: bool = False
    """Statements lead to the workbench, not to a page that only shows them."""


def blocks_of(
    text: ArticleText, segments: Iterable[Segment], statements: Sequence[Statement], view: TextView
) -> tuple[TextBlock, ...]:
    """Return the text in blocks, in the order of the text."""
    links = links_of(text)
    marks = _by_statement(view.marks, statements)
    drawn = {s.pk: _draw(text, s, marks[number], links, view) for number, s in enumerate(statements)}

    def part(laid: layout.Part) -> Part:
        if laid is None:
            return Part(words=(Piece(" "),))
        if isinstance(laid, Span):
            return Part(words=cut(text.content, laid, (), links))
        return Part(statement=drawn[laid.pk])

    return tuple(
        TextBlock(kind, tuple(tuple(part(laid) for laid in line) for line in lines))
        for kind, lines in layout.laid_out(text.content, segments, statements)
    )


def links_of(text: ArticleText) -> tuple[ShownLink, ...]:
    """Return the inline links of a text that lead to web pages."""
    return tuple(
        ShownLink(Span(c.start, c.end), c.anchor, c.url, host_of(c.url))
        for c in readable_links(text, text.citations.order_by("start"))
        if c.url.lower().startswith(WEB)
    )


def _by_statement(marks: Iterable[ShownMark], statements: Sequence[Statement]) -> Mapping[int, list[ShownMark]]:
    """Return the marks by the number of the statement in which they start."""
    starts = [statement.start for statement in statements]
    found: Mapping[int, list[ShownMark]] = defaultdict(list)
    for mark in marks:
        found[bisect_right(starts, mark.span.start) - 1].append(mark)
    return found


def _draw(
    text: ArticleText, statement: Statement, marks: Iterable[ShownMark], links: Sequence[ShownLink], view: TextView
) -> StatementView:
    record = view.records.get(statement.pk)
    span = Span(statement.start, statement.end)
    return StatementView(
        label=statement.label,
        url=_page_of(view, statement.label),
        pieces=cut(text.content, span, marks, links),
        chips=chips_of(record, text.content, view.guide) if record and view.with_answers else (),
        is_finished=bool(record and is_finished(record)),
        is_begun=bool(record and _is_begun(record)),
        waiting=view.waiting.get(statement.pk, 0),
    )


def _page_of(view: TextView, label: str) -> str:
    if view.may_tag:
        return f"{reverse('workbench', args=[view.slug])}#{label}"
    return reverse("statement", args=[view.slug, label])


def _is_begun(record: StatementTags) -> bool:
    values = record.values
    return bool(values.claim_type or values.status or record.relations or record.hedges or record.wording_flags)


def chips_of(record: StatementTags, text: str, guide: CodebookGuide) -> tuple[Chip, ...]:
    """Return the answers about a statement that a reader of the article should see beside it."""
    values = record.values
    given = [("claim_type", values.claim_type), ("status", values.status), ("response", values.response)]
    chips = [Chip(guide.name(name, key), f"{name}-{key}") for name, key in given if key]
    if values.status:
        commitment = effective_commitment(record)
        chips.append(Chip(guide.name("commitment", commitment), f"commitment-{commitment}"))
    if values.contested is Contested.CONTESTED:
        look = "alert" if is_flat_contested(record) else ""
        chips.append(Chip("Contested and stated as fact" if look else "Contested", "contested-contested", look))
    if values.fidelity:
        chips.append(Chip(guide.name("fidelity", values.fidelity), f"fidelity-{values.fidelity}"))
    if values.reliability or values.credibility:
        pair = f"{values.reliability or '–'}{values.credibility or '–'}"
        chips.append(Chip(pair, f"reliability-{values.reliability or 'F'}", "pair"))
    chips += [
        Chip(guide.name("sourcing_flag", flag), f"sourcing_flag-{flag}", "alert") for flag in record.sourcing_flags
    ]
    chips += [Chip(guide.name("derived_flag", f), f"derived_flag-{f}", "alert") for f in derived_flags(record, text)]
    return tuple(chips)


def waiting_counts(statements: Iterable[UUID | None]) -> Mapping[UUID, int]:
    """Return the number of open suggestions of each statement."""
    return defaultdict(int, Counter(key for key in statements if key is not None))
