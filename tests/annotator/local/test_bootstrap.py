import ast
import json
import os
import subprocess
import sys

import pytest

from annotator.local import bootstrap
from annotator.local.bootstrap import ensure_environment, python_in
from annotator.local.errors import LocalError
from annotator.local.paths import CHECKOUT, LocalPaths

# uv's two calls: `uv venv ... FOLDER` and `uv pip install --python PYTHON -r FILE ...`
UV = """#!/bin/sh
echo "$@" >> "{root}/calls"
for last; do :; done
if [ "$1" = venv ]; then rm -rf "$last"; mkdir -p "$last/bin"; ln -s {python} "$last/bin/python"; exit; fi
if [ -e "{root}/offline" ]; then echo 'error: Failed to fetch: index'; exit 1; fi
if [ -e "{root}/killed" ]; then kill -9 $PPID; fi
"""


class Restarted(BaseException):
    """What the tests raise where the process would become another."""


@pytest.fixture
def checkout(paths: LocalPaths, monkeypatch: pytest.MonkeyPatch) -> LocalPaths:
    """Return a checkout with requirement files, outside any virtual environment, with a uv on the path."""
    for name in ("requirements.txt", "requirements-test.txt"):
        (paths.root / name).write_text(f"{name}==1\n")
    uv = paths.root / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text(UV.format(root=paths.root, python=sys.executable))
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", f"{uv.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.delenv("SOURCEMARK_RESTARTED", raising=False)
    monkeypatch.delenv("SOURCEMARK_NO_VENV", raising=False)

    def become(program: str, words: list[str]) -> None:
        monkeypatch.delenv("SOURCEMARK_RESTARTED")
        raise Restarted(program, words)

    monkeypatch.setattr(os, "execv", become)
    return paths


def _calls(paths: LocalPaths) -> list[str]:
    file = paths.root / "calls"
    calls = [line.split()[0] for line in file.read_text().splitlines()] if file.exists() else []
    file.unlink(missing_ok=True)
    return calls


def _start(paths: LocalPaths, *files: str) -> list[str]:
    """Run the bootstrap up to its restart and return what it asked uv for."""
    with pytest.raises(Restarted) as restart:
        ensure_environment(paths, files)
    program, words = restart.value.args
    assert program == words[0] == str(python_in(paths.venv))
    assert words[1:] == sys.orig_argv[1:]
    return _calls(paths)


def test_the_first_start_makes_and_fills_the_environment_and_the_second_does_nothing(checkout: LocalPaths) -> None:
    assert _start(checkout, "requirements.txt") == ["venv", "pip"]
    assert _start(checkout, "requirements.txt") == []


def test_test_adds_its_packages_and_quickstart_is_content_with_more(checkout: LocalPaths) -> None:
    _start(checkout, "requirements.txt")
    assert _start(checkout, "requirements.txt", "requirements-test.txt") == ["pip"]
    assert _start(checkout, "requirements.txt") == []


def test_a_changed_requirement_is_installed_into_what_is_there(checkout: LocalPaths) -> None:
    _start(checkout, "requirements.txt")
    (checkout.root / "requirements.txt").write_text("other==2\n")
    assert _start(checkout, "requirements.txt") == ["pip"]


def test_without_network_the_old_packages_stay_trusted(checkout: LocalPaths) -> None:
    _start(checkout, "requirements.txt")
    (checkout.root / "offline").touch()
    with pytest.raises(LocalError, match="could not be fetched"):
        ensure_environment(checkout, ["requirements.txt", "requirements-test.txt"])
    _calls(checkout)
    assert _start(checkout, "requirements.txt") == []


def test_a_cut_off_install_begins_anew(checkout: LocalPaths) -> None:
    (checkout.root / "killed").touch()
    script = (
        "import sys; from pathlib import Path; sys.prefix = sys.base_prefix\n"
        "from annotator.local.paths import LocalPaths; from annotator.local.bootstrap import ensure_environment\n"
        "root = Path(sys.argv[1]); ensure_environment(LocalPaths(root, root / 'var'), ['requirements.txt'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(checkout.root)], check=False, capture_output=True, cwd=CHECKOUT
    )
    assert done.returncode == -9
    (checkout.root / "killed").unlink()
    _calls(checkout)
    assert _start(checkout, "requirements.txt") == ["venv", "pip"]


def test_two_at_once_install_once(checkout: LocalPaths) -> None:
    script = (
        "import os, sys; from pathlib import Path; sys.prefix = sys.base_prefix\n"
        "from annotator.local.paths import LocalPaths; from annotator.local.bootstrap import ensure_environment\n"
        "os.execv = lambda *words: os._exit(0)\n"
        "root = Path(sys.argv[1]); ensure_environment(LocalPaths(root, root / 'var'), ['requirements.txt'])"
    )
    command = [sys.executable, "-c", script, str(checkout.root)]
    both = [subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=CHECKOUT) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert _calls(checkout) == ["venv", "pip"]


def test_an_environment_that_somebody_made_by_hand_is_used(checkout: LocalPaths) -> None:
    python = python_in(checkout.venv)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    assert _start(checkout, "requirements.txt") == ["pip"]
    assert json.loads((checkout.venv / "sourcemark.json").read_text()).keys() == {"requirements.txt"}


def test_a_broken_environment_does_not_restart_for_ever(checkout: LocalPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    _start(checkout, "requirements.txt")
    monkeypatch.setenv("SOURCEMARK_RESTARTED", str(os.getpid()))
    with pytest.raises(LocalError, match=r"\.venv is broken: delete that folder"):
        ensure_environment(checkout, ["requirements.txt"])


def test_a_checkout_of_somebody_else_is_refused(checkout: LocalPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(LocalError, match="may not write to .*copy the checkout"):
        ensure_environment(checkout, ["requirements.txt"])


def test_inside_the_environment_nothing_restarts(checkout: LocalPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    _start(checkout, "requirements.txt")
    monkeypatch.setattr(sys, "prefix", str(checkout.venv))
    ensure_environment(checkout, ["requirements.txt"])
    ensure_environment(checkout, ["requirements.txt", "requirements-test.txt"])
    assert _calls(checkout) == ["pip"]


def test_an_incomplete_environment_is_not_replaced_under_ones_feet(
    checkout: LocalPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    _start(checkout, "requirements.txt")
    (checkout.venv / "sourcemark.json").write_text('{"begun": "yes"}')
    monkeypatch.setattr(sys, "prefix", str(checkout.venv))
    with pytest.raises(LocalError, match="are incomplete: delete that folder"):
        ensure_environment(checkout, ["requirements.txt"])


def test_anothers_environment_is_only_checked(checkout: LocalPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCEMARK_NO_VENV", "1")
    ensure_environment(checkout, ["requirements.txt"])
    monkeypatch.setattr(bootstrap, "_NEEDED", {"requirements.txt": ("no_such_package",)})
    with pytest.raises(LocalError, match="lacks packages .* -m pip install -r requirements.txt`"):
        ensure_environment(checkout, ["requirements.txt"])
    assert _calls(checkout) == []


def test_manage_py_can_be_read_by_an_old_python() -> None:
    ast.parse((CHECKOUT / "manage.py").read_text(), feature_version=(3, 6))
