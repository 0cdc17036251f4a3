"""How right detection is: its findings against corpora that nobody here wrote, and against the samples' gold.

Everything goes through `python -m annotator.detection`, the door that other people's scripts use. The corpora are not
part of Sourcemark (docs/detection.md); a folder of them is found by SOURCEMARK_CORPORA, or beside the checkout.
"""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from annotator.detection.evaluation import SampleReport, compare_rows, read_gold
from benchmarks.measures import QUOTE_TYPES, ROLES, AttributionScores, MarkScores, Record, calibration

ROOT: Final = Path(__file__).resolve().parent.parent
SAMPLES: Final = ("seed-a", "seed-b")
BANDS: Final = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Line:
    """One measured figure (or several of one sort) with what is required of it; figures are per cent."""

    name: str
    figures: tuple[float, ...]
    required: tuple[float, ...] = ()
    note: str = ""

    def text(self) -> str:
        """Return the figure as one line of a table."""
        shown = " / ".join(f"{figure:.1f}" for figure in self.figures)
        wanted = " / ".join(f"{figure:g}" for figure in self.required)
        met = all(figure >= limit for figure, limit in zip(self.figures, self.required, strict=False))
        verdict = "" if not self.required else "met" if met else "MISSED"
        return f"{self.name:<52} {shown:<22} {wanted:<14} {verdict:<7} {self.note}".rstrip()


@dataclass(slots=True)
class Corpora:
    """The folder of corpora, and the predictions made for them so far."""

    folder: Path
    part: str = "dev"
    with_models: bool = True
    _predicted: dict[str, Mapping[str, Record]] = field(default_factory=dict)

    def gold(self, name: str) -> Mapping[str, Record]:
        """Return the gold records of a corpus by id. Raises FileNotFoundError when the corpus is not in the folder."""
        path = self.folder / name / f"{self.part}.jsonl"
        if path.exists():
            lines = path.read_text(encoding="utf-8").split("\n")
        else:
            with gzip.open(f"{path}.gz", "rt", encoding="utf-8") as file:
                lines = file.read().split("\n")
        return {record["id"]: record for record in map(json.loads, filter(str.strip, lines))}

    def pairs(self, name: str) -> Iterator[tuple[Record, Record]]:
        """Yield every gold record of a corpus with what detection makes of its text."""
        gold = self.gold(name)
        if name not in self._predicted:
            self._predicted[name] = detect_in(list(gold.values()), with_models=self.with_models)
        for key, record in gold.items():
            yield record, self._predicted[name][key]


def corpora_folder() -> Path | None:
    """Return the folder of corpora: SOURCEMARK_CORPORA, or `corpora` or `shared/corpora` in or beside the checkout."""
    named = os.environ.get("SOURCEMARK_CORPORA")
    places = (
        [Path(named)]
        if named
        else [base / end for base in (ROOT, ROOT.parent) for end in ("corpora", "shared/corpora")]
    )
    return next((place for place in places if place.is_dir()), None)


def detect_in(records: Sequence[Record], *, with_models: bool) -> Mapping[str, Record]:
    """Return what `python -m annotator.detection` makes of the texts of these records, by id."""
    lines = "".join(json.dumps({"id": record["id"], "text": record["text"]}) + "\n" for record in records)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)} | ({} if with_models else {"SOURCEMARK_MODELS": "off"})
    done = subprocess.run(
        [sys.executable, "-m", "annotator.detection"],
        input=lines, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT, env=environment, check=True,
    )  # fmt: skip
    return {row["id"]: row for row in map(json.loads, filter(str.strip, done.stdout.split("\n")))}


def corpus_lines(corpora: Corpora) -> Iterator[Line]:
    """Yield the figures on the corpora, each as soon as it is there."""
    sentences = _attributions(corpora, "polnear_sentences", exact=True)
    yield Line("PolNeAR sentences, exact F1 source/cue/content", _f1(sentences), (79, 72, 65))
    articles = _attributions(corpora, "polnear")
    yield Line("PolNeAR articles, strict F1 source/cue/content", _f1(articles), (78, 72, 62))
    linked = articles.linked
    yield Line(
        "PolNeAR articles, linked relation F1", (linked.f1,), (76,), f"P {linked.precision:.1f} R {linked.recall:.1f}"
    )
    for place, measure in ((1, "strict"), (2, "overlap")):
        shares = tuple(100 * row[place] / max(1, row[0]) for row in (articles.by_quote[name] for name in QUOTE_TYPES))
        yield Line(f"  content recall, {measure}: {'/'.join(QUOTE_TYPES)}", shares)
    for name, count, mean, share in calibration(articles.scored, BANDS):
        yield Line(f"  relations scored {name}: right", (100 * share,), (), f"{count} relations, mean score {mean:.2f}")
    wikipedia = _marks(corpora, "conll2010_wiki", "hedge").of_class(True)
    note = f"P {wikipedia.precision:.1f} R {wikipedia.recall:.1f}"
    yield Line("CoNLL-2010 Wikipedia, hedged sentence F1", (wikipedia.f1,), (63,), note)
    reviews = _marks(corpora, "sfu_review_spec", "hedge").strict
    yield Line(
        "SFU review, hedge cue strict F1", (reviews.f1,), (88,), f"P {reviews.precision:.1f} R {reviews.recall:.1f}"
    )
    news = _marks(corpora, "babe", "bias")
    yield Line(
        "BABE, biased sentence macro F1", (news.macro_f1,), (72,), f"marked words strict F1 {news.strict.f1:.1f}"
    )
    mixed = _attributions(corpora, "gum")
    recall = tuple(mixed.overlap[role].recall for role in ROLES)
    yield Line(
        "GUM (other genres), overlap recall source/cue/content", recall, (), f"linked recall {mixed.linked.recall:.1f}"
    )


def sample_lines(*, with_models: bool = True) -> Iterator[Line]:
    """Yield the figures on the two shipped samples."""
    reports = [sample_report(name, with_models=with_models) for name in SAMPLES]
    right, statements = sum(r.status_right for r in reports), sum(r.statements for r in reports)
    found, hedges = sum(r.hedges_found for r in reports), sum(r.hedges for r in reports)
    extra = sum(len(r.hedges_extra) for r in reports)
    yield Line(f"samples, status right of {statements}", (right,), (24,))
    yield Line(f"samples, hedge cues found of {hedges}", (found,), (hedges,), f"{extra} extra (3 allowed)")


def sample_report(name: str, *, with_models: bool = True) -> SampleReport:
    """Compare what the command line says about a sample with the sample's gold."""
    corpus = ROOT / "fixtures" / "corpus"
    text = (corpus / f"{name}.txt").read_text(encoding="utf-8")
    gold = read_gold((corpus / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines())
    row: Mapping[str, Any] = detect_in([{"id": name, "text": text}], with_models=with_models)[name]
    return compare_rows(row["findings"], gold)


def _attributions(corpora: Corpora, name: str, *, exact: bool = False) -> AttributionScores:
    scores = AttributionScores()
    for gold, predicted in corpora.pairs(name):
        scores.add(gold, predicted, exact=exact)
    return scores


def _marks(corpora: Corpora, name: str, layer: str) -> MarkScores:
    scores = MarkScores()
    for gold, predicted in corpora.pairs(name):
        scores.add(gold, predicted, layer)
    return scores


def _f1(scores: AttributionScores) -> tuple[float, ...]:
    return tuple(scores.strict[role].f1 for role in ROLES)
