"""The parts of a shown summary."""

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


def test_counts_of_zero_are_left_out_and_bars_are_relative() -> None:
    rows = READER.tallies("status", {"explicit": 4, "vague": 0, "unattributed": 1})

    assert [(row.name, row.count, row.width) for row in rows] == [("Explicit", 4, 100.0), ("Unattributed", 1, 25.0)]
