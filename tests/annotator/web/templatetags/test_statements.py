"""How statements and bars become HTML."""

import pytest
from django.forms import CharField, Form

from annotator.text.spans import Span
from annotator.web.article_view import Chip, Part, StatementView
from annotator.web.marks import Piece, ShownLink, ShownMark
from annotator.web.summary_parts import Figure, StatementLink
from annotator.web.templatetags.statements import (
    bar,
    layer_name,
    paragraphs,
    printed_labels,
    question,
    show_part,
    show_pieces,
    show_words,
    tally_bar,
)

EVIL = "<script>alert('x')</script>"
MARK = ShownMark(Span(0, 4), "certainty", "hedge", f"name{EVIL}", f"meaning{EVIL}", 'a"b')
LINK = ShownLink(Span(0, 9), f"anchor{EVIL}", 'https://example.org/"><script>', f"host{EVIL}")


def test_whatever_comes_in_is_escaped() -> None:
    pieces = (Piece(EVIL, ("m-hedge",), None, (MARK,)), Piece("raw", (), LINK))
    statement = StatementView("S1", "/x/", pieces, (Chip(EVIL, "anchor"),), is_finished=True)

    html = show_part(Part(statement=statement)) + show_pieces(pieces) + show_words(pieces)

    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_link_is_shown_once_however_it_is_cut() -> None:
    html = show_pieces((Piece("[so", ("m-content",), LINK), Piece("urce](…)", (), LINK)))

    assert html.count('class="citation"') == 1


def test_a_statement_says_what_is_left_to_do() -> None:
    begun = StatementView("S2", "/x/", (), is_begun=True, waiting=3)

    html = show_part(Part(statement=begun))

    assert 'title="Statement S2: begun, 3 open suggestions"' in html
    assert "3?" in html


@pytest.mark.parametrize(
    ("figure", "look"),
    [
        (Figure("A", "", "4 of 11", "36 %", (), low=0, high=36.4), "bar-share"),
        (Figure("A", "", "3 of 7", "43 %", (), is_faint=True, low=0, high=42.9), "bar-faint"),
        (Figure("A", "", "1 of 1 so far", "33 to 100 %", (), is_range=True, low=33.3, high=100), "bar-range"),
    ],
)
def test_a_bar_has_its_words(figure: Figure, look: str) -> None:
    html = bar(figure)

    assert look in html
    assert f"<title>A: {figure.counted}, {figure.share}</title>" in html


def test_a_count_without_a_share_has_no_bar() -> None:
    assert bar(Figure("A", "", "2 of 3", "", ())) == ""


def test_the_notation_of_the_decision_guide() -> None:
    html = paragraphs("First *word*.\n\n1. one\n2. two\n\n- three\n- <four>")

    assert html == (
        "<p>First <em>word</em>.</p><ol><li>one</li><li>two</li></ol><ul><li>three</li><li>&lt;four&gt;</li></ul>"
    )


def test_names_and_questions() -> None:
    class Plain(Form):
        words = CharField()

    assert layer_name("L3") == "How sure"
    assert layer_name("note") == "Note"
    assert question(Plain()["words"]) == ""


def test_looks_of_bars_differ_by_shape() -> None:
    share, striped = bar(Figure("A", "", "", "", (), low=0, high=30)), tally_bar(30, "A")
    between = bar(Figure("A", "", "", "", (), is_range=True, low=0, high=100))

    assert '<line class="fill" x1="0.00" x2="30.00"' in share
    assert '<line class="fill" x1="0.00" x2="30.00"' in striped
    assert 'd="M0.60 0V6M0.60 3H99.40M99.40 0V6"' in between
    assert all('aria-hidden="true"' in shown for shown in (share, striped, between))


def test_many_statements_are_cut_short_on_paper() -> None:
    links = tuple(StatementLink(f"S{number}", f"#S{number}") for number in range(1, 15))

    assert printed_labels(links[:2]) == '<span class="print-only labels">S1 S2</span>'
    assert printed_labels(links).endswith("S11 S12 and 2 more</span>")
    assert printed_labels(()) == ""
