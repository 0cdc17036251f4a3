"""The optional bands: the samples as SCHEME 9.5 gives them, and every threshold from both sides."""

from dataclasses import fields, replace
from typing import Any, Final

import pytest

from annotator.summaries.bands import THRESHOLDS, Band, Bands, bands
from annotator.summaries.facts import Coverage
from annotator.summaries.records import AccessPaths, Indicator, ReliabilitySummary, to_json
from annotator.summaries.statistics import Display
from annotator.summaries.summarize import summarize_article
from annotator.tagging.codebook import Fidelity
from tests.gold import gold_facts

A: Final = summarize_article(gold_facts("seed-a"))


def share(k: int, n: int, prefix: str = "s") -> Indicator:
    return Indicator(k, n, tuple(f"{prefix}{i}" for i in range(k)), Display.SHARE)


def with_block(block: str, **figures: Any) -> ReliabilitySummary:
    return replace(A, **{block: replace(getattr(A, block), **figures)})


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("seed-a", Bands(Band.THIN, Band.PARTLY, Band.PARTLY, Band.PARTLY)),
        ("seed-b", Bands(Band.THIN, Band.THIN, Band.PARTLY, Band.THIN)),
    ],
)
def test_bands_of_the_samples(slug: str, expected: Bands) -> None:
    assert bands(summarize_article(gold_facts(slug))) == expected


@pytest.mark.parametrize(
    ("attributed", "flat", "expected"),
    [
        (share(8, 10), share(0, 1), Band.DOCUMENTED),
        (share(8, 10), share(1, 1), Band.THIN),
        (share(7, 10), share(0, 0), Band.PARTLY),
        (share(5, 10), share(0, 0), Band.PARTLY),
        (share(4, 10), share(0, 0), Band.THIN),
        (share(0, 0), share(0, 0), Band.NOTHING_TO_ASSESS),
        (share(0, 0), share(1, 1), Band.THIN),
    ],
)
def test_who_says_it(attributed: Indicator, flat: Indicator, expected: Band) -> None:
    assert bands(with_block("who", attributed_required=attributed, contested_flat=flat)).who is expected


@pytest.mark.parametrize(
    ("unsourced", "expected"),
    [
        (share(0, 3), Band.DOCUMENTED),
        (share(2, 4), Band.PARTLY),
        (share(3, 5), Band.THIN),
        (share(0, 0), Band.NOTHING_TO_ASSESS),
    ],
)
def test_how_sure(unsourced: Indicator, expected: Band) -> None:
    assert bands(with_block("certainty", unsourced=unsourced)).certainty is expected


@pytest.mark.parametrize(
    ("linked", "primary", "paths", "expected"),
    [
        (share(5, 10), share(0, 3), 2, Band.DOCUMENTED),
        (share(5, 10), share(0, 3), 1, Band.PARTLY),
        (share(3, 10), share(2, 3, "p"), 2, Band.DOCUMENTED),
        (share(3, 10), share(2, 3), 2, Band.PARTLY),
        (share(1, 10), share(0, 3), 1, Band.PARTLY),
        (share(0, 10), share(0, 3), 3, Band.THIN),
        (share(0, 10), share(1, 3), 3, Band.PARTLY),
    ],
)
def test_what_it_rests_on(linked: Indicator, primary: Indicator, paths: int, expected: Band) -> None:
    merged = AccessPaths(count=3, merged=paths, probable=False)
    assert bands(with_block("basis", linked_sentence=linked, primary=primary, access_paths=merged)).basis is expected


@pytest.mark.parametrize(
    ("reply", "unsupported", "expected"),
    [
        (share(2, 2), (), Band.DOCUMENTED),
        (share(2, 2), ("k",), Band.PARTLY),
        (share(1, 2), (), Band.PARTLY),
        (share(0, 2), (), Band.THIN),
        (share(0, 0), ("k",), Band.NOTHING_TO_ASSESS),
    ],
)
def test_fairness(reply: Indicator, unsupported: tuple[str, ...], expected: Band) -> None:
    points = {Fidelity.FAITHFUL: (), Fidelity.UNSUPPORTED: unsupported}
    assert bands(with_block("fairness", reply=reply, key_points=points)).fairness is expected


@pytest.mark.parametrize("covered", [Coverage(7, 10), Coverage(4, 4), Coverage(0, 0)])
def test_little_or_unfinished_text_is_not_assessable(covered: Coverage) -> None:
    found = bands(replace(A, coverage=covered))
    assert {getattr(found, block.name) for block in fields(found)} == {Band.NOT_ASSESSABLE}


def test_bands_have_printed_thresholds_and_no_place_in_the_record() -> None:
    assert set(THRESHOLDS) == {block.name for block in fields(Bands)}
    assert "bands" not in to_json(A)
