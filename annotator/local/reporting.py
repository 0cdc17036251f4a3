"""Run a child to its end and hand on its lines while it runs."""

import os
import select
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from annotator.local.errors import LocalError, last_lines
from annotator.local.processes import dies_with_parent, end_session
from annotator.local.supervise import Supervisor

_POLL_SECONDS = 0.1


def run_reporting(
    command: Sequence[str],
    *,
    log: Path,
    cwd: Path,
    environ: Mapping[str, str],
    on_line: Callable[[str], object],
    supervisor: Supervisor,
) -> None:
    """Run `command`, pass each line it prints to `on_line`, and keep the services watched meanwhile.

    Raises `LocalError` with the last line of its log where it fails; the log holds what it says on stderr.
    """
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, cwd=cwd, env=dict(environ),
            start_new_session=True, preexec_fn=dies_with_parent(),
        )  # fmt: skip
    try:
        _follow(process, on_line, supervisor)
        code = process.wait()
    except BaseException:
        end_session(process.pid, seconds=2.0)
        process.wait()
        raise
    finally:
        if process.stdout:
            process.stdout.close()
    if code:
        raise LocalError(f"{last_lines(log, 1) or f'A step ended with code {code}.'} (The whole log is {log}.)")


def _follow(process: subprocess.Popen[bytes], on_line: Callable[[str], object], supervisor: Supervisor) -> None:
    """Read until the child closes its output."""
    descriptor = process.stdout.fileno() if process.stdout else -1
    rest = b""
    while True:
        supervisor.check()
        if not select.select([descriptor], [], [], _POLL_SECONDS)[0]:
            continue
        read = os.read(descriptor, 65536)
        *lines, rest = (rest + read).split(b"\n")
        for line in lines if read else [rest] if rest else []:
            on_line(line.decode(errors="replace").rstrip("\r"))
        if not read:
            return
