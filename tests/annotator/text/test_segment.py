"""Segments and statements: the seeds exactly, each kind of line, and what holds for any text."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text.segment import find_segments, find_structure
from annotator.text.structure import SegmentKind

CORPUS = Path(__file__).parents[3] / "fixtures" / "corpus"
H, K, B, C, Y, X = "headline", "key_point", "body", "caption", "byline", "boilerplate"


def _seed(slug: str) -> tuple[str, list[dict[str, object]]]:
    text = (CORPUS / f"{slug}.txt").read_bytes().decode("utf-8")
    gold = (CORPUS / f"{slug}.gold.jsonl").read_text(encoding="utf-8").splitlines()
    return text, [json.loads(line) for line in gold]


def _kinds(text: str) -> list[str]:
    return [segment.kind.value for segment in find_segments(text)]


def _statements(text: str) -> list[tuple[str, str]]:
    return [(statement.label, statement.span.of(text)) for statement in find_structure(text).statements]


@pytest.mark.parametrize(("slug", "count"), [("seed-a", 15), ("seed-b", 13)])
def test_seed_statements_are_those_of_the_gold(slug: str, count: int) -> None:
    text, gold = _seed(slug)
    found = [
        (f"{slug[-1].upper()}-{statement.label}", statement.kind.value, [statement.span.start, statement.span.end])
        for statement in find_structure(text).statements
    ]
    assert found == [(record["id"], record["role"], record["span"]) for record in gold]
    assert len(found) == count


def test_seed_a_ends_with_its_byline_and_has_three_links() -> None:
    text, _ = _seed("seed-a")
    structure = find_structure(text)
    assert [segment.kind.value for segment in structure.segments] == [K] * 5 + [B] * 3 + [Y] * 3
    assert [citation.anchor for citation in structure.citations] == ["source"] * 3


def test_seed_b_has_nine_paragraphs() -> None:
    text, _ = _seed("seed-b")
    assert [segment.paragraph for segment in find_segments(text)] == list(range(9))


# An article, and the kind of each of its lines.
ARTICLES = [
    ("Northrop defeats Boeing\nMarch 01, 2008\nNorthrop has won.\nIt is big.", [H, Y, B, B]),
    ("Mayor denies bribes\n\nBy Jane Doe\n\nThe mayor denied it.", [H, Y, B]),
    ("# Mayor denies bribes\n\nThe mayor denied it.\n\n## Background\n\nIt was late.", [H, B, H, B]),
    ("Mayor denies bribes.\n\nThe mayor denied it.", [B, B]),
    ("“Mayor denies bribes”\n\nThe mayor denied it.", [H, B]),
    ("Mayor denies bribes\n======\nThe mayor denied it.\n\nBackground\n---\nIt was late.", [H, X, B, H, X, B]),
    ("Mayor denies bribes.\n---\nBody here.", [B, X, B]),
    ("Mayor denies bribes", [B]),
    ("Mayor denies bribes\n\nAdvertisement", [B, X]),
    ("M" * 161 + "\n\nThe mayor denied it.", [B, B]),
    ("Headline\n- One\n- Two\n\nBody here.\n- Three\n- Four", [H, K, K, B, B, B]),
    ("Key points:\n* One\n• Two\n– Three\nBody here.", [X, K, K, K, B]),
    ("Headline\n\n## Key points\n- One\n\nBody here.", [H, X, K, B]),
    ("- One\n- Two", [B, B]),
    ("Headline\n- One\n- Two", [H, B, B]),
    ("---\ntitle: A\ntags:\n- b\n---\nHeadline\n\nBody here.", [X, X, X, X, X, H, B]),
    ("---\nThis is no front matter\n---\nBody here.", [X, H, X, B]),
    ("---\nBody here, and nothing closes the rule.", [X, B]),
    ("Body here.\n\nPhoto: Jane Doe\n![The mayor](https://e.org/a.jpg)\nMore body.", [B, C, C, B]),
    ("Body here.\n\nSign up for our newsletter\n© 2025 Example Times", [B, X, X]),
    ("Body here.\n\nRead more: All about it\nMore body.\nAll rights reserved", [B, X, B, X]),
    ("Headline\nAuthor:\nJane Doe\nBody here.\nMore body.", [H, Y, Y, B, B]),
    ("Headline\nAuthor:\nJane Doe has written a body here.\nMore body.", [H, Y, B, B]),
    ("Author:\nJane Doe\nHeadline\nBody here.", [Y, Y, H, B]),
    ("Body here.\n\nAbout the author\n\nJane Doe writes.\nShe lives.\n\nMore body.", [B, Y, Y, Y, B]),
    ("Body here.\nAuthor:\nAdvertisement", [B, Y, X]),
    ("Body here.\n(Reporting by Jane Doe; Editing by John Roe.)\nJanuary 3, 2025", [B, Y, Y]),
    ("Advertisement\nHeadline\nBody here.", [X, H, B]),
    ("> Quoted line.\n1. First item.\n2. Second item.", [B, B, B]),
    ("", []),
    (" \n\t\n", []),
]


@pytest.mark.parametrize(("text", "expected"), ARTICLES, ids=range(len(ARTICLES)))
def test_kinds_of_lines(text: str, expected: list[str]) -> None:
    assert _kinds(text) == expected


def test_labels_count_in_each_kind_and_markers_stay_outside() -> None:
    text = (
        "# Mayor denies bribes\n- First point. It has two parts.\n• Second point\n\nOne. Two!\n- A bullet. It is one.\n"
        "> Three.\n1. Four.\nCaption: A hall. It is empty.\n## Background\n![The mayor](https://e.org/a.jpg)\n"
        "![](https://e.org/b.jpg) *The hall.*"
    )
    assert _statements(text) == [
        ("H1", "Mayor denies bribes"),
        ("K1", "First point. It has two parts."),
        ("K2", "Second point"),
        ("S1", "One."),
        ("S2", "Two!"),
        ("S3", "A bullet. It is one."),
        ("S4", "Three."),
        ("S5", "1. Four."),
        ("C1", "A hall."),
        ("C2", "It is empty."),
        ("H2", "Background"),
        ("C3", "The mayor"),
        ("C4", "*The hall.*"),
    ]


def test_an_image_without_words_is_no_statement() -> None:
    assert _statements("Body here.\n![](https://e.org/a.jpg)") == [("S1", "Body here.")]


def test_an_unfinished_image_is_read_as_it_is() -> None:
    assert _statements("Body here.\n![The mayor") == [("S1", "Body here."), ("C1", "The mayor")]


def test_paragraphs_count_body_lines_only() -> None:
    text = "Headline\nOne. Two.\nAdvertisement\n\nThree."
    structure = find_structure(text)
    assert [segment.paragraph for segment in structure.segments] == [-1, 0, -1, 1]
    assert [statement.paragraph for statement in structure.statements] == [-1, 0, 0, 1]


def test_a_statement_may_span_a_line_that_was_broken() -> None:
    text = (
        "The minister of defence told reporters in Moscow on Monday that the\n"
        "deal will be signed soon. He left the hall before anyone could ask.\n"
    )
    assert _kinds(text) == [B]
    assert [words.count("\n") for _, words in _statements(text)] == [1, 0]


def test_windows_line_ends_give_the_same_statements() -> None:
    text, _ = _seed("seed-a")
    windows = text.replace("\n", "\r\n")
    assert _statements(windows) == _statements(text)


PIECES = st.sampled_from(
    [
        "- ",
        "# ",
        "> ",
        "Photo: ",
        "Author:",
        "By Jane Doe",
        "---",
        "March 1, 2008",
        "He left.",
        "U.S. ",
        "“Stop!” ",
        "\n",
        "\n\n",
        "\r\n",
        "\u2028",
        " ",
        "[a](https://e.org/a.b)",
        "© 2025",
        "Key points:",
        "word ",
        "(A. B) ",
        "🚨",
        "e\u0301",
        "。",
        "![x](",
        "\0",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join)))
@settings(max_examples=300)
def test_any_text_is_covered_once(text: str) -> None:
    structure = find_structure(text)
    segments = [segment.span for segment in structure.segments]
    statements = [statement.span for statement in structure.statements]
    for spans in (segments, statements):
        assert all(before.end <= after.start for before, after in zip(spans, spans[1:], strict=False))
        assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    covered = "".join(span.of(text) for span in segments)
    assert "".join(covered.split()) == "".join(text.split())
    assert len({statement.label for statement in structure.statements}) == len(statements)


@given(
    st.lists(
        st.sampled_from(["He left. ", "The U.S. ", "“Stop!” ", "(A. B) ", "word ", "🚨 ", "e\u0301. ", "。"]),
        min_size=1,
    )
)
@settings(max_examples=100)
def test_statements_cover_the_body(pieces: list[str]) -> None:
    text = "x. " + "".join(pieces)
    structure = find_structure(text)
    body = [segment for segment in structure.segments if segment.kind is SegmentKind.BODY]
    covered = "".join(statement.span.of(text) for statement in structure.statements)
    assert "".join(covered.split()) == "".join("".join(segment.span.of(text) for segment in body).split())


@pytest.mark.parametrize(
    "unit",
    [
        "(",
        ".",
        "a.b.c.",
        '"',
        "x",
        "\n",
        "a\n",
        "- a\n",
        "Author:\n",
        "---\na: b\n",
        "word word wor\n",
        "[](http://",
        "' ",
    ],
)
def test_hostile_input_finishes(unit: str) -> None:
    text = unit * (300_000 // len(unit))  # at a cost that grew with the square this would take hours

    assert all(s.span.end <= len(text) for s in find_structure(text).statements)
