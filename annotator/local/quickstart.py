"""`manage.py quickstart`: from a bare checkout to a desk in the browser, and back to nothing running."""

import argparse
import os
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from annotator.local import desk
from annotator.local.addresses import HEALTH_PATH, check_port, is_healthy, url_of
from annotator.local.bootstrap import ensure_environment
from annotator.local.desk import DeskOptions
from annotator.local.environment import DATABASE_VARIABLE
from annotator.local.errors import LocalError, last_lines
from annotator.local.locks import FileLock
from annotator.local.paths import LocalPaths
from annotator.local.progress import Progress
from annotator.local.reporting import run_reporting
from annotator.local.stopping import StopRequested, stop_requests, undisturbed
from annotator.local.supervise import Supervisor, end_leftovers

REQUIREMENTS = ("requirements.txt",)
_STARTED_VARIABLE = "SOURCEMARK_STARTED_AT"
_SERVERS = ("postgres", "valkey")  # found by their sockets, and kept
_WEB_SECONDS = 60.0
_POLL_SECONDS = 0.1
_COUNT = re.compile(r"progress: (\d+)/(\d+) ?(.*)")


def main(words: Sequence[str], paths: LocalPaths) -> int:
    """Run the desk until it is asked to stop, and return the exit code; raise `LocalError` where it cannot run."""
    began = float(os.environ.setdefault(_STARTED_VARIABLE, str(time.time())))  # kept over the restart inside .venv
    options = parse(words)
    _check_place(paths, options)
    ensure_environment(paths, REQUIREMENTS)
    os.environ.pop(_STARTED_VARIABLE, None)
    paths.make_folders()
    lock = _take_desk(paths, options)
    try:
        return Quickstart(paths, options, began).run()
    finally:
        lock.release()


def parse(words: Sequence[str]) -> DeskOptions:
    """Return the options that the words of the command line mean."""
    parser = argparse.ArgumentParser(prog="manage.py quickstart", description="Start a desk with sample articles.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=_count, default=1, help="processes that compute (default: %(default)s)")
    parser.add_argument("--exit", action="store_true", dest="leave", help="stop everything once the desk is ready")
    found = parser.parse_args(list(words))
    return DeskOptions(host=found.host, port=found.port, workers=found.workers, leave=found.leave)


class Quickstart:
    """One run of the desk: its phases, their times, and what it prints."""

    def __init__(self, paths: LocalPaths, options: DeskOptions, began: float) -> None:
        self._paths = paths
        self._options = options
        self._began = began
        self._phases: list[str] = []
        self._phase_began = began
        self._progress = Progress()
        self._supervisor = Supervisor(_record(paths))
        self._environ: dict[str, str] = {}
        self._ready = False

    def run(self) -> int:
        """Go through the phases, then watch; stop everything whatever happens."""
        try:
            with stop_requests():
                self._make_ready()
                if not self._options.leave:
                    self._supervisor.watch()
        except StopRequested as request:
            return 0 if self._ready else request.exit_code
        finally:
            self._stop()
        return 0

    def _make_ready(self) -> None:
        self._note_phase("environment")
        self._start_servers()
        self._note_phase("servers")
        self._prepare()
        self._note_phase("data")
        for process in desk.processes(self._paths, self._options, self._environ):
            self._supervisor.start(process)
        self._wait_for_summaries()
        self._note_phase("summaries")
        self._wait_for_web()
        self._note_phase("web")
        self._ready = True
        self._print_welcome()

    def _start_servers(self) -> None:
        wanted = desk.servers(self._paths, os.environ)
        if wanted:
            self._progress.step(f"Starting {' and '.join(server.name for server in wanted)} ...")
        for server in wanted:
            self._supervisor.start(server)
        self._environ = desk.desk_environment(self._paths, self._options, os.environ)

    def _prepare(self) -> None:
        self._progress.step("Preparing the data ...")
        self._report("prepare_desk", on_line=self._show_step)

    def _wait_for_summaries(self) -> None:
        self._progress.step("Starting worker, scheduler and web server; computing the summaries ...")
        self._report("wait_for_summaries", "--timeout", str(desk.SUMMARY_SECONDS), on_line=self._show_progress)
        self._progress.close()

    def _report(self, *words: str, on_line: Callable[[str], object]) -> None:
        run_reporting(
            desk.command(*words),
            log=self._paths.log(words[0]),
            cwd=self._paths.root,
            environ=self._environ,
            on_line=on_line,
            supervisor=self._supervisor,
        )

    def _show_step(self, line: str) -> None:
        self._progress.step(f"  {line.removeprefix('step: ')}")

    def _show_progress(self, line: str) -> None:
        count = _COUNT.fullmatch(line)
        if count:
            self._progress.bar(int(count[1]), int(count[2]), count[3])
        else:
            self._progress.close()
            print(line, flush=True)

    def _wait_for_web(self) -> None:
        end = time.monotonic() + _WEB_SECONDS
        while not is_healthy(self._options.host, self._options.port):
            self._supervisor.check()
            if time.monotonic() > end:
                log = self._paths.log("web")
                raise LocalError(f"The web server does not answer {HEALTH_PATH}: {last_lines(log)} (its log is {log}).")
            time.sleep(_POLL_SECONDS)

    def _print_welcome(self) -> None:
        accounts = self._paths.root / "fixtures" / "demo_accounts.txt"
        lines = ["", f"Sourcemark runs at {url_of(self._options.host, self._options.port)}", ""]
        if accounts.exists():
            lines += [accounts.read_text(encoding="utf-8").rstrip("\n"), ""]
        lines += [f"Data:  {self._data_place()}", f"Logs:  {self._paths.log('web').parent}"]
        if not self._options.leave:
            lines.append(f"Stop:  Ctrl-C, or kill {os.getpid()}")
        lines.append(f"ready after {time.time() - self._began:.1f} s ({', '.join(self._phases)})")
        print("\n".join(lines), flush=True)

    def _data_place(self) -> str:
        if os.environ.get(DATABASE_VARIABLE):
            return f"in the database that {DATABASE_VARIABLE} names"
        return f"{self._paths.var} (remove it to begin anew)"

    def _note_phase(self, name: str) -> None:
        now = time.time()
        self._phases.append(f"{name} {now - self._phase_began:.1f}")
        self._phase_began = now

    def _stop(self) -> None:
        with undisturbed():
            self._progress.step("Stopping ...")
            self._supervisor.stop_all()
            self._progress.step("Stopped.")


def _check_place(paths: LocalPaths, options: DeskOptions) -> None:
    """Raise `LocalError` where the desk or its port is taken: before a long install, not after.

    What a killed run has left is ended first, since it may hold the port.
    """
    lock = _take_desk(paths, options)
    try:
        ended = end_leftovers(_record(paths), paths.root, spared=_SERVERS)
        if ended:
            Progress().step(f"Ended what an earlier run had left: {', '.join(ended)}.")
        check_port(options.host, options.port)
    finally:
        lock.release()


def _record(paths: LocalPaths) -> Path:
    return paths.run / "processes.json"


def _take_desk(paths: LocalPaths, options: DeskOptions) -> FileLock:
    """Take the lock of the one desk that may run on this folder; raise `LocalError` where one runs."""
    file = paths.run / "quickstart.lock"
    lock = FileLock.exclusive_at_once(file)
    if lock is None:
        pid, _, url = file.read_text().partition(" ")
        raise LocalError(f"The desk in {paths.root} is already running at {url} (process {pid}).")
    lock.write(f"{os.getpid()} {url_of(options.host, options.port)}")
    return lock


def _port(word: str) -> int:
    port = int(word)
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port


def _count(word: str) -> int:
    count = int(word)
    if count < 1:
        raise argparse.ArgumentTypeError("at least one is needed")
    return count
