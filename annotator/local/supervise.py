"""Start services, watch them, start again what dies, and stop all of them in reverse order."""

import json
import subprocess
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from annotator.local.errors import LocalError, last_lines
from annotator.local.processes import (
    command_line,
    dies_with_parent,
    end_session,
    is_alive,
    session_members,
    started_at,
)
from annotator.local.stopping import postponed

MOST_RESTARTS = 5
RESTART_WINDOW_SECONDS = 60.0
_LARGEST_LOG = 5_000_000
_POLL_SECONDS = 0.1


class Service(Protocol):
    """Something that runs beside us: a server or a child process."""

    @property
    def name(self) -> str:
        """Return the word for it in messages."""

    @property
    def log(self) -> Path:
        """Return the file that holds what it says."""

    @property
    def pid(self) -> int:
        """Return its process number; 0 before the start."""

    def start(self) -> None:
        """Have it running."""

    def alive(self) -> bool:
        """Return whether it runs."""

    def stop(self) -> None:
        """End it, with all that it started."""


class ChildProcess:
    """A command in a session of its own, with its words in a log: it keeps no pipe of the caller open."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        cwd: Path,
        environ: Mapping[str, str],
        seconds: float = 10.0,
    ) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self._cwd = cwd
        self._environ = dict(environ)
        self._stop_seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Return the number of the process; 0 before the start."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start the command; what an earlier run of it left is ended first."""
        self.stop()
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _rotate(self.log)
        with self.log.open("ab") as log, postponed():
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._cwd, env=self._environ,
                start_new_session=True, preexec_fn=dies_with_parent(),
            )  # fmt: skip

    def alive(self) -> bool:
        """Return whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask the process to end, and kill what is left of its session after a while."""
        if self._process:
            end_session(self._process.pid, seconds=self._stop_seconds)
            self._process.wait()
            self._process = None


@dataclass(slots=True)
class _Watched:
    """A service with its recent deaths and the moment of its next start."""

    service: Service
    deaths: deque[float] = field(default_factory=deque)
    next_start: float | None = None


def _stop(service: Service) -> Exception | None:
    """Stop a service and return what kept it from stopping."""
    try:
        service.stop()
    except (OSError, LocalError, subprocess.SubprocessError) as failure:
        return failure
    return None


class Supervisor:
    """Watch services, and keep a record of their processes for whoever comes after a crash."""

    def __init__(self, record: Path, *, first_delay: float = 0.5) -> None:
        self._record = record
        self._first_delay = first_delay
        self._watched: list[_Watched] = []

    def start(self, service: Service) -> None:
        """Start a service and watch it from now on."""
        self._watched.append(_Watched(service))
        service.start()
        self._write_record()

    def check(self) -> None:
        """Start again what has died; raise `LocalError` when one service dies too often."""
        for watched in self._watched:
            if watched.next_start is not None:
                self._start_if_due(watched)
            elif not watched.service.alive():
                self._note_death(watched)

    def watch(self) -> None:
        """Check for ever; a signal's exception ends it."""
        while True:
            self.check()
            time.sleep(_POLL_SECONDS)

    def stop_all(self) -> None:
        """Stop the processes side by side, then the servers they use, the last started first.

        One that does not stop does not keep the others.
        """
        services = [watched.service for watched in self._watched]
        processes = [service for service in services if isinstance(service, ChildProcess)]
        with ThreadPoolExecutor(max_workers=len(processes) or 1) as together:
            failures = list(together.map(_stop, processes))
        failures += [_stop(service) for service in reversed(services) if service not in processes]
        self._watched.clear()
        self._record.unlink(missing_ok=True)
        for failure in failures:
            if failure is not None:
                raise failure

    def _note_death(self, watched: _Watched) -> None:
        now = time.monotonic()
        watched.deaths.append(now)
        while watched.deaths[0] < now - RESTART_WINDOW_SECONDS:
            watched.deaths.popleft()
        if len(watched.deaths) > MOST_RESTARTS:
            raise _died_too_often(watched.service)
        watched.next_start = now + self._first_delay * 2 ** (len(watched.deaths) - 1)

    def _start_if_due(self, watched: _Watched) -> None:
        if watched.next_start is not None and time.monotonic() >= watched.next_start:
            watched.next_start = None
            watched.service.start()
            self._write_record()

    def _write_record(self) -> None:
        """Write down who runs: number and start together name a process for good."""
        pids = {watched.service.name: watched.service.pid for watched in self._watched if watched.service.pid}
        rows = [{"name": name, "pid": pid, "started": started_at(pid)} for name, pid in pids.items()]
        self._record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self._record.with_suffix(".new")
        new.write_text(json.dumps(rows, indent=1))
        new.replace(self._record)


def end_leftovers(record: Path, checkout: Path, spared: Iterable[str] = ()) -> list[str]:
    """End the processes that a killed supervisor left, and return their names; `spared` names are left alone."""
    ended = []
    for row in _read_record(record):
        name, pid = str(row.get("name")), int(row.get("pid", 0))
        if name not in spared and _is_still_ours(pid, str(row.get("started")), checkout):
            end_session(pid)
            ended.append(name)
    record.unlink(missing_ok=True)
    return ended


def _is_still_ours(leader: int, started: str, checkout: Path) -> bool:
    """Return whether a recorded session still works: by its leader's start, or by its members' command lines."""
    if is_alive(leader):
        return started_at(leader) == started
    members = session_members(leader)
    return bool(members) and all(str(checkout) in command_line(pid) for pid in members)


def _read_record(record: Path) -> list[dict[str, str]]:
    try:
        rows = json.loads(record.read_text())
    except (OSError, ValueError):
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _died_too_often(service: Service) -> LocalError:
    return LocalError(
        f"The {service.name} ended {MOST_RESTARTS + 1} times within a minute, so everything was stopped. "
        f"Its log is {service.log}; it ends with: {last_lines(service.log)}"
    )


def _rotate(log: Path) -> None:
    """Put a log aside that has grown large, so that a desk left running fills no disk."""
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
