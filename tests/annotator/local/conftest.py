"""Folders of their own for tests that start real servers."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.local.paths import LocalPaths
from annotator.local.postgres import ensure_postgres


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield an empty folder with a short path, which pytest's own is not: a socket must fit."""
    made = Path(tempfile.mkdtemp(prefix="sm-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def paths(folder: Path) -> LocalPaths:
    return LocalPaths(root=folder, var=folder / "var")


@pytest.fixture(scope="session")
def with_data() -> Iterator[LocalPaths]:
    """Yield paths whose two clusters are made once for all tests; each test leaves their servers stopped."""
    folder = Path(tempfile.mkdtemp(prefix="sm-"))
    made = LocalPaths(root=folder, var=folder)
    for fast in (False, True):
        ensure_postgres(made, fast=fast).stop()
    yield made
    shutil.rmtree(folder)
