"""The files of a PostgreSQL cluster: made, configured, and cleared of what a killed server left behind."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from annotator.local.errors import LocalError, disk_full, says_disk_full
from annotator.local.processes import state_of, working_in
from annotator.local.sockets import listens, make_private, socket_folder
from annotator.local.unprivileged import ServerAccount

SOCKET_NAME = ".s.PGSQL.5432"
SUPERUSER = "postgres"
_PID_FILE = "postmaster.pid"

# A desk of a few people on one machine: little memory, few processes.
_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "shared_buffers": "32MB",
    "max_connections": "40",
    "max_parallel_workers_per_gather": "0",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_checkpoints": "off",
}
_SETTINGS_SINCE_18 = {"io_method": "sync"}
_SETTINGS_OF_TESTS = {"max_connections": "80", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What the server says about itself in its pid file."""

    pid: int
    socket: Path
    status: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data folder, the account that serves it, and whether its content may be lost (`throw_away`)."""

    data: Path
    account: ServerAccount
    log: Path
    throw_away: bool = False

    def socket_folder(self) -> Path:
        """Return where the server puts its socket."""
        return socket_folder(self.data, SOCKET_NAME)

    def prepare(self) -> None:
        """Make the cluster where it is missing, check its version, and write its settings."""
        if self.throw_away and self._version() not in (0, self.account.binaries.major):
            shutil.rmtree(self.data)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._check_version()
        make_private(self.socket_folder(), self.account.owner)
        self._write_settings()

    def drop_stale_locks(self) -> None:
        """Remove the lock files that PostgreSQL would misjudge: it takes a zombie or a reused number for a live server.

        Callers have made sure that no server process works in the cluster. Where there is no /proc nobody can make
        sure, so there the files stay and PostgreSQL judges alone.
        """
        for file in (self.data / _PID_FILE, self.socket_folder() / f"{SOCKET_NAME}.lock"):
            pid = _first_number(file)
            if pid is not None and (state_of(pid) or pid < 1):
                file.unlink(missing_ok=True)

    def server_processes(self) -> list[int]:
        """Return the living processes of a server on this cluster, a killed server's orphans included."""
        return working_in(self.data, "postgres")

    def _create(self) -> None:
        """Run initdb beside the cluster's place, so that a half-made cluster never stands in it."""
        if self.data.exists() and any(self.data.iterdir()):
            raise LocalError(f"The folder {self.data} is no PostgreSQL cluster: move it away and start again.")
        new = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700, parents=True)
        self.account.give(new)
        done = subprocess.run(
            self.account.command("initdb", *self._initdb_arguments(new)),
            capture_output=True, text=True, errors="replace", check=False, cwd="/", env=clean_environment(),
        )  # fmt: skip
        if done.returncode:
            shutil.rmtree(new, ignore_errors=True)
            raise _creation_failed(self.data, done.stderr)
        if self.data.exists():
            self.data.rmdir()
        new.rename(self.data)

    def _initdb_arguments(self, folder: Path) -> list[str]:
        arguments = ["-D", str(folder), "-U", SUPERUSER, "--auth=trust", "-E", "UTF8"]
        if self.account.binaries.major >= 17:
            arguments += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        else:
            arguments += ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C"]
        return [*arguments, "--no-sync"] if self.throw_away else arguments

    def _version(self) -> int:
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (OSError, ValueError):
            return 0

    def _check_version(self) -> None:
        have, offered = self._version(), self.account.binaries.major
        if have != offered:
            raise LocalError(
                f"The data in {self.data} is of PostgreSQL {have} and the server here is {offered}: name the programs "
                f"of PostgreSQL {have} in SOURCEMARK_PG_BIN, or move the folder away to begin with an empty desk."
            )

    def _write_settings(self) -> None:
        """Write the settings into the cluster: on a command line a path with a quote would not survive every tool."""
        settings = dict(_SETTINGS, unix_socket_directories=_listed(self.socket_folder()))
        if self.account.binaries.major >= 18:
            settings |= _SETTINGS_SINCE_18
        if self.throw_away:
            settings |= _SETTINGS_OF_TESTS
        lines = [f"{name} = {_quoted(value)}" for name, value in settings.items()]
        text = "\n".join(["# Written by Sourcemark at every start.", *lines, ""])
        (self.data / "postgresql.auto.conf").write_text(text, encoding="utf-8")


def read_postmaster(data: Path) -> Postmaster | None:
    """Return what the pid file of a cluster says, or None where it is missing or half written."""
    try:
        lines = (data / _PID_FILE).read_text(errors="surrogateescape").splitlines()
        return Postmaster(int(lines[0]), Path(lines[4]) / SOCKET_NAME, lines[7].strip())
    except (OSError, ValueError, IndexError):
        return None


def answering_postmaster(data: Path) -> Postmaster | None:
    """Return the server of a cluster when it is ready for clients."""
    found = read_postmaster(data)
    return found if found and found.status == "ready" and listens(found.socket) else None


def clean_environment() -> dict[str, str]:
    """Return the environment without PostgreSQL's own variables, which would send our programs elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _creation_failed(data: Path, said: str) -> LocalError:
    if says_disk_full(said):
        return disk_full(data.parent)
    lines = [line for line in said.splitlines() if line.strip()]
    return LocalError(f"PostgreSQL could not make its data folder {data}: {lines[0] if lines else 'initdb failed'}.")


def _first_number(file: Path) -> int | None:
    """Return the process number in a lock file, 0 where it holds none, None where there is no file."""
    try:
        return int(file.read_text(errors="replace").split()[0])
    except FileNotFoundError:
        return None
    except (ValueError, IndexError):
        return 0


def _quoted(value: str) -> str:
    return "'{}'".format(value.replace("'", "''"))


def _listed(folder: Path) -> str:
    """Return a folder as one item of a list setting, where a comma would otherwise part it."""
    return '"{}"'.format(str(folder).replace('"', '""'))
