"""How long a desk takes from a clean clone, how long the second time, and how much memory it holds."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.timing import Figure

ROOT = Path(__file__).resolve().parent.parent
PORT = "8765"
MEGABYTE = 1_000_000
OWN_VARIABLES = {"DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY", "VIRTUAL_ENV", "SOURCEMARK_VAR", "PYTHONPATH",
                 "DJANGO_SETTINGS_MODULE", "SOURCEMARK_LOCAL", "ALLOWED_HOSTS"}  # fmt: skip


def figures() -> Iterator[Figure]:
    """Measure in a copy of what git tracks, with an empty package cache."""
    with tempfile.TemporaryDirectory(prefix="sourcemark-bench-") as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)  # noqa: S603, S607 - our own clone
        yield Figure("clean clone to printed summaries", _run(clone), "s", 60, "no package cache")
        yield Figure("second start to printed summaries", _run(clone), "s", 6)
        yield from _memory(clone)


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in OWN_VARIABLES}
    return {**kept, "PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1"}


def _command(*words: str) -> list[str]:
    return [getattr(sys, "_base_executable", sys.executable), "manage.py", "quickstart", "--port", PORT, *words]


def _run(clone: Path) -> float:
    """Return the seconds until the summaries are printed; then wait until everything has stopped."""
    begin = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own command
        _command("--exit"), cwd=clone, env=_environment(), text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as started:  # fmt: skip
        told: list[str] = []
        seconds = 0.0
        for line in started.stdout or ():
            told.append(line)
            if line.startswith("ready after"):
                seconds = time.perf_counter() - begin
    if not seconds or started.returncode:
        raise RuntimeError(f"quickstart failed: {''.join(told)}")
    return seconds


def _memory(clone: Path) -> Iterator[Figure]:
    with _running(clone) as parent:
        time.sleep(10)  # both samples are summarised, every process has done its first work
        family = [parent, *parent.children(recursive=True)]
        proportional = sum(process.memory_full_info().pss for process in family)
        resident = sum(process.memory_info().rss for process in family)
    note = f"{len(family)} processes; shared pages counted once (PSS)"
    yield Figure("memory of the whole running system", proportional / MEGABYTE, "MB", 500, note)
    yield Figure("the same, shared pages counted in every process", resident / MEGABYTE, "MB", note="RSS")


@contextmanager
def _running(clone: Path) -> Iterator[psutil.Process]:
    log = clone.parent / "quickstart.log"
    with log.open("wb") as out:
        started = subprocess.Popen(  # noqa: S603 - our own command
            _command(), cwd=clone, env=_environment(), stdout=out, stderr=out, stdin=subprocess.DEVNULL
        )
        try:
            while b"http://" not in log.read_bytes():
                if started.poll() is not None:
                    raise RuntimeError(log.read_text())
                time.sleep(0.1)
            yield psutil.Process(started.pid)
        finally:
            started.send_signal(signal.SIGINT)
            started.wait(timeout=60)


def has_git() -> bool:
    """Say whether a clean clone can be made here."""
    return shutil.which("git") is not None and (ROOT / ".git").exists()
