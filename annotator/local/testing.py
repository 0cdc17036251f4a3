"""`manage.py test`: every check of the suite in one run, on servers of its own."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.local import cluster
from annotator.local.bootstrap import ensure_environment
from annotator.local.chromium import find_chromium
from annotator.local.environment import BROKER_VARIABLE, DATABASE_VARIABLE
from annotator.local.paths import LocalPaths, local_paths
from annotator.local.postgres import PostgresServer, database_url
from annotator.local.sockets import socket_folder
from annotator.local.stopping import StopRequested, stop_requests, undisturbed
from annotator.local.valkey import ValkeyServer, answers, broker_url

OLDEST_NODE = 18
BROWSER_SKIPPED = "BROWSER TESTS SKIPPED: no Chromium found (install chromium, or name one in CHROMIUM)"
_CHECKED = ("annotator", "api", "tests", "manage.py")


@dataclass(frozen=True, slots=True)
class Step:
    """One check: its heading, and its command."""

    heading: str
    command: tuple[str, ...]


def main(words: Sequence[str], paths: LocalPaths) -> int:
    """Run all checks, or only pytest with the words given, and return 0 when all passed."""
    browser = find_chromium()
    ensure_environment(paths, requirement_files(paths, browser))
    paths.make_folders()
    try:
        with stop_requests(), test_servers(paths):
            os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
            if browser:
                os.environ.setdefault("CHROMIUM", str(browser))
            return _run_pytest(paths, browser, words) if words else _run_all(paths, browser)
    except StopRequested as request:
        return request.exit_code


def requirement_files(paths: LocalPaths, browser: Path | None) -> list[str]:
    """Return the requirement files of the suite; the browser's driver only where there is a browser."""
    names = ["requirements.txt", "requirements-test.txt"]
    return (
        [*names, "requirements-browser.txt"]
        if browser and (paths.root / "requirements-browser.txt").exists()
        else names
    )


def export_test_environment(paths: LocalPaths | None = None, environ: MutableMapping[str, str] = os.environ) -> None:
    """Name this process's test servers in the environment, where nothing is named; they need not run yet."""
    for name, value in _own_servers(paths or local_paths()).items():
        environ.setdefault(name, value)


@contextlib.contextmanager
def test_servers(paths: LocalPaths | None = None, environ: MutableMapping[str, str] = os.environ) -> Iterator[None]:
    """Have the test servers running for the length of a block, but for those that the environment names.

    Each run has a database name and a queue of its own, so that two runs on one checkout do not meet.
    """
    paths = paths or local_paths()
    export_test_environment(paths, environ)
    own = _own_servers(paths)
    with contextlib.ExitStack() as started:
        if environ[DATABASE_VARIABLE] == own[DATABASE_VARIABLE]:
            server = PostgresServer(paths, fast=True)
            started.callback(_stop_quietly, server.stop)
            server.start()
            _drop_leftovers(server)
        if environ[BROKER_VARIABLE] == own[BROKER_VARIABLE]:
            queue = _own_queue(paths)
            started.callback(_stop_quietly, queue.stop)
            queue.start()
        yield


test_servers.__test__ = False  # type: ignore[attr-defined] # pytest: the name is no test's


def pytest_step(words: Sequence[str], browser: Path | None) -> Step:
    """Return the run of pytest, without the browser tests where there is no browser."""
    without = () if browser or "-m" in words else ("-m", "not browser")
    return Step("pytest", (sys.executable, "-m", "pytest", *without, *words))


def beside_step(browser: Path | None) -> Step:
    """Return the run of pytest that goes on beside everything else, for about as long: browser and doors."""
    words = "browser or doors" if browser else "doors"
    return Step("pytest in a browser and at all doors", (sys.executable, "-m", "pytest", "-m", words))


def steps(paths: LocalPaths) -> list[Step]:
    """Return all checks in their order, but for the tests that run beside them."""
    python = (sys.executable, "-m")
    tool = Path(sys.executable).parent / "lint-imports"
    found = [
        Step("ruff check", (*python, "ruff", "check", ".")),
        Step("ruff format", (*python, "ruff", "format", "--check", ".")),
        Step("mypy", (*python, "mypy", *_CHECKED)),
        Step("import contracts", (str(tool) if tool.exists() else "lint-imports",)),
        pytest_step(("-m", "not browser and not doors"), None),
    ]
    scripts = sorted(str(file.relative_to(paths.root)) for file in (paths.root / "tests" / "js").glob("*.test.js"))
    node = find_node() if scripts else None
    return [*found, Step("node --test", (str(node), "--test", *scripts))] if node else found


def find_node() -> Path | None:
    """Return a Node.js that knows `--test`, or None."""
    program = shutil.which("node")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout if program else ""
    major = said.strip().removeprefix("v").partition(".")[0]
    return Path(program) if program and major.isdigit() and int(major) >= OLDEST_NODE else None


def skipped(paths: LocalPaths, browser: Path | None) -> list[str]:
    """Return what could not be run on this machine, loudly."""
    said = []
    if not browser:
        said.append(BROWSER_SKIPPED)
    if any((paths.root / "tests" / "js").glob("*.test.js")) and not find_node():
        said.append(f"JAVASCRIPT TESTS SKIPPED: no Node.js {OLDEST_NODE} or newer found")
    return said


def _run_pytest(paths: LocalPaths, browser: Path | None, words: Sequence[str]) -> int:
    code = _run(pytest_step(words, browser), paths.root)
    if not browser:
        print(BROWSER_SKIPPED, flush=True)
    return code


def _run_all(paths: LocalPaths, browser: Path | None) -> int:
    own = _own_servers(paths)
    is_beside = all(os.environ.get(name) == value for name, value in own.items())
    step = beside_step(browser)
    beside: list[int] = []
    with contextlib.ExitStack() as running:
        if is_beside:
            beside = running.enter_context(_beside(step, paths.root, own))
        outcomes = [(one.heading, _run(one, paths.root)) for one in steps(paths)]
    if not is_beside:
        beside.append(_run(step, paths.root))
    outcomes += [(step.heading, code) for code in beside]
    failed = [heading for heading, code in outcomes if code]
    print("\n=== Summary ===")
    for heading, code in outcomes:
        print(f"{'FAILED' if code else 'passed'}  {heading}")
    for line in skipped(paths, browser):
        print(line)
    print(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed", flush=True)
    return 1 if failed else 0


@contextlib.contextmanager
def _beside(step: Step, root: Path, own: Collection[str]) -> Iterator[list[int]]:
    """Run a check while the block runs its own; then wait for it, print what it said, and leave its exit code.

    `own` names what the environment says of this run's servers: the check has a database and a queue of its own.
    """
    environ = {name: value for name, value in os.environ.items() if name not in own}
    outcome: list[int] = []
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(
            step.command, cwd=root, env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            yield outcome
            outcome.append(running.wait())
        finally:
            if running.poll() is None:
                running.terminate()
                running.wait()
            print(f"\n=== {step.heading} ===", flush=True)
            said.seek(0)
            shutil.copyfileobj(said, sys.stdout.buffer)
            sys.stdout.flush()


def _run(step: Step, root: Path) -> int:
    """Run one check with its words on our own output, and return its exit code."""
    print(f"\n=== {step.heading} ===", flush=True)
    try:
        return subprocess.run(step.command, cwd=root, check=False, stdin=subprocess.DEVNULL).returncode
    except FileNotFoundError:
        print(f"{step.command[0]} is not installed")
        return 127


def _own_servers(paths: LocalPaths) -> dict[str, str]:
    """Return the addresses of this process's test servers."""
    data = paths.postgres_test.resolve()
    running = cluster.answering_postmaster(data)
    folder = running.socket.parent if running else socket_folder(data, cluster.SOCKET_NAME)
    return {
        DATABASE_VARIABLE: database_url(folder, f"sourcemark_{os.getpid()}"),
        BROKER_VARIABLE: broker_url(_queue_folder(paths)),
    }


def _queue_folder(paths: LocalPaths) -> Path:
    return paths.valkey_test / str(os.getpid())


def _own_queue(paths: LocalPaths) -> ValkeyServer:
    """Return this run's queue, and clear away those of runs that were killed."""
    if paths.valkey_test.exists():
        for folder in paths.valkey_test.iterdir():
            if not answers(folder):
                shutil.rmtree(folder, ignore_errors=True)
    folder = _queue_folder(paths)
    return ValkeyServer(folder, paths.log("valkey-test"), paths.run / "valkey-test.lock", lasting=False)


def _drop_leftovers(server: PostgresServer) -> None:
    """Drop the test databases that killed runs left in the throw-away cluster."""
    if server.started_here:
        for name in server.query("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'").split():
            server.query(f'DROP DATABASE "{name}"')


def _stop_quietly(stop: Callable[[], None]) -> None:
    with undisturbed():
        stop()
