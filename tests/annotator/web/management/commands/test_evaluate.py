"""The command that compares suggestions with gold: on a small folder of corpora, and on none."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

SAID = "The bridge will open on Monday, the mayor said."
RELATION = {"source": [[32, 41]], "cue": [[42, 46]], "content": [[0, 30]], "quote_type_derived": "indirect"}
SPANS = [
    {"source": [], "cue": [], "content": [], "linked": False, role: RELATION[role]}
    for role in ("source", "cue", "content")
]
CORPORA: dict[str, tuple[str, dict[str, Any]]] = {
    "polnear": (f"{SAID}\n\nThe river is long.", {"attribution": [RELATION]}),
    "polnear_sentences": (SAID, {"attribution": SPANS}),
    "gum": (f"{SAID}\n\nThe river is long.", {"attribution": [RELATION]}),
    "conll2010_wiki": ("The plan has failed.", {"sentence_label": {"hedge": "certain"}}),
    "sfu_review_spec": (
        "It rains\u0085now. The plan may fail.",  # a line end of Unicode inside a text ends no record
        {"hedge": [[23, 26]], "sentence_label": {"hedge": "uncertain"}},
    ),
    "babe": ("The committee met.", {"bias": [], "sentence_label": {"bias": "non-biased"}}),
}


def run(*words: str) -> tuple[str, str]:
    """Return what the command prints on both streams."""
    out, errors = StringIO(), StringIO()
    call_command("evaluate", *words, stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Return a folder with one record a corpus, all of our own making."""
    for name, (text, layers) in CORPORA.items():
        record = {"id": f"{name}/1", "text": text, "layers": layers}
        (tmp_path / name).mkdir()
        (tmp_path / name / "dev.jsonl").write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    return tmp_path


def test_every_figure_stands_beside_what_is_required(corpora: Path) -> None:
    out, _ = run("--corpora", str(corpora))

    assert "samples, status right of 28" in out
    assert "PolNeAR articles, strict F1 source/cue/content       100.0 / 100.0 / 100.0  78 / 72 / 62   met" in out
    assert "PolNeAR sentences, exact F1 source/cue/content       100.0 / 100.0 / 100.0  79 / 72 / 65   met" in out
    assert "SFU review, hedge cue strict F1                      100.0" in out


def test_figures_for_programs_and_the_rules_alone(corpora: Path) -> None:
    out, _ = run("--corpora", str(corpora), "--json", "--rules")
    lines = {row["name"]: row for row in map(json.loads, out.splitlines())}

    assert lines["PolNeAR articles, linked relation F1"]["figures"] == [100.0]
    assert lines["samples, status right of 28"]["figures"] == [28]


def test_mistakes_are_grouped_by_what_would_repair_them(corpora: Path) -> None:
    record = json.loads((corpora / "polnear" / "dev.jsonl").read_text())
    record["layers"]["attribution"][0]["content"] = [[4, 30]]
    (corpora / "polnear" / "dev.jsonl").write_text(json.dumps(record) + "\n")

    out, _ = run("--corpora", str(corpora), "--mistakes", "5")

    assert "    1  edge of the content, too long (clause edges)" in out
    assert "bridge will open on Monday, the mayor said" in out


def test_a_folder_that_lacks_a_corpus_is_told(corpora: Path) -> None:
    (corpora / "babe" / "dev.jsonl").unlink()

    with pytest.raises(CommandError, match="lacks this corpus or its part"):
        run("--corpora", str(corpora))


def test_no_folder_of_that_name(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no folder"):
        run("--corpora", str(tmp_path / "nowhere"))


def test_without_corpora_the_samples_are_still_measured() -> None:
    out, errors = StringIO(), StringIO()
    call_command("evaluate", corpora=None, stdout=out, stderr=errors)

    assert "samples, hedge cues found of 11" in out.getvalue()
    assert "No corpora" in errors.getvalue()
