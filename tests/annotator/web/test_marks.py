"""Tags and suggestions as marks."""

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.review.blinding import tags_visible_to
from annotator.tagging.models import TagSet
from annotator.text.spans import Span
from annotator.web.guide import CodebookGuide
from annotator.web.marks import ShownLink, ShownMark, cut, suggestion_marks, tag_marks, without_twins
from tests.factories.articles import text_of

TEXT = "Ukraine said [source](https://example.org) so."


def mark(start: int, end: int, look: str = "cue", *, is_suggestion: bool = False) -> ShownMark:
    """Return a mark."""
    return ShownMark(
        Span(start, end), "attribution", look, look + ("?" if is_suggestion else ""), "", "", is_suggestion
    )


def test_the_pieces_are_the_text_and_nested_marks_end_where_they_end() -> None:
    outer, inner = mark(0, 12, "content"), mark(8, 12)

    pieces = cut(TEXT, Span(0, len(TEXT)), [outer, inner], [])

    assert "".join(piece.text for piece in pieces) == TEXT
    assert pieces[1].looks == ("m-content", "m-cue")
    assert set(pieces[1].ending) == {outer, inner}


def test_a_link_is_one_piece_unless_a_mark_ends_in_it() -> None:
    link = ShownLink(Span(13, 42), "source", "https://example.org", "example.org")

    pieces = cut(TEXT, Span(0, len(TEXT)), [], [link])

    assert [piece.link for piece in pieces] == [None, link, None]


def test_a_suggestion_gives_way_to_a_tag_on_the_same_words() -> None:
    tag_mark, same, other = mark(0, 7), mark(2, 9, is_suggestion=True), mark(20, 25, is_suggestion=True)

    assert set(without_twins([tag_mark, same, other])) == {tag_mark, other}
    assert without_twins([tag_mark, mark(2, 9)]) == (tag_mark, mark(2, 9))


def test_marks_carry_a_name_a_meaning_and_a_place(tagged: Article, ana: User) -> None:
    rows = tags_visible_to(ana, TagSet.objects.get())

    marks = {m.look: m for m in tag_marks(rows, CodebookGuide())}

    assert set(marks) == {"source", "cue", "content", "hedge"}
    assert (marks["hedge"].short, marks["hedge"].anchor) == ("allegation", "hedge_type-allegation")
    assert marks["source"].meaning.startswith("Source: who says it")


def test_suggestions_are_marked_as_such(article: Article) -> None:
    suggestions = text_of(article).suggestions.filter(kind="hedge")

    marks = list(suggestion_marks(suggestions, CodebookGuide()))

    assert marks
    assert all(m.is_suggestion and m.short.endswith("?") and m.meaning.startswith("Suggested.") for m in marks)
