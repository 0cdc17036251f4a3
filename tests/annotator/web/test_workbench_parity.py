"""What the workbench computes in the browser is what the server computes, on thousands of random statements."""

import inspect
import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from rest_framework.renderers import JSONRenderer

from annotator.local.testing import OLDEST_NODE, find_node
from annotator.tagging import constraints
from api.v1.tag_shapes import show_tag
from tests.annotator.web.workbench_cases import Case, Json, make_cases, outcome, shape, shown

SCRIPT: Final = Path(__file__).resolve().parents[2] / "js" / "parity.mjs"
ONLY_ON_THE_SERVER: Final = {"C15"}


@cache
def outcomes() -> tuple[tuple[Case, Json], ...]:
    return tuple((case, outcome(case)) for case in make_cases(articles=100, each=30))


def test_the_browser_agrees_with_the_server(tmp_path: Path) -> None:
    node = find_node()
    if node is None:
        pytest.skip(f"WORKBENCH NOT COMPARED WITH THE SERVER: no Node.js {OLDEST_NODE} or newer found")
    cases = tmp_path / "cases.json"
    cases.write_text(json.dumps([shown(case) | {"expected": expected} for case, expected in outcomes()]))

    ran = subprocess.run([node, SCRIPT, cases], capture_output=True, text=True, encoding="utf-8", check=False)

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {"compared": len(outcomes()), "differences": []}


def test_the_browser_is_given_tags_as_the_api_shows_them() -> None:
    for case, _ in outcomes()[:40]:
        for row in case.rows:
            given, answer = shape(row, case.text), json.loads(JSONRenderer().render(show_tag(row, case.text)))
            assert given == {name: answer[name] for name in given}


def test_the_statements_break_every_constraint() -> None:
    known = set(re.findall(r'Violation\("(C\d\d)"', inspect.getsource(constraints))) - ONLY_ON_THE_SERVER

    broken = {code for _, expected in outcomes() for code, _, _ in expected["violations"]}

    assert broken == known >= {"C01", "C11", "C14"}


def test_the_statements_are_of_every_sort() -> None:
    """Otherwise agreement would say little."""
    found = [expected for _, expected in outcomes()]

    assert len({expected["commitment"] for expected in found}) == 6
    assert len({flag for expected in found for flag in expected["derivedFlags"]}) == 2
    assert len({re.sub(r"\d", "", lack) for expected in found for lack in expected["missingCore"]}) == 10
    assert sum(expected["isFinished"] and not expected["violations"] for expected in found) > 100
    assert {len(expected["sourcingRelations"]) for expected in found} == {0, 1, 2, 3}
