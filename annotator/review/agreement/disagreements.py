"""The statements that people disagree on most.

How far two people differ in a layer: 0 where they gave the same answer and 1 where not; 1 - MASI for sets of labels;
1 - F1 of overlapping spans where either marked one. With more than two people it is the mean over every two of them.
The difference of a statement is the mean over the layers in which it could be compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from annotator.review.agreement.coefficients import Floats, added_up, masi_distances, pairs_of, ratio
from annotator.review.agreement.spans import SpanRows
from annotator.review.agreement.units import AnswerTable, Evidence, Layer

SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A statement with its difference (0 to 1), the layers that differ, most first, and the number compared."""

    statement: str
    article: str
    difference: float
    layers: tuple[Layer, ...]
    compared: int


def most_disagreed(evidence: Evidence, *, limit: int = SHOWN) -> tuple[Disagreement, ...]:
    """Return the statements of the greatest difference; of equals those with more layers compared, then the earlier."""
    by_layer = dict(_differences(evidence))
    table = np.array(list(by_layer.values())).T
    compared = np.count_nonzero(~np.isnan(table), axis=1)
    means = np.nansum(table, axis=1) / np.maximum(compared, 1)
    order = np.lexsort((-compared, -means.round(9)))[:limit]
    return tuple(_disagreement(evidence, by_layer, int(n), float(means[n])) for n in order if means[n] > 0)


def _disagreement(evidence: Evidence, by_layer: Mapping[Layer, Floats], number: int, difference: float) -> Disagreement:
    found = {layer: float(values[number]) for layer, values in by_layer.items() if not np.isnan(values[number])}
    differing = sorted((layer for layer in found if found[layer] > 0), key=lambda layer: -found[layer])
    return Disagreement(
        evidence.statements[number], evidence.articles.of(number), difference, tuple(differing), len(found)
    )


def _differences(evidence: Evidence) -> Iterator[tuple[Layer, Floats]]:
    """Yield the difference of every statement in each layer, nan where nothing could be compared."""
    size = len(evidence.statements)
    for layer, table in evidence.answers.items():
        yield layer, _of_answers(table, size)
    for layer, rows in evidence.spans.items():
        yield layer, _of_spans(rows, size)


def _of_answers(table: AnswerTable, size: int) -> Floats:
    pairs = pairs_of(table.codes)
    statements = table.statements[pairs.rows]
    sets = [kind for kind in table.kinds if isinstance(kind, frozenset)]
    apart = masi_distances(sets)[pairs.left, pairs.right] if sets else (pairs.left != pairs.right).astype(np.float64)
    return ratio(added_up(statements, size, apart), added_up(statements, size))


def _of_spans(rows: SpanRows, size: int) -> Floats:
    spans = added_up(rows.statements, size, rows.spans)
    return ratio(spans - 2 * added_up(rows.statements, size, rows.overlap), spans)
