"""Cut a text into segments, statements and citations (SCHEME 7.0). The text is never altered: spans index into it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from annotator.text.citations import find_citations
from annotator.text.line_kinds import CAPTION_LABEL, LineKind, line_kind
from annotator.text.lines import MARKER, Paragraph, ends_sentence, find_paragraphs
from annotator.text.sentences import split_sentences
from annotator.text.spans import Span
from annotator.text.structure import Citation, Segment, SegmentKind, StatementSpan, Structure

_LONGEST_HEADLINE = 160
_LONGEST_AUTHOR_NAME = 60
_LINES_ABOUT_AUTHOR = 4
_LONGEST_FRONT_MATTER = 100
_LETTERS = {SegmentKind.HEADLINE: "H", SegmentKind.KEY_POINT: "K", SegmentKind.BODY: "S", SegmentKind.CAPTION: "C"}
_FIXED = {
    LineKind.HEADING: SegmentKind.HEADLINE,
    LineKind.RULE: SegmentKind.BOILERPLATE,
    LineKind.BOILERPLATE: SegmentKind.BOILERPLATE,
    LineKind.CAPTION: SegmentKind.CAPTION,
    LineKind.CREDIT: SegmentKind.BYLINE,
    LineKind.DATE: SegmentKind.BYLINE,
    LineKind.AUTHOR: SegmentKind.BYLINE,
    LineKind.AUTHOR_LABEL: SegmentKind.BYLINE,
}
_ABOVE_BODY = {LineKind.BULLET: SegmentKind.KEY_POINT, LineKind.LIST_LABEL: SegmentKind.BOILERPLATE}


def find_structure(text: str) -> Structure:
    """Return the segments, statements and citations of `text`."""
    segments = find_segments(text)
    citations = find_citations(text)
    return Structure(segments, split_statements(text, segments, citations), citations)


def find_segments(text: str) -> tuple[Segment, ...]:
    """Return the parts of `text` in order; together they cover everything but white space."""
    paragraphs = find_paragraphs(text)
    segments: list[Segment] = []
    body_paragraph = 0
    for paragraph, kind in zip(paragraphs, _segment_kinds(text, paragraphs), strict=True):
        in_body = kind is SegmentKind.BODY
        segments.append(Segment(kind, paragraph.span, body_paragraph if in_body else -1))
        body_paragraph += in_body
    return tuple(segments)


def split_statements(
    text: str, segments: Sequence[Segment], citations: Sequence[Citation]
) -> tuple[StatementSpan, ...]:
    """Return the statements of the headline, key points, body and captions: a sentence each, or a bullet."""
    counts: Counter[SegmentKind] = Counter()
    statements: list[StatementSpan] = []
    links = [citation.span for citation in citations]
    first_link = 0
    for segment in segments:
        letter = _LETTERS.get(segment.kind)
        if letter is None:
            continue
        while first_link < len(links) and links[first_link].end <= segment.span.start:
            first_link += 1
        for span in _statement_spans(text, segment, links, first_link):
            counts[segment.kind] += 1
            label = f"{letter}{counts[segment.kind]}"
            statements.append(StatementSpan(label, segment.kind, span, segment.paragraph))
    return tuple(statements)


def _statement_spans(text: str, segment: Segment, links: Sequence[Span], first_link: int) -> tuple[Span, ...]:
    content = _content(text, segment)
    if content is None:
        return ()
    marker = MARKER.match(text, segment.span.start)
    is_bullet = marker is not None and marker.lastgroup == "bullet"
    if is_bullet or segment.kind in (SegmentKind.HEADLINE, SegmentKind.KEY_POINT):
        return (content,)
    last_link = first_link
    while last_link < len(links) and links[last_link].start < content.end:
        last_link += 1
    return split_sentences(text, content, links[first_link:last_link])


def _content(text: str, segment: Segment) -> Span | None:
    """Return the segment without its bullet, heading marks or label, or None when nothing is left."""
    start, end = segment.span.start, segment.span.end
    marker = MARKER.match(text, start, end)
    if segment.kind is SegmentKind.CAPTION:
        marker = CAPTION_LABEL.match(text, start, end)
        if marker is not None and marker.group() == "![":
            return _image_words(text, marker.end(), end)
    elif marker is not None and marker.lastgroup == "number":
        marker = None
    return _stripped(text, marker.end() if marker is not None else start, end)


def _image_words(text: str, start: int, end: int) -> Span | None:
    """Return the caption written behind an image, else the words that stand for the image."""
    closing = text.find("]", start, end)
    link_end = text.find(")", closing, end)
    if closing < 0 or link_end < 0:
        return _stripped(text, start, end)
    behind = _stripped(text, link_end + 1, end)
    return behind or _stripped(text, start, closing)


def _stripped(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    return Span(start, end) if start < end else None


def _segment_kinds(text: str, paragraphs: Sequence[Paragraph]) -> list[SegmentKind]:
    lines = [line_kind(paragraph.span.of(text)) for paragraph in paragraphs]
    kinds: list[SegmentKind | None] = [_FIXED.get(line) for line in lines]
    for index in range(_front_matter(text, paragraphs)):
        kinds[index] = SegmentKind.BOILERPLATE
    for index in _underlined(text, paragraphs, lines):
        kinds[index] = SegmentKind.HEADLINE
    headline = _headline(text, paragraphs, lines, kinds)
    if headline is not None:
        kinds[headline] = SegmentKind.HEADLINE
    for index in _author_lines(text, paragraphs, lines, kinds):
        kinds[index] = SegmentKind.BYLINE
    body_start = _body_start(lines, kinds)
    return [
        kind or (_ABOVE_BODY.get(line, SegmentKind.BODY) if index < body_start else SegmentKind.BODY)
        for index, (line, kind) in enumerate(zip(lines, kinds, strict=True))
    ]


def _body_start(lines: Sequence[LineKind], kinds: Sequence[SegmentKind | None]) -> int:
    """Return the index of the first body paragraph; without one, the first bullet, since the list is then the body."""
    free = [(index, line) for index, (line, kind) in enumerate(zip(lines, kinds, strict=True)) if kind is None]
    plain = (index for index, line in free if line not in _ABOVE_BODY)
    bullets = (index for index, line in free if line is LineKind.BULLET)
    return next(plain, next(bullets, len(lines)))


def _headline(
    text: str, paragraphs: Sequence[Paragraph], lines: Sequence[LineKind], kinds: Sequence[SegmentKind | None]
) -> int | None:
    """Return the index of a plain headline: short, one line, no full stop, and an article below it."""
    for index, line in enumerate(lines):
        if kinds[index] is SegmentKind.HEADLINE:
            return None
        if kinds[index] is not None or (index > 0 and lines[index - 1] is LineKind.AUTHOR_LABEL):
            continue
        words = paragraphs[index].span.of(text)
        is_short = len(words) <= _LONGEST_HEADLINE and len(words.splitlines()) == 1
        has_article = any(kind is not SegmentKind.BOILERPLATE for kind in kinds[index + 1 :])
        if line is LineKind.PLAIN and is_short and has_article and not ends_sentence(words):
            return index
        return None
    return None


def _underlined(text: str, paragraphs: Sequence[Paragraph], lines: Sequence[LineKind]) -> Iterator[int]:
    """Yield the headings that a line of = or - underlines."""
    for index in range(1, len(lines)):
        if lines[index] is not LineKind.RULE or paragraphs[index].new_block or lines[index - 1] is not LineKind.PLAIN:
            continue
        rule = set(paragraphs[index].span.of(text))
        is_short = len(paragraphs[index - 1].span) <= _LONGEST_HEADLINE
        if rule in ({"="}, {"-"}) and is_short and not ends_sentence(paragraphs[index - 1].span.of(text)):
            yield index - 1


def _author_lines(
    text: str, paragraphs: Sequence[Paragraph], lines: Sequence[LineKind], kinds: Sequence[SegmentKind | None]
) -> Iterator[int]:
    """Yield the lines that say who wrote the article: a name above the body, a name and some lines below it."""
    body_seen = False
    for index, line in enumerate(lines):
        if line is LineKind.AUTHOR_LABEL:
            yield from _after_author_label(text, paragraphs, kinds, index, body_seen=body_seen)
        body_seen = body_seen or (kinds[index] is None and line is LineKind.PLAIN)


def _after_author_label(
    text: str, paragraphs: Sequence[Paragraph], kinds: Sequence[SegmentKind | None], label: int, *, body_seen: bool
) -> Iterator[int]:
    most = _LINES_ABOUT_AUTHOR if body_seen else 1
    for index in range(label + 1, min(label + 1 + most, len(paragraphs))):
        words = paragraphs[index].span.of(text)
        if kinds[index] is not None or (index > label + 1 and paragraphs[index].new_block):
            return
        if not body_seen and (len(words) > _LONGEST_AUTHOR_NAME or ends_sentence(words)):
            return
        yield index


def _front_matter(text: str, paragraphs: Sequence[Paragraph]) -> int:
    """Return how many lines the YAML block at the top takes, its two rules included."""
    if not paragraphs or paragraphs[0].span.of(text) != "---":
        return 0
    for index, paragraph in enumerate(paragraphs[1:_LONGEST_FRONT_MATTER], start=1):
        words = paragraph.span.of(text)
        if words in ("---", "..."):
            return index + 1
        if not (":" in words or words.startswith(("- ", "#", "]", "}")) or not words[0].isalnum()):
            return 0
    return 0
