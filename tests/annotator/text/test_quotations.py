"""Quotations: which marks pair up, which are apostrophes, what crosses paragraphs."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text.quotations import QuoteStyle, find_quotations

CORPUS = Path(__file__).parents[3] / "fixtures" / "corpus"

# A sentence, and the quotations in it with their marks.
CASES = [
    ('He said, "Stop it," and "go".', ['"Stop it,"', '"go"']),
    ("“Stop it,” he said. “Go.”", ["“Stop it,”", "“Go.”"]),
    ("“He said, ‘Stop the workers’ rights,’ and left,” she said.",
     ["“He said, ‘Stop the workers’ rights,’ and left,”", "‘Stop the workers’ rights,’"]),
    ("Iran’s and the workers' '90s rock 'n' roll, 'tis the ‘90s", []),
    ("‘90s “workers’ union” ‘til now", ["“workers’ union”"]),
    ("‘Stop,’ he said. ‘Go.’", ["‘Stop,’", "‘Go.’"]),
    ("He called it an 'intentional act.'", ["'intentional act.'"]),
    ("'Stop,' he said, 'or I'll go.'", ["'Stop,'", "'or I'll go.'"]),
    ("„Halt“, sagte er. »Halt«", ["„Halt“", "»Halt«"]),
    ("„Stop”, powiedział. ‚Ja‘ und ›nein‹", ["„Stop”", "‚Ja‘", "›nein‹"]),
    ("« Non ! », dit-il. «Oui», ‹si›", ["« Non ! »", "«Oui»", "‹si›"]),
    ("« Il a dit « non » hier »", ["« Il a dit « non » hier »", "« non »"]),
    ("「もう『終』わりだ」と述べた", ["「もう『終』わりだ」", "『終』"]),
    ("”Fear” och ”hopp”", ["”Fear”", "”hopp”"]),
    ("''Wire copy's way,'' he said. ``TeX's way''", ["''Wire copy's way,''", "``TeX's way''"]),
    ('“no evidence" and "more hours”', ['“no evidence"', '"more hours”']),
    ('“the 6\'2" guard” left', ['“the 6\'2" guard”']),
    ('He said, " Stop me. " The new " big one " is', ['" Stop me. "', '" big one "']),
    ("\"'Stop'\", he said", ["\"'Stop'\"", "'Stop'"]),
    ('(“text”)—"text" **"bold"**', ["“text”", '"text"', '"bold"']),
    ('A 5" pipe and a "6 inch" one', ['"6 inch"']),
    ('An "open mark and a "good one" here', ['"good one"']),
    ("A closing mark” and “an open one", []),
    ('""', ['""']),
    ("", []),
]  # fmt: skip


def _found(text: str) -> list[str]:
    return [quotation.span.of(text) for quotation in find_quotations(text)]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_find_quotations(text: str, expected: list[str]) -> None:
    assert _found(text) == expected


def test_inner_words_and_style() -> None:
    text = '"Stop," “go” «» „ja“'
    quotations = find_quotations(text)
    assert [quotation.inner and quotation.inner.of(text) for quotation in quotations] == ["Stop,", "go", None, "ja"]
    styles = [QuoteStyle.STRAIGHT, QuoteStyle.CURLY, QuoteStyle.GUILLEMETS, QuoteStyle.LOW]
    assert [quotation.style for quotation in quotations] == styles


def test_a_quotation_goes_on_when_the_next_paragraph_opens_again() -> None:
    text = "He said: “First part.\n\n“Second part.\n\n“Third part,” and left."
    assert _found(text) == ["“First part.", "“Second part.", "“Third part,”"]


def test_straight_marks_go_on_too() -> None:
    assert _found('"First part.\n"Second part."') == ['"First part.', '"Second part."']


def test_a_quotation_does_not_leave_its_paragraph_otherwise() -> None:
    assert _found("He said: “First part.\n\nSecond part,” and left.") == []


def test_a_quotation_runs_over_lines_that_were_broken() -> None:
    text = "The minister of defence told reporters in Moscow that “the deal will\nbe signed soon,” and left the hall."
    assert _found(text) == ["“the deal will\nbe signed soon,”"]


def test_a_window_sees_only_its_own_marks() -> None:
    text = "“One.” Then “two.” Then “three.”"
    found = find_quotations(text, 7, 18)
    assert [(quotation.span.of(text), quotation.inner and quotation.inner.of(text)) for quotation in found] == [
        ("“two.”", "two.")
    ]


def test_seed() -> None:
    text = (CORPUS / "seed-b.txt").read_bytes().decode("utf-8")
    trade = (
        '"trade, investment, transport, logistics, humanitarian sphere, and current issues on the regional and '
        'international agenda,"'
    )
    assert _found(text) == [trade, '"central pillars"']


@given(st.text(alphabet="\"“”„'‘’‚«»‹›「」『』`as, .\n(5—", max_size=80))
@settings(max_examples=300)
def test_any_text_gives_ordered_quotations(text: str) -> None:
    found = find_quotations(text)
    assert [quotation.span for quotation in found] == sorted(
        (quotation.span for quotation in found), key=lambda span: (span.start, -span.end)
    )
    for quotation in found:
        assert quotation.inner is None or quotation.span.contains(quotation.inner)


@pytest.mark.parametrize("unit", ['"', "“", "‘", "a' ", "“a” ", "‘a’ ", "“‘ a’ ", "''", "“\n"])
def test_hostile_input_finishes(unit: str) -> None:
    text = unit * (100_000 // len(unit))  # at a cost that grew with the square this would take hours

    assert all(found.span.end <= len(text) for found in find_quotations(text))
