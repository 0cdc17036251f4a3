from pathlib import Path

import pytest

from annotator.detection.detect import detect, make_document
from annotator.detection.evaluation import SampleReport, compare_with_gold, read_gold

CORPUS = Path(__file__).parents[3] / "fixtures" / "corpus"


def report(slug: str) -> SampleReport:
    gold = read_gold((CORPUS / f"{slug}.gold.jsonl").read_text(encoding="utf-8").splitlines())
    return compare_with_gold(detect(make_document((CORPUS / f"{slug}.txt").read_text(encoding="utf-8"))), gold)


def test_statuses_of_the_samples() -> None:
    reports = [report("seed-a"), report("seed-b")]
    assert sum(found.statements for found in reports) == 28
    assert sum(found.status_right for found in reports) >= 26


@pytest.mark.parametrize("slug", ["seed-a", "seed-b"])
def test_hedge_cues_of_the_samples_are_all_found(slug: str) -> None:
    found = report(slug)
    assert found.hedges_found == found.hedges
    assert len(found.hedges_extra) <= 2


def test_relations_of_the_samples() -> None:
    reports = [report("seed-a"), report("seed-b")]
    assert sum(found.relations for found in reports) == 18
    assert sum(found.cues_found for found in reports) >= 17
    assert sum(found.relations_found for found in reports) >= 15


def test_nothing_found_is_reported_as_wrong() -> None:
    gold = read_gold((CORPUS / "seed-b.gold.jsonl").read_text(encoding="utf-8").splitlines())
    found = compare_with_gold((), gold)
    assert (found.status_right, found.hedges_found, found.relations_found) == (0, 0, 0)
    assert found.status_wrong[0] == "S1: gold explicit, found nothing"
    assert "status right: 0 of 13" in list(found.lines())


def test_gold_lines_are_read_with_their_accepted_alternative() -> None:
    gold = read_gold((CORPUS / "seed-a.gold.jsonl").read_text(encoding="utf-8").splitlines())
    by_label = {statement.label: statement for statement in gold}
    assert by_label["S2"].also == "carried"
    assert by_label["K3"].relations[0].content
