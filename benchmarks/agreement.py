"""How long agreement of a large desk takes, and the memory it needs, in a process of its own as in a worker."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar

from annotator.review.agreement.units import Pass, TaggedArticle
from annotator.tagging import codebook as cb
from annotator.tagging.records import CertaintyCue, Relation, StatementTags, StatementValues, WordingFlag
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind
from benchmarks.timing import Figure

ROOT: Final = Path(__file__).resolve().parent.parent
ARTICLES: Final = 1000
STATEMENTS: Final = 30
SAMPLES: Final = 1000
SEED: Final = 1
SENTENCE: Final = "The ministry said on Monday that the two sides may sign the agreement before the end of June. "
TEXT: Final = SENTENCE * STATEMENTS
SOURCE: Final = Span(0, 12)
CUE: Final = Span(13, 17)
CONTENT: Final = Span(33, 69)
HEDGE: Final = Span(47, 50)
DIFFERENT: Final = 0.15
"""The chance that a person gives another answer than the one that both would agree on."""
Choice = TypeVar("Choice")
_PROGRAM: Final = f"""
import json, resource, sys, time
import annotator.celery, django
django.setup()
from annotator.review.agreement.records import to_json
from annotator.review.agreement.report import agreement_report
from benchmarks.agreement import tagged_articles
articles = list(tagged_articles())
begun = time.perf_counter()
record = to_json(agreement_report(articles, seed={SEED}, samples={SAMPLES}))
seconds = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps([seconds, peak / 1_000_000, record["statements"]]))
"""


def figures() -> Iterator[Figure]:
    """Measure in a process of its own that has loaded what a worker has.

    All articles are in its memory before the clock starts, which a worker need not do; the peak counts them.
    """
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, cwd=ROOT, check=True)
    seconds, megabytes, statements = json.loads(done.stdout)
    what = f"agreement of {ARTICLES:,} articles, {SAMPLES:,} bootstrap samples"
    yield Figure(what, seconds, "s", 20, f"{statements:,} statements of two people, as JSON")
    yield Figure("peak memory of the same", megabytes, "MB", 300, "with Django, Celery and all tags")


def tagged_articles(count: int = ARTICLES) -> Iterator[TaggedArticle]:
    """Yield articles of thirty statements tagged by two people, three relations every ten statements."""
    dice = random.Random(SEED)  # noqa: S311 - made-up tags
    for number in range(count):
        name = f"article-{number}"
        passes = tuple(Pass(person, tuple(_statements(name, number, dice))) for person in ("ana", "ben"))
        yield TaggedArticle(name, TEXT, passes, "1.0", f"2026-{number % 12 + 1:02}")


def _statements(article: str, number: int, dice: random.Random) -> Iterator[StatementTags]:
    """Yield one person's tags of an article: mostly what the statement's own dice say, now and then something else."""
    for place in range(STATEMENTS):
        shared = random.Random(number * STATEMENTS + place)  # noqa: S311 - made-up tags
        start = place * len(SENTENCE)
        reference = f"{article}-S{place + 1}"
        is_attributed = place % 10 < 3
        yield StatementTags(
            reference, f"S{place + 1}", SegmentKind.BODY, Span(start, start + len(SENTENCE) - 1), place // 3,
            _values(shared, dice, is_attributed=is_attributed),
            (_relation(f"{reference}-r", start, shared, dice),) if is_attributed else (),
            tuple(_hedges(f"{reference}-h", start, shared, dice)),
            wording_flags=tuple(_flags(f"{reference}-b", start, shared, dice)),
        )  # fmt: skip


def _values(shared: random.Random, dice: random.Random, *, is_attributed: bool) -> StatementValues:
    return StatementValues(
        claim_type=_pick(list(cb.ClaimType)[:4], shared, dice),
        need=_pick(list(cb.Need), shared, dice),
        contested=_pick(list(cb.Contested), shared, dice),
        status=cb.Status.EXPLICIT if is_attributed else _pick(list(cb.Status)[2:], shared, dice),
        reliability=_pick([None, *cb.Reliability], shared, dice),
        credibility=_pick([None, *cb.Credibility], shared, dice),
    )


def _relation(key: str, start: int, shared: random.Random, dice: random.Random) -> Relation:
    return Relation(
        key,
        cb.RelationKind.ASSERTION,
        _moved(CUE, start, dice),
        (_moved(CONTENT, start, dice),),
        _moved(SOURCE, start, dice),
        quote=_pick(list(cb.Quote)[:3], shared, dice),
        source_type=_pick(list(cb.SourceType), shared, dice),
    )


def _hedges(key: str, start: int, shared: random.Random, dice: random.Random) -> Iterator[CertaintyCue]:
    for number in range(_pick([0, 0, 1, 2], shared, dice)):
        span = _moved(HEDGE, start + 4 * number, dice)
        yield CertaintyCue(f"{key}{number}", _pick(list(cb.HedgeType), shared, dice), span)


def _flags(key: str, start: int, shared: random.Random, dice: random.Random) -> Iterator[WordingFlag]:
    for number in range(_pick([0, 0, 0, 1, 2, 3], shared, dice)):
        yield WordingFlag(f"{key}{number}", _pick(list(cb.BiasFlag), shared, dice), SOURCE.shift(start))


def _pick(choices: Sequence[Choice], shared: random.Random, dice: random.Random) -> Choice:
    agreed = shared.choice(choices)
    return dice.choice(choices) if dice.random() < DIFFERENT else agreed


def _moved(span: Span, start: int, dice: random.Random) -> Span:
    return Span(span.start + start, span.end + start + (5 if dice.random() < DIFFERENT else 0))
