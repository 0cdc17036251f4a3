"""Which detectors exist: a tuple written by hand."""

from typing import Final

from annotator.detection.base import Detector, Layer
from annotator.detection.detectors import article, attribution, certainty, key_points, sourcing, wording

DETECTORS: Final[tuple[Detector, ...]] = (
    attribution.DETECTOR,
    certainty.DETECTOR,
    sourcing.DETECTOR,
    wording.DETECTOR,
    key_points.DETECTOR,
    article.DETECTOR,
)


def get_detector(layer: Layer) -> Detector:
    """Return the detector of a layer. Raises LookupError."""
    for detector in DETECTORS:
        if detector.layer is layer:
            return detector
    raise LookupError(f"no detector for the layer {layer}")
