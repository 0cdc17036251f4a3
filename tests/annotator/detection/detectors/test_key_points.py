import tomllib
from pathlib import Path
from time import perf_counter

import pytest

from annotator.detection.base import Finding
from annotator.detection.detect import detect, make_document
from annotator.detection.detectors.key_points import DETECTOR, MAX_KEY_POINTS

EXAMPLES: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parents[1] / "examples" / "key_points.toml").read_text(encoding="utf-8")
)["fires"]
CORPUS = Path(__file__).parents[4] / "fixtures" / "corpus"


def findings(text: str) -> tuple[Finding, ...]:
    return detect(make_document(text), (DETECTOR,))


def test_the_key_points_of_the_sample() -> None:
    found = findings((CORPUS / "seed-a.txt").read_text(encoding="utf-8"))
    assert [(finding.statement, finding.label, finding.values.get("repeats")) for finding in found] == [
        ("K1", "strengthened", "S1"),
        ("K2", "faithful", "S2"),
        ("K3", "faithful", "S4"),
        ("K4", "faithful", "S5"),
        ("K5", "unsupported", None),
    ]


def test_an_unsupported_key_point_points_to_no_statement() -> None:
    (found,) = findings("- Wages rose.\nThe harbour will close in June.")
    assert "repeats" not in found.values
    assert "S1" in found.evidence


def test_words_inside_quotation_marks_count_as_support() -> None:
    (found,) = findings("- The mayor said the harbour was a disgrace.\nThe mayor said: “The harbour was a disgrace.”")
    assert found.label == "faithful"


def test_without_body_nothing_can_be_said() -> None:
    assert findings("- Wages rose.\n- Prices fell.") == ()


def test_key_points_are_compared_up_to_a_bound() -> None:
    text = "".join(f"- Wages rose in town {n}.\n" for n in range(MAX_KEY_POINTS + 20)) + "Wages rose in many towns.\n"
    assert len(findings(text)) <= MAX_KEY_POINTS


@pytest.mark.parametrize("example", [row for row in EXAMPLES if "says" in row], ids=lambda row: row["text"][:70])
def test_the_evidence_says_what_differs(example: dict[str, str]) -> None:
    (found,) = findings(example["text"])
    assert (found.label, example["says"] in found.evidence) == (example["label"], True), found.evidence


@pytest.mark.parametrize("line", ["No 12 houses. ", "7 million 3 ", "not not not ", "up to 12,000 men went. "])
def test_a_megabyte_is_compared_in_linear_time(line: str) -> None:
    def seconds(size: int) -> float:
        document = make_document("- Not 12 houses.\n" * 50 + line * (size // len(line)))
        began = perf_counter()
        list(DETECTOR.detect(document))
        return perf_counter() - began

    assert seconds(1_000_000) < 40 * max(seconds(100_000), 0.05)
