"""Agreement of every layer with its interval, by label and by group, and what people disagree on most."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from annotator.review.agreement.bootstrap import Interval, bootstrap_interval
from annotator.review.agreement.coefficients import (
    NO_ANSWER,
    Codes,
    Floats,
    Undefined,
    comparable_rows,
    nominal_alpha,
    pair_tables,
    pairs_of,
)
from annotator.review.agreement.disagreements import Disagreement, most_disagreed
from annotator.review.agreement.measures import Counted, CountedAnswers, Measure, measures_of
from annotator.review.agreement.units import SET_LAYERS, AnswerTable, Evidence, Layer, Places, TaggedArticle, collect

METHOD_VERSION: Final = "1"
KAPPAS: Final = frozenset({Measure.COHEN_KAPPA, Measure.FLEISS_KAPPA})


class Grouping(StrEnum):
    """What agreement is also shown by."""

    ARTICLE = "article"
    PAIR = "pair"
    CODEBOOK = "codebook"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure with the number of items behind it. `value` is None exactly when `undefined` says why.

    `interval` is for whole layers only: clusters are articles where at least two hold items, otherwise statements.
    """

    measure: Measure
    value: float | None
    undefined: str
    items: int
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class LabelFigure:
    """Nominal alpha of one label against all others, with how often it was given on items of two people or more."""

    label: str
    answers: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class ConfusionTable:
    """How often one answer met another on the same item, every two people counted.

    With two people in all, rows are the answers of the first of `people` and columns those of the second. With more
    there is no first: `people` is empty, a cell holds the pairs with these two answers, and the table is symmetric.
    """

    labels: tuple[str, ...]
    people: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """The figures of an article, a pair (two names), a codebook version or a month. Kappas are for layers only."""

    key: tuple[str, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class LayerAgreement:
    """Agreement in one layer; the first figure is the main one. `people` gave answers that can be compared."""

    layer: Layer
    people: int
    figures: tuple[Figure, ...]
    labels: tuple[LabelFigure, ...]
    confusion: ConfusionTable | None
    groups: Mapping[Grouping, tuple[GroupFigures, ...]]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Agreement of several people on original tags.

    `statements` were tagged by two people or more, in `articles`; `unpartnered` relations have no match in anybody
    else's tags and stay out of source type and quote. The same articles with the same seed give the same report.
    """

    method_version: str
    seed: int
    samples: int
    people: tuple[str, ...]
    articles: int
    statements: int
    unpartnered: int
    layers: tuple[LayerAgreement, ...]
    disagreements: tuple[Disagreement, ...]


def agreement_report(tagged: Iterable[TaggedArticle], *, seed: int, samples: int = 1000) -> AgreementReport:
    """Return how far people agree, with intervals from `samples` bootstrap samples.

    Articles are read one by one and may come from a generator. Raises ValueError when a person has two passes of one.
    """
    evidence = collect(tagged)
    compared = np.unique(evidence.spans[Layer.CUE_SPANS].statements)
    return AgreementReport(
        METHOD_VERSION,
        seed,
        samples,
        tuple(sorted(evidence.people)),
        len(np.unique(evidence.articles.numbers[compared])),
        len(compared),
        evidence.unpartnered,
        tuple(_layer(layer, evidence, seed, samples) for layer in Layer),
        most_disagreed(evidence),
    )


def _layer(layer: Layer, evidence: Evidence, seed: int, samples: int) -> LayerAgreement:
    measures = tuple(measures_of(layer, evidence))
    counted = [measure for measure in measures if not isinstance(measure, Undefined)]
    grouped = [measure for measure in counted if measure.measure not in KAPPAS]
    table = evidence.answers.get(layer)
    _, left, right = grouped[0].pairwise()
    people = np.unique(np.concatenate([left, right]))
    names = tuple(sorted(evidence.people[number] for number in people))
    return LayerAgreement(
        layer,
        len(names),
        tuple(_whole(measure, evidence, seed, samples) for measure in measures),
        () if table is None else tuple(_labels(layer, table)),
        None if table is None or layer in SET_LAYERS else _confusion(table, names),
        {
            Grouping.ARTICLE: tuple(_by_place(grouped, evidence.articles)),
            Grouping.PAIR: tuple(_by_pair(grouped, evidence)),
            Grouping.CODEBOOK: tuple(_by_place(grouped, evidence.codebooks)),
            Grouping.MONTH: tuple(_by_place(grouped, evidence.months)),
        },
    )


def _figure(measure: Counted, sums: Floats, interval: Interval | None = None) -> Figure:
    """Return the figure of one row of sums."""
    value = float(measure.coefficient.values(sums[None, 1:])[0])
    is_defined = not np.isnan(value)
    return Figure(
        measure.measure,
        value if is_defined else None,
        "" if is_defined else measure.reason(sums),
        round(sums[0]),
        interval if is_defined else None,
    )


def _whole(measure: Counted | Undefined, evidence: Evidence, seed: int, samples: int) -> Figure:
    """Return the figure of a whole layer with its interval."""
    if isinstance(measure, Undefined):
        return Figure(Measure.KAPPA, None, measure.reason, 0)
    sums = _filled(measure, evidence.articles.numbers[measure.statements])
    if len(sums) < 2:
        sums = _filled(measure, measure.statements)
    interval = bootstrap_interval(measure.coefficient, sums[:, 1:], samples=samples, seed=seed)
    return _figure(measure, measure.sums(np.zeros(len(measure.statements), np.int64), 1)[0], interval)


def _filled(measure: Counted, groups: Codes) -> Floats:
    """Return the sums of the groups that hold items."""
    sums = measure.sums(groups, int(groups.max(initial=-1)) + 1)
    return sums[sums[:, 0] > 0]


def _labels(layer: Layer, table: AnswerTable) -> Iterator[LabelFigure]:
    """Yield every label of the layer that somebody gave where two people can be compared, in the codebook's order."""
    rows = comparable_rows(table.codes)
    codes = table.codes[rows]
    for label, holds in _membership(layer, table):
        is_label = np.where(codes == NO_ANSWER, NO_ANSWER, holds[codes])
        narrowed = AnswerTable((False, True), table.statements[rows], is_label, table.people[rows])
        measure = CountedAnswers(Measure.ALPHA_NOMINAL, nominal_alpha(2), narrowed)
        if answers := np.count_nonzero(is_label == 1):
            yield LabelFigure(label, int(answers), _figure(measure, measure.sums(np.zeros(len(rows), np.int64), 1)[0]))


def _membership(layer: Layer, table: AnswerTable) -> Iterator[tuple[str, Codes]]:
    """Yield each label with 1 for the kinds of answer that are it or hold it, 0 for the others."""
    if layer in SET_LAYERS:
        sets = [kind for kind in table.kinds if isinstance(kind, frozenset)]
        for label in sorted(frozenset().union(*sets)):
            yield label, np.array([label in kind for kind in sets], np.int64)
    else:
        for code, kind in enumerate(table.kinds):
            yield str(kind), np.equal(np.arange(len(table.kinds)), code).astype(np.int64)


def _confusion(table: AnswerTable, names: Sequence[str]) -> ConfusionTable:
    pairs = pairs_of(table.codes)
    counts = pair_tables(pairs, np.zeros(len(table.codes), np.int64), 1, len(table.kinds))[0].astype(np.int64)
    if len(names) != 2:
        counts = counts + counts.T - np.diag(np.diag(counts))
    rows = tuple(tuple(int(count) for count in row) for row in counts)
    return ConfusionTable(tuple(map(str, table.kinds)), tuple(names) if len(names) == 2 else (), rows)


def _by_place(measures: Sequence[Counted], places: Places) -> Iterator[GroupFigures]:
    """Yield the figures of every article, codebook version or month, sorted by name."""
    size = len(places.names)
    sums = [measure.sums(places.numbers[measure.statements], size) for measure in measures]
    yield from _groups([(name,) for name in places.names], measures, sums)


def _by_pair(measures: Sequence[Counted], evidence: Evidence) -> Iterator[GroupFigures]:
    """Yield the figures of every two people, sorted by their names."""
    names = sorted(evidence.people)
    ranks = np.array([names.index(name) for name in evidence.people], np.int64)
    split = [measure.pairwise() for measure in measures]
    pairs = [ranks[left] * len(names) + ranks[right] for _, left, right in split]
    found = np.unique(np.concatenate(pairs))
    sums = [
        measure.sums(np.searchsorted(found, pair), len(found))
        for (measure, _, _), pair in zip(split, pairs, strict=True)
    ]
    keys = [(names[pair // len(names)], names[pair % len(names)]) for pair in found]
    yield from _groups(keys, [measure for measure, _, _ in split], sums)


def _groups(
    keys: Sequence[tuple[str, ...]], measures: Sequence[Counted], sums: Sequence[Floats]
) -> Iterator[GroupFigures]:
    """Yield the groups that hold items, each with the figures of all measures."""
    for number, key in enumerate(keys):
        if any(own[number, 0] for own in sums):
            figures = (_figure(measure, own[number]) for measure, own in zip(measures, sums, strict=True))
            yield GroupFigures(key, tuple(figures))
