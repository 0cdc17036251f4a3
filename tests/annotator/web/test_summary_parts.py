"""The parts of a shown summary."""

from annotator.summaries import comparison
from annotator.summaries.comparison import INDICATORS
from annotator.web.figure_names import FIGURES, KINDS, MAIN
from annotator.web.guide import CodebookGuide
from annotator.web.summary_parts import RecordReader, in_codebook_order

READER = RecordReader("seed-b", "/articles/seed-b/", CodebookGuide())


def test_statements_become_links_once_each() -> None:
    links = READER.links(["seed-b-S8", "seed-b-S8", "seed-b-K1"])

    assert [(link.label, link.url) for link in links] == [
        ("S8", "/articles/seed-b/#S8"),
        ("K1", "/articles/seed-b/#K1"),
    ]


def test_the_order_is_the_codebooks_and_what_was_not_judged_comes_last() -> None:
    found = {"not_judged": 1, "unsupported": 2, "faithful": 3}

    assert [key for key, _ in in_codebook_order("fidelity", found)] == ["faithful", "unsupported", "not_judged"]


def test_counts_of_zero_are_left_out_and_bars_are_shares_of_all() -> None:
    rows = READER.tallies("status", {"explicit": 4, "vague": 0, "unattributed": 1}, {"explicit": ["seed-b-S1"]}, of=5)

    assert [(row.name, row.count, row.width) for row in rows] == [("Explicit", 4, 80.0), ("Unattributed", 1, 20.0)]
    assert [link.label for link in rows[0].statements] == ["S1"]


def test_a_record_of_an_older_method_is_shown_without_its_statements() -> None:
    shown = READER.distribution("status", {"status": {"explicit": 1}}, "status_statements")

    assert (shown.name, shown.of, shown.rows[0].statements) == ("Attribution", 1, ())


def test_bounds_are_told_as_long_as_anything_is_unfinished() -> None:
    found = {"k": 3, "n": 12, "display": "share", "statements": [], "bounds": [3 / 13, 4 / 13]}

    figure = READER.figure("Attributed", "Said so.", found)

    assert (figure.share, figure.reading) == ("25 %", "Said so. 23 to 31 % once finished.")


def test_every_named_figure_is_in_the_comparison_and_has_a_reading() -> None:
    assert set(FIGURES) == {name for _, name in INDICATORS}
    assert set(KINDS) == {name for _, name, _, _ in comparison.KINDS}
    assert set(FIGURES) >= MAIN
    assert all(name and reading for name, reading in FIGURES.values())
