from pathlib import Path

import pytest

from annotator.local.chromium import find_chromium


def _program(path: Path) -> Path:
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_named_browser_comes_first(tmp_path: Path) -> None:
    _program(tmp_path / "chromium")
    named = _program(tmp_path / "mine")
    assert find_chromium({"CHROMIUM": str(named), "PATH": str(tmp_path)}) == named


def test_else_one_on_the_path(tmp_path: Path) -> None:
    found = _program(tmp_path / "google-chrome")
    assert find_chromium({"CHROMIUM": str(tmp_path / "none"), "PATH": str(tmp_path)}) == found


def test_none_where_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.local.chromium._MAC_PROGRAMS", ())
    assert find_chromium({"PATH": str(tmp_path)}) is None
