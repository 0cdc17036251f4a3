"""How long segmentation and detection take, with and without the trained models, and what the models cost."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from annotator.detection.detect import detect, make_document
from annotator.text.segment import find_structure
from benchmarks.timing import Figure, median_ms

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "fixtures" / "corpus"
LENGTH = 5000
_LONG = 2_000_000
_OPENING = """
import resource, sys, time
begun = time.perf_counter()
from annotator.detection.models.networks import open_networks
imported = time.perf_counter()
assert not open_networks().problems
print(time.perf_counter() - imported, time.perf_counter() - begun)
"""
_PEAK = """
import resource, sys
from annotator.detection.__main__ import main
main([])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sys.stderr.write(str(peak / (1024 if sys.platform != "darwin" else 1024**2)))
"""


def article_of(length: int = LENGTH) -> str:
    """Return news text of this many code points: both samples, again and again."""
    samples = "\n".join((CORPUS / f"{name}.txt").read_text(encoding="utf-8").strip() for name in ("seed-b", "seed-a"))
    return (samples * (length // len(samples) + 1))[:length]


def figures() -> Iterator[Figure]:
    """Measure on one core, lexicons and models loaded."""
    texts = cycle([article_of()[n:] for n in range(40)])  # another text each round: a cache must not help
    words = len(article_of().split())
    yield Figure("segmentation of 5,000 characters", median_ms(lambda: find_structure(next(texts))), "ms")
    with _models_off():
        rules = median_ms(lambda: detect(make_document(next(texts))))
    yield Figure("segmentation and rules, 5,000 characters", rules, "ms", 20)
    yield Figure("segmentation and rules", words / rules * 1000, "words/s", 10_000, is_floor=True)
    everything = median_ms(lambda: detect(make_document(next(texts))))
    yield Figure("segmentation, rules and models, 5,000 characters", everything, "ms")
    yield Figure("segmentation, rules and models", words / everything * 1000, "words/s", 3_000, is_floor=True)
    loading, importing = map(float, _run(_OPENING).stdout.split())
    yield Figure("opening the models", loading, "s", 1, f"{importing:.2f} s with the import of their libraries")
    yield from _long_article()


def _long_article() -> Iterator[Figure]:
    """Measure an article of two million characters in a process of its own: the time, and the memory at its peak."""
    line = json.dumps({"id": "long", "text": article_of(_LONG)}) + "\n"
    small = json.dumps({"id": "small", "text": article_of()}) + "\n"
    yield Figure("peak memory, an article of 5,000 characters", float(_run(_PEAK, small).stderr), "MB", 300)
    begun = time.perf_counter()
    peak = float(_run(_PEAK, line).stderr)
    yield Figure("an article of 2,000,000 characters", time.perf_counter() - begun, "s", note=f"peak {peak:.0f} MB")


def _run(program: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], input=given, capture_output=True, text=True, cwd=ROOT, check=True
    )


@contextmanager
def _models_off() -> Iterator[None]:
    before = os.environ.get("SOURCEMARK_MODELS")
    os.environ["SOURCEMARK_MODELS"] = "off"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCEMARK_MODELS"]
        else:
            os.environ["SOURCEMARK_MODELS"] = before
