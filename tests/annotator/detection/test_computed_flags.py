import json
import tomllib
from pathlib import Path

import pytest

from annotator.detection.detect import detect, make_document
from annotator.detection.detectors import attribution, certainty

CORPUS = Path(__file__).parents[3] / "fixtures" / "corpus"
EXAMPLES: dict[str, list[dict[str, str]]] = tomllib.loads(
    (Path(__file__).parent / "examples" / "computed_flags.toml").read_text(encoding="utf-8")
)
FLAGS = {"unsourced_hedge", "orphan_quote"}


def flags(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for finding in detect(make_document(text), (attribution.DETECTOR, certainty.DETECTOR)):
        if "derived_flag" in finding.values:
            found.setdefault(finding.statement, set()).add(finding.values["derived_flag"])
            assert finding.evidence.endswith(".")
            assert finding.evidence.count(". ") >= 1
    return found


@pytest.mark.parametrize("example", EXAMPLES["fires"], ids=lambda example: example["text"])
def test_example_has_its_flag(example: dict[str, str]) -> None:
    assert example["flag"] in flags(example["text"])["S1"]


@pytest.mark.parametrize("example", EXAMPLES["quiet"], ids=lambda example: example["text"])
def test_example_has_no_flag(example: dict[str, str]) -> None:
    assert flags(example["text"]) == {}


@pytest.mark.parametrize("slug", ["seed-a", "seed-b"])
def test_the_flags_of_the_samples_are_those_of_the_gold_annotation(slug: str) -> None:
    rows = [json.loads(line) for line in (CORPUS / f"{slug}.gold.jsonl").read_text(encoding="utf-8").splitlines()]
    gold = {row["id"].rpartition("-")[2]: FLAGS & set(row["sourcing_flags"]) for row in rows}
    found = flags((CORPUS / f"{slug}.txt").read_text(encoding="utf-8"))
    assert found == {label: named for label, named in gold.items() if named}
