"""How statements, figures and bars become HTML. Everything that came from an article or a person is escaped."""

from html import escape
from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annotator.web.article_view import Part, StatementView
from annotator.web.marks import Piece, ShownLink, ShownMark
from annotator.web.summary_parts import Figure, StatementLink
from annotator.web.words import LAYER_NAMES

register = template.Library()
EMPTY = SafeString("")


@register.simple_tag
def show_part(part: Part) -> SafeString:
    """Return a statement with its number, or the words between statements."""
    return show_statement(part.statement) if part.statement else show_pieces(part.words)


def show_statement(statement: StatementView) -> SafeString:
    """Return a statement: its number in the margin, its words with their marks, its answers."""
    return format_html(
        '<span class="statement" id="{label}"><a class="number{state}" href="{url}" title="{title}">{label}{sign}</a>'
        "{words}{chips}</span>",
        label=statement.label,
        url=statement.url,
        state=" finished" if statement.is_finished else "",
        title=_state_of(statement),
        sign=_sign_of(statement),
        words=show_pieces(statement.pieces),
        chips=_chips(statement),
    )


def _state_of(statement: StatementView) -> str:
    state = "finished" if statement.is_finished else "begun" if statement.is_begun else "not tagged yet"
    waiting = f", {statement.waiting} open suggestions" if statement.waiting else ""
    return f"Statement {statement.label}: {state}{waiting}"


def _sign_of(statement: StatementView) -> SafeString:
    if statement.is_finished:
        return SafeString(' <span class="sign" aria-hidden="true">✓</span>')
    if statement.waiting:
        return format_html(' <span class="sign waiting" aria-hidden="true">{}?</span>', statement.waiting)
    return EMPTY


def _chips(statement: StatementView) -> SafeString:
    if not statement.chips:
        return EMPTY
    codebook = reverse("codebook")
    chips = format_html_join(
        "",
        '<a class="chip {}" href="{}#{}">{}</a>',
        ((chip.look, codebook, chip.anchor, chip.name) for chip in statement.chips),
    )
    return format_html(' <span class="chips">{}</span>', chips)


@register.filter
def show_pieces(pieces: tuple[Piece, ...]) -> SafeString:
    """Return marked words; the name of a mark follows its last word and leads to the codebook.

    An article has hundreds of pieces, so they are put together with `escape` instead of a template for each.
    """
    codebook = reverse("codebook")
    shown: set[ShownLink] = set()
    return SafeString("".join(_piece(piece, codebook, shown) for piece in pieces))


def _piece(piece: Piece, codebook: str, shown: set[ShownLink]) -> str:
    words = escape(piece.text)
    if piece.link:
        words = "" if piece.link in shown else _link(piece.link)
        shown.add(piece.link)
    if piece.looks and words:
        words = f'<mark class="{" ".join(piece.looks)}">{words}</mark>'
    return words + "".join(_name(mark, codebook) for mark in reversed(piece.ending))


def _link(link: ShownLink) -> str:
    anchor = escape(link.anchor if link.anchor != link.url else "link")
    host = escape(link.host)
    address = escape(link.url)
    return (
        f'<a class="citation" href="{address}" rel="noopener noreferrer">{anchor} <span class="host">{host}</span></a>'
    )


def _name(mark: ShownMark, codebook: str) -> str:
    look = f"n-{mark.look} suggested" if mark.is_suggestion else f"n-{mark.look}"
    where, meaning = f"{codebook}#{escape(mark.anchor)}", escape(mark.meaning)
    return f'<sup class="mark-name {look}"><a href="{where}" title="{meaning}">{escape(mark.short)}</a></sup>'


@register.simple_tag
def bar(figure: Figure) -> SafeString:
    """Return the bar of a figure; none where counts are too few for a share."""
    if figure.high is None:
        return EMPTY
    title = f"{figure.name}: {figure.counted}, {figure.share}"
    look = "range" if figure.is_range else "faint" if figure.is_faint else "share"
    return _bar(look, figure.low or 0.0, figure.high, title)


@register.simple_tag
def tally_bar(width: float, title: str) -> SafeString:
    """Return the bar of a count, as long as the count is of all that were counted."""
    return _bar("tally", 0.0, width, title)


@register.simple_tag
def progress_bar(done: int, total: int, name: str) -> SafeString:
    """Return a progress bar; what it says stands beside it as text."""
    return format_html(
        '<progress class="progress" value="{}" max="{}" aria-label="{}"></progress>', done, max(total, 1), name
    )


def _bar(look: str, low: float, high: float, title: str) -> SafeString:
    """Return a bar from `low` to `high` on a track from 0 to 100 per cent.

    The looks differ by shape, so that nobody needs colour: a share is solid, one of few statements is striped, a range
    is a line between two ends. The words beside a bar say all that it shows, so it is hidden from screen readers.
    """
    shape = _range(low, high) if look == "range" else _line(low, high)
    return format_html(
        '<svg class="bar bar-{}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><title>{}</title>'
        '<rect class="track" width="100" height="6"/>{}</svg>',
        look,
        title,
        shape,
    )


def _line(low: float, high: float) -> SafeString:
    return format_html('<line class="fill" x1="{}" x2="{}" y1="3" y2="3"/>', f"{low:.2f}", f"{high:.2f}")


def _range(low: float, high: float) -> SafeString:
    """Return a line with an end on each side; ends stay inside the track."""
    left, right = max(0.6, min(low, 99.4)), max(0.6, min(high, 99.4))
    return format_html(
        '<path class="fill" d="M{0} 0V6M{0} 3H{1}M{1} 0V6"/>',
        f"{left:.2f}",
        f"{right:.2f}",
    )


MOST_PRINTED: Final = 12


@register.simple_tag
def printed_labels(links: tuple[StatementLink, ...]) -> SafeString:
    """Return the statements of a figure for paper, where nothing can be opened; many are cut short."""
    if not links:
        return EMPTY
    more = f" and {len(links) - MOST_PRINTED} more" if len(links) > MOST_PRINTED else ""
    return format_html(
        '<span class="print-only labels">{}{}</span>', " ".join(link.label for link in links[:MOST_PRINTED]), more
    )


@register.filter
def paragraphs(text: str) -> SafeString:
    """Return the codebook's plain notation as HTML: blank lines, numbered and dashed lists, *emphasis*."""
    return format_html_join("", "{}", ((_block(block),) for block in text.split("\n\n") if block.strip()))


def _block(block: str) -> SafeString:
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    if all(line.startswith("- ") for line in lines):
        return format_html("<ul>{}</ul>", _items(line[2:] for line in lines))
    if all(line.split(". ", 1)[0].isdigit() for line in lines):
        return format_html("<ol>{}</ol>", _items(line.split(". ", 1)[-1] for line in lines))
    return format_html("<p>{}</p>", emphasis(" ".join(lines)))


def _items(lines: Any) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((emphasis(line),) for line in lines))


def emphasis(text: str) -> SafeString:
    """Return text in which *words* between asterisks are emphasised."""
    parts = text.split("*")
    return format_html_join(
        "",
        "{}",
        ((format_html("<em>{}</em>", part) if number % 2 else part,) for number, part in enumerate(parts)),
    )


@register.filter
def show_words(pieces: tuple[Piece, ...]) -> SafeString:
    """Return marked words and nothing else, so that a selection in them is a selection in the statement."""
    return format_html_join("", "{}", ((_plain(piece),) for piece in pieces))


def _plain(piece: Piece) -> Any:
    looks = [*piece.looks, *(["raw-link"] if piece.link else [])]
    return format_html('<mark class="{}">{}</mark>', " ".join(looks), piece.text) if looks else piece.text


@register.filter
def layer_name(key: str) -> str:
    """Return the name of a layer of the codebook."""
    return LAYER_NAMES.get(key, key.capitalize())


@register.filter
def question(field: Any) -> str:
    """Return the question that the codebook asks with a field."""
    labels = getattr(field.field, "labels", ())
    return str(labels[0].question) if labels else ""
