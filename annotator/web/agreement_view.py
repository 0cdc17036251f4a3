"""The agreement of several people as a page shows it: one line a layer, everything else one click away."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from annotator.web.guide import CodebookGuide

LAYERS: Final[Mapping[str, str]] = {
    "claim_type": "Sort of statement",
    "need": "Need of a source",
    "contested": "Contested",
    "status": "Attribution",
    "source_type": "Source type",
    "quote": "Quotation",
    "hedge_types": "Hedge types",
    "bias_flags": "Bias flags",
    "reliability_judged": "Source reliability: judged or not",
    "reliability": "Source reliability, A to E",
    "credibility_judged": "Information credibility: judged or not",
    "credibility": "Information credibility, 1 to 5",
    "source_spans": "Words of the source",
    "cue_spans": "Words of the cue",
    "content_spans": "Words of the content",
    "hedge_spans": "Words of hedges",
}
MEASURES: Final[Mapping[str, str]] = {
    "alpha_nominal": "Krippendorff's α",
    "alpha_ordinal": "Krippendorff's α, ordinal",
    "alpha_masi": "Krippendorff's α, sets (MASI)",
    "alpha_words": "Krippendorff's α, word by word",
    "kappa": "κ",
    "cohen_kappa": "Cohen's κ",
    "fleiss_kappa": "Fleiss' κ",
    "f1_overlap": "F1, overlapping spans",
    "f1_strict": "F1, identical spans",
}
TARGETS: Final[Mapping[tuple[str, str], float]] = {
    ("status", "alpha_nominal"): 0.75,
    ("source_type", "alpha_nominal"): 0.70,
    ("quote", "alpha_nominal"): 0.85,
    ("contested", "alpha_nominal"): 0.67,
    ("hedge_types", "alpha_masi"): 0.67,
    ("bias_flags", "alpha_masi"): 0.40,
    ("reliability", "alpha_ordinal"): 0.50,
    ("credibility", "alpha_ordinal"): 0.50,
    ("cue_spans", "f1_overlap"): 0.85,
    ("cue_spans", "f1_strict"): 0.75,
    ("content_spans", "f1_overlap"): 0.80,
    ("hedge_spans", "f1_overlap"): 0.80,
}
"""What a trained team should reach (SCHEME 5.3)."""
GROUPINGS: Final[Mapping[str, str]] = {"pair": "Pair", "month": "Month", "codebook": "Codebook", "article": "Article"}
MOST_GROUPS: Final = 50

_FIELDS: Final[Mapping[str, str]] = {"hedge_types": "hedge_type", "bias_flags": "bias_flag"}
"""Layers that have another name than the field of the codebook that they are about."""

NameOf = Callable[[str, str], str]
"""Gives the name of an answer of a layer, as the codebook has it."""


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One measure: its name, its value with the interval, the items behind it, and what it should reach."""

    measure: str
    value: str
    interval: str
    items: int
    why_not: str
    target: str
    is_below: bool


@dataclass(frozen=True, slots=True)
class ShownLayer:
    """A layer with its main figure, its other ones, its labels, its confusion table and its groups."""

    name: str
    main: ShownFigure
    others: tuple[ShownFigure, ...]
    labels: tuple[tuple[str, int, ShownFigure], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    people: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, ShownFigure], ...]], ...]


@dataclass(frozen=True, slots=True)
class ShownDisagreement:
    """A statement on which people differ: its label, the way to it, and in what."""

    label: str
    url: str
    layers: str
    compared: int


@dataclass(frozen=True, slots=True)
class ShownAgreement:
    """A report, ready to be printed."""

    people: tuple[str, ...]
    articles: int
    statements: int
    unpartnered: int
    seed: int
    samples: int
    layers: tuple[ShownLayer, ...]
    disagreements: tuple[ShownDisagreement, ...]


def view_agreement(record: Mapping[str, Any], name_of: NameOf) -> ShownAgreement:
    """Return a report as pages show it, as far as the person may see it (see `review/figures.py`)."""
    return ShownAgreement(
        people=tuple(record["people"]),
        articles=record["articles"],
        statements=record["statements"],
        unpartnered=record["unpartnered"],
        seed=record["seed"],
        samples=record["samples"],
        layers=tuple(_layer(key, record["layers"][key], name_of) for key in LAYERS),
        disagreements=tuple(_disagreement(item) for item in record["disagreements"]),
    )


def leading_to_decisions(agreement: ShownAgreement, review: UUID) -> ShownAgreement:
    """Return the agreement of a review with its disputed statements leading to where they are decided."""
    led = (replace(one, url=reverse("ruling", args=[review, one.label])) for one in agreement.disagreements)
    return replace(agreement, disagreements=tuple(led))


def _layer(key: str, layer: Mapping[str, Any], name_of: NameOf) -> ShownLayer:
    main, *others = (_figure(key, figure) for figure in layer["figures"])
    confusion = layer["confusion"] or {"labels": (), "people": (), "counts": ()}
    columns = tuple(name_of(key, label) for label in confusion["labels"])
    return ShownLayer(
        name=LAYERS[key],
        main=main,
        others=tuple(others),
        labels=tuple((name_of(key, one["label"]), one["answers"], _figure("", one)) for one in layer["labels"]),
        columns=columns,
        rows=tuple((name, tuple(row)) for name, row in zip(columns, confusion["counts"], strict=True)),
        people=tuple(confusion["people"]),
        groups=tuple(_groups(key, layer["groups"])),
    )


def _groups(key: str, groups: Mapping[str, Any]) -> Iterator[tuple[str, tuple[tuple[str, ShownFigure], ...]]]:
    """Yield the groupings that have more than one group; of very many articles the first."""
    for grouping, name in GROUPINGS.items():
        if len(groups[grouping]) > 1:
            yield name, tuple(_group(key, one) for one in groups[grouping][:MOST_GROUPS])


def _group(key: str, group: Mapping[str, Any]) -> tuple[str, ShownFigure]:
    return " and ".join(group["key"]), _figure(key, group["figures"][0])


def _figure(key: str, figure: Mapping[str, Any]) -> ShownFigure:
    value, interval = figure["value"], figure.get("interval")
    target = TARGETS.get((key, figure["measure"]))
    return ShownFigure(
        measure=MEASURES[figure["measure"]],
        value="–" if value is None else f"{value:.2f}",
        interval=f"{interval['low']:.2f} to {interval['high']:.2f}" if interval else "",
        items=figure["items"],
        why_not=figure.get("undefined", ""),
        target="" if target is None else f"{target:.2f}",
        is_below=value is not None and target is not None and value < target,
    )


def _disagreement(item: Mapping[str, Any]) -> ShownDisagreement:
    label = item["statement"].rpartition("-")[2]
    return ShownDisagreement(
        label=label,
        url=f"{reverse('article', args=[item['article']])}#{label}",
        layers=", ".join(LAYERS[layer] for layer in item["layers"]),
        compared=item["compared"],
    )


def names_in(guide: CodebookGuide) -> NameOf:
    """Return a function that names the answers of a layer as the codebook does."""
    return lambda layer, label: guide.name(_FIELDS.get(layer, layer), label)
