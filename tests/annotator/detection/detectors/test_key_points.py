from pathlib import Path

from annotator.detection.base import Finding
from annotator.detection.detect import detect, make_document
from annotator.detection.detectors.key_points import DETECTOR, MAX_KEY_POINTS

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
