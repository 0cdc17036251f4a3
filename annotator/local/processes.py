"""Processes by number: who they are, whether they live, and how to end them with all that they started."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")
HAS_PROC = (PROC / "self" / "stat").exists()
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_POLL_SECONDS = 0.02


def state_of(pid: int) -> str:
    """Return the state letter of a process (`Z` is a zombie), or an empty text when there is none."""
    if HAS_PROC:
        fields = _stat_fields(pid)
        return fields[0] if fields else ""
    return _ps(pid, "stat")[:1]


def is_alive(pid: int) -> bool:
    """Return whether a process still works; a zombie does not."""
    return state_of(pid) not in ("", "Z", "X")


def started_at(pid: int) -> str:
    """Return when a process started, in a form that tells it from a later one with the same number."""
    if HAS_PROC:
        fields = _stat_fields(pid)
        return fields[19] if fields else ""
    return _ps(pid, "lstart")


def command_line(pid: int) -> str:
    """Return the words that a process was started with, parted by blanks; empty when there is no process."""
    if not HAS_PROC:
        return _ps(pid, "command")
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def working_in(folder: Path, name: str) -> list[int]:
    """Return the living processes called `name` whose working folder is `folder`; none where there is no /proc."""
    wanted = str(folder)
    return [pid for pid in _all_pids() if _working_folder(pid) == wanted and _name(pid) == name and is_alive(pid)]


def session_members(leader: int) -> list[int]:
    """Return the living processes of the session that `leader` began, the leader included."""
    if HAS_PROC:
        return [pid for pid in _all_pids() if _session(pid) == leader and is_alive(pid)]
    listed = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=False).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [int(row[0]) for row in rows if len(row) == 3 and row[1] == str(leader) and not row[2].startswith("Z")]


def end_session(leader: int, gentle: signal.Signals = signal.SIGTERM, seconds: float = 10.0) -> None:
    """Ask the leader of a session to stop, wait, then kill whatever is left of the session."""
    if is_alive(leader):
        _send(leader, gentle)
        wait_until(lambda: not is_alive(leader), seconds)
    for pid in session_members(leader):
        _send(pid, signal.SIGKILL)
    wait_until(lambda: not session_members(leader), seconds)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until `condition` holds; return whether it did in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def dies_with_parent(number: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return what a child calls before exec so that the kernel ends it when this process dies; nothing off Linux."""
    parent = os.getpid()

    def ask_kernel() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
            if os.getppid() != parent:  # it died before the kernel knew
                os._exit(1)

    return ask_kernel


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _stat_fields(pid: int) -> list[str]:
    """Return /proc/PID/stat from the third field on; the second, the name, may hold spaces and brackets."""
    try:
        return (PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _session(pid: int) -> int:
    fields = _stat_fields(pid)
    return int(fields[3]) if fields else 0


def _working_folder(pid: int) -> str:
    try:
        return str((PROC / str(pid) / "cwd").readlink())
    except OSError:
        return ""


def _name(pid: int) -> str:
    try:
        return (PROC / str(pid) / "comm").read_text(errors="replace").strip()
    except OSError:
        return ""


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in PROC.glob("[0-9]*")] if HAS_PROC else []


def _ps(pid: int, column: str) -> str:
    command = ["ps", "-o", f"{column}=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
