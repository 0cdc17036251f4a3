import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.detection.__main__ import as_json, explain, run

ROOT = Path(__file__).parents[3]
LINE = json.dumps({"id": "a", "text": "The mayor said it may rain."})


def test_lines_in_lines_out() -> None:
    out, errors = io.StringIO(), io.StringIO()
    assert run([LINE, "\n", LINE.replace('"a"', '"b"')], out, errors, as_json) == 0
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["id"] for row in rows] == ["a", "b"]
    relation = next(finding for finding in rows[0]["findings"] if finding["kind"] == "relation")
    assert relation["spans"]["cue"] == [{"start": 10, "end": 14, "text": "said"}]
    assert relation["values"]["quote"] == "indirect"
    assert [item["source"] for item in rows[0]["layers"]["attribution"] if item["source"]] == [[[0, 9]]]
    assert rows[0]["layers"]["hedge"] == [[18, 21, "epistemic"]]
    assert rows[0]["statements"] == [{"label": "S1", "kind": "body", "span": [0, 27], "status": "explicit"}]
    assert set(relation) == {
        *("layer", "kind", "label", "statement", "spans", "score", "evidence", "version", "values"),
    }
    assert errors.getvalue() == ""


def test_bad_lines_are_reported_and_skipped() -> None:
    out, errors = io.StringIO(), io.StringIO()
    lines = ["{", '["a"]', '{"id": "a"}', '{"id": "a", "text": "\\ud800"}', "[" * 100_000, LINE]
    assert run(lines, out, errors, as_json) == 1
    assert len(out.getvalue().splitlines()) == 1
    assert [line.split(":")[0] for line in errors.getvalue().splitlines()] == [f"line {n}" for n in range(1, 6)]


def test_explained_text_names_the_evidence() -> None:
    out = io.StringIO()
    run([LINE], out, io.StringIO(), explain)
    assert "S1  The mayor said it may rain." in out.getvalue()
    assert re.search(r"hedge epistemic \(0\.\d\d\): cue “may”", out.getvalue())
    assert "is in the certainty lexicon" in out.getvalue()


@pytest.mark.models
def test_command_line() -> None:
    command = [sys.executable, "-m", "annotator.detection"]
    good = subprocess.run(command, input=LINE, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (good.returncode, good.stderr) == (0, "")
    bad = subprocess.run([*command, "--explain"], input=b"\xff\n", capture_output=True, cwd=ROOT, check=False)
    assert bad.returncode == 1
    assert bad.stderr.startswith(b"line 1: ")


def test_a_missing_model_is_told_once_and_the_rules_do_the_work() -> None:
    command = [sys.executable, "-m", "annotator.detection"]
    done = subprocess.run(command, input=LINE + "\n" + LINE, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0
    assert done.stderr.count("cannot be used in full") == 1
    assert len(done.stdout.splitlines()) == 2


def test_attributions_by_span_or_by_relation() -> None:
    command = [sys.executable, "-m", "annotator.detection", "--attributions"]
    for form, linked in (("spans", False), ("relations", None), ("auto", False)):
        done = subprocess.run([*command, form], input=LINE, capture_output=True, text=True, cwd=ROOT, check=True)
        items = json.loads(done.stdout)["layers"]["attribution"]
        assert {item.get("linked") for item in items} == {linked}
