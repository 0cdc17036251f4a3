"""How long segmentation and detection of one article take."""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from annotator.detection.detect import detect, make_document
from annotator.text.segment import find_structure
from benchmarks.timing import Figure, median_ms

CORPUS = Path(__file__).resolve().parent.parent / "fixtures" / "corpus"
LENGTH = 5000


def article_of(length: int = LENGTH) -> str:
    """Return news text of this many code points: both samples, again and again."""
    samples = "\n".join((CORPUS / f"{name}.txt").read_text(encoding="utf-8").strip() for name in ("seed-b", "seed-a"))
    return (samples * (length // len(samples) + 1))[:length]


def figures() -> Iterator[Figure]:
    """Measure on one core, lexicons loaded."""
    texts = cycle([article_of()[n:] for n in range(40)])  # another text each round: a cache must not help
    segmentation = median_ms(lambda: find_structure(next(texts)))
    both = median_ms(lambda: detect(make_document(next(texts))))
    pace = f"{len(article_of().split()) / both * 1000:,.0f} words/s"
    yield Figure("segmentation of 5,000 characters", segmentation, "ms")
    yield Figure("segmentation and detection of 5,000 characters", both, "ms", 20, pace)
