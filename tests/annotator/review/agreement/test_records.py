"""The report as JSON."""

import json

from annotator.review.agreement.records import to_json
from annotator.review.agreement.report import METHOD_VERSION, agreement_report
from annotator.review.agreement.units import Layer
from annotator.tagging import codebook as cb
from tests.annotator.review.agreement.examples import answered

E, P = cb.ClaimType.EVENT, cb.ClaimType.PLAN
RECORD = to_json(
    agreement_report(
        [answered("claim_type", {"ana": [E, P, P], "ben": [E, P, E]}, name) for name in "ab"], seed=5, samples=40
    )
)


def test_record_is_json() -> None:
    assert json.loads(json.dumps(RECORD, allow_nan=False)) == RECORD


def test_record_says_how_it_was_made() -> None:
    assert {key: value for key, value in RECORD.items() if key not in {"layers", "disagreements"}} == {
        "method_version": METHOD_VERSION,
        "seed": 5,
        "samples": 40,
        "people": ["ana", "ben"],
        "articles": 2,
        "statements": 6,
        "unpartnered": 0,
    }


def test_defined_figure_has_a_rounded_value_and_an_interval() -> None:
    """Six items, EE PP PE twice: alpha is 1 - 11 * 4 / (2 * 6 * 6)."""
    figure = RECORD["layers"]["claim_type"]["figures"][0]
    assert (figure["measure"], figure["value"], figure["items"]) == ("alpha_nominal", round(1 - 44 / 72, 4), 6)
    assert figure["interval"] == {"low": 0.3889, "high": 0.3889, "samples": 40, "defined": 40, "clusters": 2}
    assert "undefined" not in figure


def test_undefined_figure_has_a_sentence_and_no_interval() -> None:
    figure = RECORD["layers"]["status"]["figures"][0]
    assert figure == {
        "measure": "alpha_nominal",
        "value": None,
        "items": 0,
        "undefined": "There is no item to compare yet.",
    }


def test_layer_has_labels_confusion_and_groups() -> None:
    layer = RECORD["layers"]["claim_type"]
    assert list(RECORD["layers"]) == list(Layer)
    assert layer["people"] == 2
    label = {"label": "event", "answers": 6, "measure": "alpha_nominal", "value": 0.3889, "items": 6}
    assert layer["labels"][0] == label
    assert layer["confusion"]["people"] == ["ana", "ben"]
    assert layer["confusion"]["counts"][:2] == [[2, 0, 0, 0, 0], [2, 2, 0, 0, 0]]
    assert [group["key"] for group in layer["groups"]["article"]] == [["a"], ["b"]]
    assert [list(group["figures"][0]) for group in layer["groups"]["pair"]] == [["measure", "value", "items"]]
    assert RECORD["layers"]["cue_spans"]["confusion"] is None


def test_disagreements_name_the_statement_and_its_layers() -> None:
    assert RECORD["disagreements"][0] == {
        "statement": "a-S2",
        "article": "a",
        "difference": 0.2,
        "layers": ["claim_type"],
        "compared": 5,
    }
