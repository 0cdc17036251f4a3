import tomllib
from pathlib import Path
from typing import Any

import pytest

from annotator.detection.base import Detector, Finding, Layer
from annotator.detection.detect import detect, make_document
from annotator.detection.registry import DETECTORS, get_detector

EXAMPLES = Path(__file__).parent / "examples"
NOTHING_SEEN = {"unattributed", "none", "faithful"}
"""Labels that say that there is nothing to look at."""


def _examples(layer: Layer) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((EXAMPLES / f"{layer}.toml").read_text(encoding="utf-8"))


def _cases(kind: str) -> list[Any]:
    return [
        pytest.param(detector, example, id=f"{detector.layer}-{number}")
        for detector in DETECTORS
        for number, example in enumerate(_examples(detector.layer)[kind], start=1)
    ]


def _found(detector: Detector, text: str) -> tuple[Finding, ...]:
    return detect(make_document(text), (detector,))


@pytest.mark.parametrize(("detector", "example"), _cases("fires"))
def test_example_fires(detector: Detector, example: dict[str, Any]) -> None:
    findings = [finding for finding in _found(detector, example["text"]) if finding.label == example["label"]]
    words = [part.span.of(example["text"]) for finding in findings for part in finding.spans]
    assert findings
    assert example.get("marked") in [None, *words]
    assert all(finding.evidence.endswith(".") and 0 < finding.score <= 1 for finding in findings)


@pytest.mark.parametrize(("detector", "example"), _cases("quiet"))
def test_example_stays_quiet(detector: Detector, example: dict[str, Any]) -> None:
    assert {finding.label for finding in _found(detector, example["text"])} <= NOTHING_SEEN


@pytest.mark.parametrize("layer", Layer)
def test_every_layer_has_one_detector_and_examples_of_both_kinds(layer: Layer) -> None:
    assert [detector.layer for detector in DETECTORS].count(layer) == 1
    assert get_detector(layer).layer is layer
    examples = _examples(layer)
    assert len(examples["fires"]) >= 5
    assert len(examples["quiet"]) >= 5


def test_versions_are_all_different() -> None:
    assert len({detector.version for detector in DETECTORS}) == len(DETECTORS)


def test_unknown_layer_is_refused() -> None:
    with pytest.raises(LookupError, match="no detector"):
        get_detector("poetry")  # type: ignore[arg-type]
