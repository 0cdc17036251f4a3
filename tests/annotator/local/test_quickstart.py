"""The flow of quickstart on a small checkout: its Django, Celery and gunicorn are stand-ins of a few lines each."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.local.addresses import free_port
from annotator.local.paths import CHECKOUT, LocalPaths
from annotator.local.processes import command_line, is_alive, wait_until
from annotator.local.quickstart import parse

MANAGE = """
import os, sys
assert os.environ["SECRET_KEY"] and os.environ["SOURCEMARK_LOCAL"] == "1"
if sys.argv[1] == "prepare_desk":
    print("step: migrating the tables")
    if os.path.exists("broken"):
        sys.exit("The tables are of a newer version.")
else:
    assert sys.argv[1:] == ["wait_for_summaries", "--timeout", "120"]
    print("progress: 0/2 summaries", "progress: 2/2 summaries", "One article, 16 statements", sep="\\n")
"""
CELERY = """
import os, sys, time
if os.path.exists("bad-" + sys.argv[3]):
    sys.exit("no broker")
time.sleep(600)
"""
GUNICORN = """
import http.server, sys
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
port = int(sys.argv[sys.argv.index("--bind") + 1].rpartition(":")[2])
http.server.ThreadingHTTPServer(("127.0.0.1", port), Health).serve_forever()
"""
RUN = """
import sys
from pathlib import Path
from annotator.local import quickstart
from annotator.local.errors import LocalError
from annotator.local.paths import LocalPaths
root = Path(sys.argv[1])
try:
    sys.exit(quickstart.main(sys.argv[2:], LocalPaths(root, root / "var")))
except LocalError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


@pytest.fixture
def checkout(paths: LocalPaths) -> LocalPaths:
    (paths.root / "manage.py").write_text(MANAGE)
    for name, text in (("celery", CELERY), ("gunicorn", GUNICORN)):
        (paths.root / name).mkdir()
        (paths.root / name / "__init__.py").touch()
        (paths.root / name / "__main__.py").write_text(text)
    (paths.root / "fixtures").mkdir()
    (paths.root / "fixtures" / "demo_accounts.txt").write_text("ana   annotator\n")
    return paths


@pytest.fixture
def port() -> int:
    return free_port()


class Running:
    """A quickstart in a process of its own."""

    def __init__(self, paths: LocalPaths, port: int, *words: str) -> None:
        servers = {"DATABASE_URL": "postgres://elsewhere/x", "CELERY_BROKER_URL": "amqp://elsewhere//"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(paths.root), "--port", str(port), *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=CHECKOUT, env={**os.environ, **servers},
        )  # fmt: skip
        self._paths = paths

    def wait_until_ready(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("ready after"):
                return
        raise AssertionError(self.process.communicate())

    def end(self) -> tuple[int, str, str]:
        """Return the exit code and what was said, and see that nothing is left."""
        said, told = self.process.communicate(timeout=30)
        assert _processes(self._paths) == []
        return self.process.returncode, said, told


def _processes(paths: LocalPaths) -> list[int]:
    """Return the stand-ins that run in a checkout, known by their working folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if entry.readlink() == paths.root and is_alive(int(entry.parent.name)):
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


@pytest.fixture
def ready(checkout: LocalPaths, port: int) -> Iterator[Running]:
    running = Running(checkout, port)
    running.wait_until_ready()
    yield running
    running.process.kill()
    running.process.communicate()


def test_exit_prints_everything_and_leaves_nothing(checkout: LocalPaths, port: int) -> None:
    code, said, told = Running(checkout, port, "--exit").end()
    assert code == 0
    assert said.startswith(
        f"One article, 16 statements\n\nSourcemark runs at http://127.0.0.1:{port}/\n\nana   annotator\n"
    )
    assert "Stop:" not in said
    assert "ready after " in said.splitlines()[-1]
    assert told.splitlines()[0] == "Preparing the data ..."
    assert "  migrating the tables\n" in told
    assert told.endswith("2/2 summaries\nStopping ...\nStopped.\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_ready_desk_stops_when_asked(ready: Running, number: signal.Signals) -> None:
    ready.process.send_signal(number)
    code, _, told = ready.end()
    assert code == 0
    assert told.endswith("Stopping ...\nStopped.\n")


def test_a_second_start_names_the_first(ready: Running, checkout: LocalPaths, port: int) -> None:
    second = Running(checkout, port + 1).process
    said = second.communicate()[1]
    assert second.returncode == 2
    assert said == (
        f"The desk in {checkout.root} is already running at http://127.0.0.1:{port}/ (process {ready.process.pid}).\n"
    )


def test_what_a_killed_desk_left_is_ended_first(ready: Running, checkout: LocalPaths, port: int) -> None:
    ready.process.kill()
    ready.process.wait()
    code, said, _ = Running(checkout, port, "--exit").end()
    assert code == 0
    assert f"http://127.0.0.1:{port}/" in said


def test_a_killed_worker_comes_back(ready: Running, checkout: LocalPaths) -> None:
    [worker] = [pid for pid in _processes(checkout) if " worker " in command_line(pid)]
    os.kill(worker, signal.SIGKILL)

    def came_back() -> bool:
        return [pid for pid in _processes(checkout) if " worker " in command_line(pid)] not in ([], [worker])

    assert wait_until(came_back, 10)
    ready.process.send_signal(signal.SIGINT)
    assert ready.end()[0] == 0


def test_a_busy_port_is_told_before_anything_starts(checkout: LocalPaths) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said, told = Running(checkout, taken.getsockname()[1]).end()
    assert (code, said) == (2, "")
    assert "is in use: start with `--port " in told
    assert not (checkout.var / "secret_key").exists()


def test_data_that_cannot_be_prepared_is_told_in_a_sentence(checkout: LocalPaths, port: int) -> None:
    (checkout.root / "broken").touch()
    code, said, told = Running(checkout, port).end()
    assert (code, said) == (2, "")
    assert told.splitlines()[-1].startswith("The tables are of a newer version. (The whole log is ")


def test_options_have_defaults_and_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    options = parse([])
    assert (options.host, options.port, options.workers, options.leave) == ("127.0.0.1", 8000, 1, False)
    for words in (["--port", "70000"], ["--workers", "0"]):
        with pytest.raises(SystemExit) as refused:
            parse(words)
        assert refused.value.code == 2
    assert "a port is a number from 1 to 65535" in capsys.readouterr().err
