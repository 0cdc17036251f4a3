"""Make the checkout's own virtual environment and keep it in step with the requirement files (stdlib only)."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from annotator.local import installs
from annotator.local.errors import LocalError
from annotator.local.locks import alone
from annotator.local.paths import LocalPaths
from annotator.local.progress import Progress

NO_VENV_VARIABLE = "SOURCEMARK_NO_VENV"
_RESTARTED_VARIABLE = "SOURCEMARK_RESTARTED"
_NEEDED = {
    "requirements.txt": ("django", "celery", "psycopg"),
    "requirements-test.txt": ("pytest", "ruff"),
    "requirements-browser.txt": ("playwright",),
}


def ensure_environment(paths: LocalPaths, requirement_files: Sequence[str], progress: Progress | None = None) -> None:
    """Have the requirements installed for this very process; start it again inside `.venv` where it is outside.

    Raises `LocalError` with one sentence where that cannot be.
    """
    if _inside(paths.venv):
        _update(paths, requirement_files, progress or Progress())
    elif sys.prefix != sys.base_prefix or os.environ.get(NO_VENV_VARIABLE) == "1":
        _check_foreign(requirement_files)
    else:
        _update(paths, requirement_files, progress or Progress())
        _restart_inside(paths.venv)


def python_in(venv: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return venv / "bin" / "python"


def _inside(venv: Path) -> bool:
    return sys.prefix != sys.base_prefix and Path(sys.prefix).resolve() == venv.resolve()


def _update(paths: LocalPaths, requirement_files: Sequence[str], progress: Progress) -> None:
    """Install what the stamp does not vouch for, one process at a time."""
    wanted = installs.fingerprints(paths.root, requirement_files)
    if installs.is_up_to_date(paths.venv, wanted):
        return
    if not os.access(paths.root, os.W_OK):
        raise LocalError(
            f"This user may not write to {paths.root}: Sourcemark installs its packages there, "
            "so copy the checkout to a folder of your own and start again there."
        )
    with alone(paths.root, lambda: progress.step("Another process installs the packages; waiting for it ...")):
        if not installs.is_up_to_date(paths.venv, wanted):
            _install(paths, wanted, progress)


def _install(paths: LocalPaths, wanted: dict[str, str], progress: Progress) -> None:
    uv = shutil.which("uv")
    if not installs.is_sound(paths.venv, uv):
        if _inside(paths.venv):
            raise LocalError(f"The packages in {paths.venv} are incomplete: delete that folder and start again.")
        progress.step("First start: making the virtual environment .venv ...")
        installs.make_venv(paths.venv, uv)
    progress.step(f"Installing packages into .venv ({', '.join(wanted)}) ...")
    before = installs.begin(paths.venv)
    installer = installs.Installer(python_in(paths.venv), uv, paths.log("install"), progress)
    try:
        installer.install([paths.root / name for name in wanted])
    except installs.FetchError:
        installs.finish(paths.venv, before)  # everything is fetched before anything is installed
        raise
    installs.finish(paths.venv, before | wanted)


def _check_foreign(requirement_files: Sequence[str]) -> None:
    """Check an environment that somebody else looks after; it is theirs, so nothing is installed into it."""
    lacking = [name for name in requirement_files if not all(map(importlib.util.find_spec, _NEEDED[name]))]
    if lacking:
        words = " ".join(f"-r {name}" for name in requirement_files)
        raise LocalError(
            f"This Python lacks packages that Sourcemark needs: run `{sys.executable} -m pip install {words}`."
        )


def _restart_inside(venv: Path) -> None:
    """Become the interpreter of `.venv`, with the same arguments."""
    if os.environ.get(_RESTARTED_VARIABLE) == str(os.getpid()):
        raise LocalError(f"The virtual environment {venv} is broken: delete that folder and start again.")
    os.environ[_RESTARTED_VARIABLE] = str(os.getpid())  # exec keeps the process number
    sys.stdout.flush()
    sys.stderr.flush()
    python = str(python_in(venv))
    os.execv(python, [python, *sys.orig_argv[1:]])  # noqa: S606 -- our own interpreter, no shell
