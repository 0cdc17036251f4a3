"""The agreement report as JSON. Figures are rounded to four digits here and nowhere else."""

from typing import Any

from annotator.review.agreement.disagreements import Disagreement
from annotator.review.agreement.report import (
    AgreementReport,
    ConfusionTable,
    Figure,
    GroupFigures,
    LabelFigure,
    LayerAgreement,
)

Json = dict[str, Any]
DIGITS = 4


def to_json(report: AgreementReport) -> Json:
    """Return the report ready for json.dumps."""
    return {
        "method_version": report.method_version,
        "seed": report.seed,
        "samples": report.samples,
        "people": list(report.people),
        "articles": report.articles,
        "statements": report.statements,
        "unpartnered": report.unpartnered,
        "layers": {layer.layer.value: _layer(layer) for layer in report.layers},
        "disagreements": [_disagreement(item) for item in report.disagreements],
    }


def _layer(layer: LayerAgreement) -> Json:
    return {
        "people": layer.people,
        "figures": [_figure(figure) for figure in layer.figures],
        "labels": [_label(label) for label in layer.labels],
        "confusion": None if layer.confusion is None else _confusion(layer.confusion),
        "groups": {grouping.value: [_group(group) for group in groups] for grouping, groups in layer.groups.items()},
    }


def _figure(figure: Figure) -> Json:
    """Return a figure; what does not exist is left out: the interval of a group, the reason of a defined figure."""
    record: Json = {
        "measure": figure.measure.value,
        "value": None if figure.value is None else round(figure.value, DIGITS),
        "items": figure.items,
    }
    if figure.undefined:
        record["undefined"] = figure.undefined
    if figure.interval is not None:
        record["interval"] = {
            "low": round(figure.interval.low, DIGITS),
            "high": round(figure.interval.high, DIGITS),
            "samples": figure.interval.samples,
            "defined": figure.interval.defined,
            "clusters": figure.interval.clusters,
        }
    return record


def _label(label: LabelFigure) -> Json:
    return {"label": label.label, "answers": label.answers, **_figure(label.figure)}


def _confusion(table: ConfusionTable) -> Json:
    return {"labels": list(table.labels), "people": list(table.people), "counts": [list(row) for row in table.counts]}


def _group(group: GroupFigures) -> Json:
    return {"key": list(group.key), "figures": [_figure(figure) for figure in group.figures]}


def _disagreement(item: Disagreement) -> Json:
    return {
        "statement": item.statement,
        "article": item.article,
        "difference": round(item.difference, DIGITS),
        "layers": [layer.value for layer in item.layers],
        "compared": item.compared,
    }
