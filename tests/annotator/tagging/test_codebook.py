"""The codebook as data (fixtures/codebook.json) and as enums are the same codebook."""

import json
import re
from collections import Counter
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import pytest

from annotator.tagging import codebook, fields
from tests.gold import read_gold

FIXTURE: Final = Path(__file__).parents[3] / "fixtures" / "codebook.json"
ROWS: Final[list[dict[str, Any]]] = json.loads(FIXTURE.read_text(encoding="utf-8"))
LABELS: Final = [row["fields"] for row in ROWS if row["model"] == "tagging.label"]
LAYERS: Final = {
    "L0": {"claim_type", "need", "need_reason", "contested"},
    "L1": {"status", "relation_kind", "quote", "cue_stance", "polarity", "response", "commitment"},
    "L2": {"source_type", "affiliation", "source_role", "channel", "proximity", "ground_rule", "stake"},
    "L3": {"hedge_type", "scope"},
    "L4": {"reliability", "credibility", "corroboration", "verifiability", "link_check", "sourcing_flag"}
    | {"derived_flag"},
    "L5": {"bias_flag", "valence"},
    "L6": {"byline_kind", "work_type", "fidelity"},
}
ENUMS: Final[dict[str, type[StrEnum]]] = {**fields.ANSWERS, "derived_flag": codebook.DerivedFlag}
SEED_EXAMPLE: Final = re.compile(r"^“(.+?)” \((seed-[ab]) ([KS]\d+)\)")


def _of(label: dict[str, Any]) -> str:
    return f"{label['field']}.{label['key']}"


def test_fixture_and_enums_have_the_same_keys() -> None:
    in_enums = {(field, key.value) for field, enum in ENUMS.items() for key in enum}
    assert {(label["field"], label["key"]) for label in LABELS} == in_enums


def test_no_label_comes_twice() -> None:
    assert set(Counter(map(_of, LABELS)).values()) == {1}


def test_positions_follow_the_enums() -> None:
    for field, enum in ENUMS.items():
        ordered = sorted((label for label in LABELS if label["field"] == field), key=lambda label: label["position"])
        assert [label["key"] for label in ordered] == [key.value for key in enum]


def test_every_field_is_in_its_layer() -> None:
    found = {layer: {label["field"] for label in LABELS if label["layer"] == layer} for layer in LAYERS}
    assert found == LAYERS


@pytest.mark.parametrize("label", LABELS, ids=_of)
def test_every_label_says_what_it_means(label: dict[str, Any]) -> None:
    assert label["codebook"] == [codebook.SCHEME_VERSION]
    assert label["name"] and len(label["name"]) <= 80
    assert label["definition"].endswith(".") and label["example"]
    assert label["question"].endswith((".", "?")) and len(label["question"]) <= 200


@pytest.mark.parametrize("label", [label for label in LABELS if SEED_EXAMPLE.match(label["example"])], ids=_of)
def test_examples_from_the_samples_are_in_the_samples(label: dict[str, Any]) -> None:
    words, slug, statement = SEED_EXAMPLE.findall(label["example"])[0]
    gold = read_gold(slug)
    assert words in gold.statement(statement).span.of(gold.text)


def test_examples_name_a_sample_or_say_that_they_are_invented() -> None:
    assert [_of(x) for x in LABELS if not re.search(r"\(?seed-[ab]\b|^Invented: ", x["example"])] == []


def test_a_field_asks_one_question() -> None:
    questions = {field: {label["question"] for label in LABELS if label["field"] == field} for field in ENUMS}
    assert {field for field, asked in questions.items() if len(asked) != 1} == set()


def test_defaults_are_those_of_the_codebook() -> None:
    marked = {(label["field"], label["key"]) for label in LABELS if label["is_default"]}
    stated = {(name, str(key)) for values in fields.DEFAULTS.values() for name, key in values.items()}
    assert marked == stated


def test_derived_and_advisory_labels_are_marked() -> None:
    assert {label["field"] for label in LABELS if label["is_derived"]} == {"commitment", "derived_flag"}
    assert {label["layer"] for label in LABELS if label["advisory"]} == {"L5"}
    assert all(label["advisory"] for label in LABELS if label["layer"] == "L5")


def test_codebook_has_a_version_and_a_date() -> None:
    (book,) = [row["fields"] for row in ROWS if row["model"] == "tagging.codebook"]
    assert book["version"] == codebook.SCHEME_VERSION
    assert date.fromisoformat(book["published_on"])


def test_guide_has_its_sections_in_order() -> None:
    guide = [row["fields"] for row in ROWS if row["model"] == "tagging.guideline"]
    assert [part["section"] for part in guide] == list("ABCDEFGH")
    assert [part["position"] for part in guide] == list(range(1, 9))
    assert all(part["title"] and part["text"] for part in guide)


def test_rows_use_natural_keys_only() -> None:
    assert [row for row in ROWS if "pk" in row] == []


def test_derived_flags_cannot_be_stored() -> None:
    assert not set(codebook.SourcingFlag) & set(codebook.DerivedFlag)
    assert set(fields.ANSWERS) == set(ENUMS) - {"derived_flag"}


def test_admiralty_labels_are_never_numbers() -> None:
    assert all(isinstance(key.value, str) for key in (*codebook.Reliability, *codebook.Credibility))
