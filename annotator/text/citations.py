"""Find the links of an article: Markdown links and bare addresses, in time linear in the text."""

import re
from collections.abc import Iterator

from annotator.text.spans import Span
from annotator.text.structure import Citation

_BRACKETS = re.compile(r"[\[\]\r\n]")
_OPENING = re.compile(r"\((?=https?://|www\.|mailto:|/)", re.IGNORECASE)
_ADDRESS_PIECE = re.compile(r"[^\s()<>]*")
_TITLE = re.compile(r"[ \t]+(?:\"[^\"\r\n]{0,300}\"|'[^'\r\n]{0,300}')")
_BARE = re.compile(r"https?://(?=\w)[^\s<>\"“”«»\[\]]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’*_…"
_MAX_NESTING = 3


def find_citations(text: str) -> tuple[Citation, ...]:
    """Return the links of `text` in order, none overlapping another.

    A Markdown link has an anchor; a bare address has the empty one, since no word of the article stands for it.
    Images (`![alt](address)`) cite nothing and are left out.
    """
    images: list[Span] = []
    links: list[Citation] = []
    for link, is_image in _markdown_links(text):
        if is_image:
            images.append(link.span)
        else:
            links.append(link)
    taken = sorted([*images, *(link.span for link in links)])
    links.extend(_bare_links(text, taken))
    return tuple(sorted(links, key=lambda link: link.span))


def _markdown_links(text: str) -> Iterator[tuple[Citation, bool]]:
    """Yield each link with whether it is an image; of nested links the inner one counts, as in Markdown."""
    open_brackets: list[int] = []
    done = 0
    for match in _BRACKETS.finditer(text):
        at = match.start()
        if at < done:
            continue
        if match.group() == "[":
            open_brackets.append(at)
        elif match.group() != "]":
            open_brackets.clear()
        elif open_brackets:
            start = open_brackets.pop()
            target = _target(text, at + 1)
            if target is None:
                continue
            address, done = target
            is_image = start > 0 and text[start - 1] == "!"
            yield Citation(Span(start - is_image, done), text[start + 1 : at], address.of(text)), is_image
            if not is_image:
                open_brackets.clear()


def _target(text: str, at: int) -> tuple[Span, int] | None:
    """Read `(address "title")` at `at`: the address, round brackets in it balanced, and where the link ends."""
    opening = _OPENING.match(text, at)
    if opening is None:
        return None
    position, closed = _balanced_end(text, opening.end())
    if not closed:
        title = _TITLE.match(text, position)
        if title is None or text[title.end() : title.end() + 1] != ")":
            return None
        return Span(opening.end(), position), title.end() + 1
    return Span(opening.end(), position), position + 1


def _balanced_end(text: str, position: int) -> tuple[int, bool]:
    """Walk to the end of an address; say whether the link's closing bracket stands there."""
    depth = 0
    while depth <= _MAX_NESTING:
        piece = _ADDRESS_PIECE.match(text, position)
        position = piece.end() if piece else position
        mark = text[position : position + 1]
        if mark not in ("(", ")") or (mark == ")" and depth == 0):
            return position, mark == ")"
        depth += 1 if mark == "(" else -1
        position += 1
    return position, False


def _bare_links(text: str, taken: list[Span]) -> Iterator[Citation]:
    next_taken = 0
    for match in _BARE.finditer(text):
        while next_taken < len(taken) and taken[next_taken].end <= match.start():
            next_taken += 1
        if next_taken < len(taken) and taken[next_taken].start <= match.start():
            continue
        end = _trimmed_end(text, match.start(), match.end())
        yield Citation(Span(match.start(), end), "", text[match.start() : end])


def _trimmed_end(text: str, start: int, end: int) -> int:
    """Give back the punctuation after an address, and a closing bracket that the address did not open."""
    excess = text.count(")", start, end) - text.count("(", start, end)
    while text[end - 1] in _TRAILING or (text[end - 1] == ")" and excess > 0):
        excess -= text[end - 1] == ")"
        end -= 1
    return end
