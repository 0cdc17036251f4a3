"""Choose thresholds and the scale of scores on the development parts: the networks know the training parts by heart."""

import math
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from annotator.detection.cue_terms import first_term
from annotator.detection.lexicon import load_lexicon
from annotator.detection.models.networks import Networks, open_networks
from annotator.detection.models.reading import Attribution, read_text_with
from annotator.text.spans import Span
from benchmarks.measures import AttributionScores
from training.corpora import read_corpus

PUBLISHED_HEDGED_SHARE = 2484 / 11111
"""CoNLL-2010, training part as published (R. Farkas et al. 2010). The part kept here lacks certain sentences, so a
threshold chosen on it as it is would call too many sentences hedged."""
UNSCALED = {"slope": 1.0, "offset": 0.0, "no_source": 0.0, "no_content": 0.0, "unlisted": 0.0}
NAMES = tuple(UNSCALED)
_STEPS = 200
_EDGE = 1e-4


def calibrate(folder: Path, corpora: Path, names: Sequence[str]) -> dict[str, Any]:
    """Return the thresholds of the sentence labels and the two numbers that turn span scores into probabilities."""
    os.environ["SOURCEMARK_MODELS"] = str(folder)
    networks = open_networks().networks
    if networks is None:
        raise SystemExit(open_networks().notice)
    hedged = list(_sentence_scores(networks, read_corpus(corpora, "conll2010_wiki", "dev"), "hedge"))
    biased = list(_sentence_scores(networks, read_corpus(corpora, "babe", "dev"), "bias"))
    relations: list[tuple[Attribution, bool]] = []
    texts: list[str] = []
    for record in (record for name in names for record in read_corpus(corpora, name, "dev")):
        relations += (found := _relations(networks, record))
        texts += [record["text"]] * len(found)
    return {
        "thresholds": {
            "hedged": best_threshold(hedged, share=PUBLISHED_HEDGED_SHARE),
            "biased": best_threshold(biased, macro=True),
        },
        "calibration": fit_scale(relations, texts),
    }


def _sentence_scores(networks: Networks, records: Sequence[dict[str, Any]], layer: str) -> Iterator[tuple[float, bool]]:
    for record in records:
        text = record["text"]
        sentences = read_text_with(networks, text, (Span(0, len(text)),)).sentences
        if sentences:
            label = record["layers"]["sentence_label"][layer]
            yield (sentences[0].hedged if layer == "hedge" else sentences[0].biased), label in {"uncertain", "biased"}


def _relations(networks: Networks, record: dict[str, Any]) -> list[tuple[Attribution, bool]]:
    """Return the relations of a record, each with whether it is right in the sense of the measure "linked"."""
    found = read_text_with(networks, record["text"], ()).attributions or ()
    items = [
        {
            "source": [[item.source.start, item.source.end]] if item.source else [],
            "cue": [[item.cue.start, item.cue.end]] if item.cue else [],
            "content": [[part.start, part.end] for part in item.content],
        }
        for item in found
    ]
    scores = AttributionScores()
    scores.add(record, {"layers": {"attribution": items}}, keep_ignored=True)
    return [(item, right) for item, (_, right) in zip(found, scores.scored, strict=True)]


def best_threshold(scored: Sequence[tuple[float, bool]], *, share: float | None = None, macro: bool = False) -> float:
    """Return the threshold with the best F1 of the positive class (or the best mean F1 of both classes).

    With `share` the negatives are weighed so that positives make up that share.
    """
    positives = sum(right for _, right in scored)
    weight = positives * (1 - share) / share / (len(scored) - positives) if share else 1.0

    def value(limit: float) -> float:
        hits = sum(right for score, right in scored if score >= limit)
        false = weight * sum(not right for score, right in scored if score >= limit)
        own = 2 * hits / max(_EDGE, hits + false + positives)
        negatives = weight * (len(scored) - positives)
        other = 2 * (negatives - false) / max(_EDGE, 2 * negatives - false + positives - hits)
        return (own + other) / 2 if macro else own

    limits = [number / 100 for number in range(10, 91)]
    smooth = {limit: sum(value(limit + step / 100) for step in range(-5, 6)) for limit in limits}
    return max(limits, key=smooth.__getitem__)


def fit_scale(relations: Sequence[tuple[Attribution, bool]], texts: Sequence[str]) -> dict[str, float]:
    """Return the weights of the logistic scale that makes scores probabilities; see `reading.Attribution.score`."""
    lexicon = load_lexicon("cues")
    rows = [
        [
            _logit(found.score),
            1.0,
            float(found.source is None),
            float(not found.content),
            float(found.cue is None or first_term(found.cue, text, lexicon) is None),
        ]
        for (found, _), text in zip(relations, texts, strict=True)
    ]
    facts = torch.tensor(rows)
    right = torch.tensor([float(value) for _, value in relations])
    scale = torch.zeros(len(NAMES), requires_grad=True)
    optimizer = torch.optim.LBFGS([scale], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = torch.nn.functional.binary_cross_entropy_with_logits(facts @ scale, right)
        value = value + 1e-4 * (scale**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return {name: round(float(number), 4) for name, number in zip(NAMES, scale.detach(), strict=True)}


def _logit(score: float) -> float:
    kept = min(1 - _EDGE, max(_EDGE, score))
    return math.log(kept / (1 - kept))
