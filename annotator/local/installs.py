"""The virtual environment's state (what is installed, is it whole) and the run of pip or uv that changes it."""

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.local.errors import LocalError, disk_full, says_disk_full
from annotator.local.progress import Progress

_STAMP = "sourcemark.json"
_BEGUN = "begun"
_NETWORK_SIGNS = re.compile(
    r"NewConnectionError|Failed to establish a new connection|name resolution|Network is unreachable|ProxyError|"
    r"ConnectTimeout|ReadTimeout|Max retries exceeded|Connection refused|Connection broken|SSLError|"
    r"error sending request|Failed to fetch|dns error|Could not connect|Could not resolve",
    re.IGNORECASE,
)


class FetchError(LocalError):
    """Packages could not be fetched; what was installed before is untouched."""


def fingerprints(root: Path, requirement_files: Iterable[str]) -> dict[str, str]:
    """Return the hash of each requirement file."""
    return {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in requirement_files}


def is_up_to_date(venv: Path, wanted: Mapping[str, str]) -> bool:
    """Return whether the stamp vouches for every wanted file; more may be installed than is wanted."""
    have = _read_stamp(venv)
    return os.access(_python(venv), os.X_OK) and all(have.get(name) == value for name, value in wanted.items())


def is_sound(venv: Path, uv: str | None) -> bool:
    """Return whether packages can be installed into `venv` as it is.

    One whose install was cut off is not trusted; one that somebody else made is, if its interpreter and pip run.
    """
    if _BEGUN in _read_stamp(venv) or not os.access(_python(venv), os.X_OK):
        return False
    check = "import sys; assert sys.version_info >= (3, 11)" + ("" if uv else "; import pip")
    return _run([_python(venv), "-c", check]).returncode == 0


def begin(venv: Path) -> dict[str, str]:
    """Mark an install as begun and return what the stamp said before."""
    before = _read_stamp(venv)
    _write_stamp(venv, {_BEGUN: "yes"})
    return before


def finish(venv: Path, installed: Mapping[str, str]) -> None:
    """Write down what is installed, last of all."""
    _write_stamp(venv, installed)


def make_venv(venv: Path, uv: str | None) -> None:
    """Make `venv` anew; raise `LocalError` where Python came without the means."""
    if uv:
        command: list[str | Path] = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, venv]
    elif not has_venv_modules():
        raise venv_missing()
    else:
        command = [sys.executable, "-m", "venv", "--clear", venv]
    done = _run(command)
    if done.returncode:
        shutil.rmtree(venv, ignore_errors=True)
        raise explain_venv(done.stdout, venv)


def has_venv_modules() -> bool:
    """Return whether this Python can make virtual environments; Debian packs that apart."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def venv_missing() -> LocalError:
    """Return the error of a Python without venv or ensurepip."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if shutil.which("apt-get"):
        way_out = f"run `apt-get install python{version}-venv` as root (or with sudo)"
    else:
        way_out = "install the part of your Python that holds the modules venv and ensurepip, or the program uv"
    return LocalError(f"This Python {version} cannot make a virtual environment: {way_out}, then start again.")


def explain_venv(said: str, venv: Path) -> LocalError:
    """Return the error that fits what `python -m venv` (or uv) said."""
    if says_disk_full(said):
        return disk_full(venv.parent)
    if "ensurepip" in said:
        return venv_missing()
    return LocalError(f"The virtual environment {venv} could not be made: {_last_line(said)}")


def explain_install(said: str, venv: Path, log: Path) -> LocalError:
    """Return the error that fits what pip (or uv) said."""
    if says_disk_full(said):
        return disk_full(venv.parent)
    if _NETWORK_SIGNS.search(said):
        return FetchError(
            "The packages could not be fetched: check the network, or name your package index in PIP_INDEX_URL, "
            f"and start again. The installer's last line: {_last_line(said)}"
        )
    return LocalError(f"The packages could not be installed: {_last_line(said)} (all it said is in {log}).")


@dataclass(frozen=True, slots=True)
class Installer:
    """Installs requirement files into one interpreter's environment."""

    python: Path
    uv: str | None
    log: Path
    progress: Progress

    def install(self, files: Sequence[Path]) -> None:
        """Run pip, or uv where there is one; raise `LocalError` where it fails."""
        total = sum(_count_pins(file) for file in files)
        done = 0
        said: list[str] = []
        with subprocess.Popen(
            self._command(files), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace",
        ) as process:  # fmt: skip
            for line in process.stdout or ():
                said.append(line)
                if line.startswith(("Collecting ", "Requirement already satisfied")):
                    done = min(done + 1, total)
                    self.progress.bar(done, total, "packages fetched")
                elif line.startswith("Installing collected packages"):
                    self.progress.step("Everything is fetched; installing ...")
        self.progress.close()
        self._keep("".join(said))
        if process.returncode:
            raise explain_install("".join(said), self.python.parent.parent, self.log)

    def _command(self, files: Sequence[Path]) -> list[str]:
        named = [word for file in files for word in ("-r", str(file))]
        if self.uv:
            return [self.uv, "pip", "install", "--python", str(self.python), *named]
        options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--retries", "2"]
        return [str(self.python), "-m", "pip", "install", *options, *named]

    def _keep(self, said: str) -> None:
        """Keep the installer's words for whoever wants to know more; a full disk must not hide the reason."""
        with contextlib.suppress(OSError):
            self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.log.write_text(said)


def _count_pins(file: Path) -> int:
    return sum("==" in line for line in file.read_text().splitlines() if not line.startswith("#"))


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith("[notice]")]
    return telling[-1] if telling else "(nothing)"


def _run(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False,
    )  # fmt: skip


def _python(venv: Path) -> Path:
    return venv / "bin" / "python"


def _read_stamp(venv: Path) -> dict[str, str]:
    try:
        found = json.loads((venv / _STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_stamp(venv: Path, stamp: Mapping[str, str]) -> None:
    new = venv / f"{_STAMP}.new"
    new.write_text(json.dumps(dict(stamp), indent=1))
    new.replace(venv / _STAMP)
