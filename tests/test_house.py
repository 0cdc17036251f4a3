"""The house rules of ARCHITECTURE.md as tests."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.dispatch import Signal

from annotator.articles.signals import text_stored
from annotator.detection.registry import DETECTORS
from annotator.review.receivers import on_passes_changed
from annotator.review.signals import passes_changed, review_approved, review_cancelled
from annotator.suggestions.receivers import on_text_stored
from annotator.suggestions.signals import suggestions_ready
from annotator.summaries.receivers import (
    on_review_approved,
    on_review_cancelled,
    on_suggestions_ready,
    on_tags_changed,
)
from annotator.tagging.signals import tags_changed
from annotator.talk.receivers import on_people_mentioned
from annotator.talk.signals import people_mentioned

ROOT = Path(__file__).resolve().parent.parent
ROOMS = sorted(path.parent.name for path in (ROOT / "annotator").glob("*/models.py"))
NAMELESS = {"utils", "helpers", "common", "core", "lib", "misc", "manager", "managers"}


def sources(*folders: str) -> Iterator[Path]:
    """Return the Python files of these folders, migrations left out."""
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the functions and methods of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_announcements_have_their_listeners() -> None:
    heard: dict[Signal, Callable[..., None]] = {
        text_stored: on_text_stored,
        suggestions_ready: on_suggestions_ready,
        tags_changed: on_tags_changed,
        passes_changed: on_passes_changed,
        review_approved: on_review_approved,
        review_cancelled: on_review_cancelled,
        people_mentioned: on_people_mentioned,
    }
    for signal, receiver in heard.items():
        assert receiver in signal._live_receivers(None)[0]
    named = set(re.findall(r"annotator\.\w+\.receivers\.(\w+)", (ROOT / "ARCHITECTURE.md").read_text()))
    assert named == {receiver.__name__ for receiver in heard.values()}


@pytest.mark.parametrize("room", [*ROOMS, "text", "detection", "interchange"])
def test_every_room_says_what_it_is_in_ten_lines(room: str) -> None:
    lines = (ROOT / "annotator" / room / "README.md").read_text(encoding="utf-8").splitlines()

    assert 0 < len(lines) <= 10


@pytest.mark.parametrize("room", ROOMS)
def test_names_in_room_readmes_exist(room: str) -> None:
    folder = ROOT / "annotator" / room
    for name in re.findall(r"`(\w+\.\w+)`", (folder / "README.md").read_text(encoding="utf-8")):
        module, attribute = name.split(".")
        if attribute != "py":
            assert re.search(rf"\b{attribute}\b", (folder / f"{module}.py").read_text(encoding="utf-8")), name


def test_no_room_without_a_name_of_its_own() -> None:
    assert not [path for path in sources("annotator", "api") if path.stem in NAMELESS]


def test_tasks_are_short_and_named() -> None:
    for path in (ROOT / "annotator").glob("*/tasks.py"):
        for function in functions(path):
            assert function.end_lineno is not None
            assert function.end_lineno - function.lineno < 10, f"{path}: {function.name}"


def test_no_model_signals_and_no_dotted_imports_in_rooms() -> None:
    for path in sources("annotator", "api"):
        assert not re.search(r"\bpost_save\b|\bimport_string\(", path.read_text(encoding="utf-8")), path


def test_functions_and_files_stay_readable() -> None:
    for path in sources("annotator", "api", "benchmarks"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 350, path
        for function in functions(path):
            assert function.end_lineno is not None
            assert function.end_lineno - function.lineno < 50, f"{path}: {function.name}"


def test_every_detector_has_a_layer_a_version_and_examples() -> None:
    layers = [detector.layer for detector in DETECTORS]

    assert len(layers) == len(set(layers))
    assert all(detector.version for detector in DETECTORS)


def test_every_template_is_used() -> None:
    names = [path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources("annotator", "api"))
    text += "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    overrides = ("admin/", "registration/", "400.html", "403.html", "403_csrf.html", "404.html", "500.html")

    assert [name for name in names if name not in text and not name.startswith(overrides)] == []


def test_nothing_of_this_machine_is_written_down() -> None:
    texts = [*sources("annotator", "api", "tests", "benchmarks"), *ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]

    assert [path for path in texts if f"{ROOT}/" in path.read_text(encoding="utf-8")] == []
