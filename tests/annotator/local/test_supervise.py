import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from annotator.local.errors import LocalError
from annotator.local.paths import CHECKOUT
from annotator.local.processes import is_alive, session_members, wait_until
from annotator.local.stopping import StopRequested, stop_requests
from annotator.local.supervise import ChildProcess, Supervisor, end_leftovers


@pytest.fixture
def record(folder: Path) -> Path:
    return folder / "run" / "processes.json"


@pytest.fixture
def supervisor(record: Path) -> Iterator[Supervisor]:
    made = Supervisor(record, first_delay=0.01)
    yield made
    made.stop_all()


def _child(folder: Path, name: str, *words: str, seconds: float = 5.0) -> ChildProcess:
    log = folder / "log" / f"{name}.log"
    return ChildProcess(name, words or ("sleep", "60"), log=log, cwd=folder, environ=os.environ, seconds=seconds)


def _recorded(record: Path) -> list[int]:
    return [row["pid"] for row in json.loads(record.read_text())]


def test_a_dead_child_comes_back_under_another_number(folder: Path, supervisor: Supervisor, record: Path) -> None:
    child = _child(folder, "worker")
    supervisor.start(child)
    first = child.pid
    os.kill(first, signal.SIGKILL)

    def came_back() -> bool:
        supervisor.check()
        return child.pid not in (0, first) and child.alive()

    assert wait_until(came_back, 5)
    assert _recorded(record) == [child.pid]


def test_a_child_that_keeps_dying_stops_everything_with_its_last_words(folder: Path, supervisor: Supervisor) -> None:
    supervisor.start(_child(folder, "worker", "sh", "-c", "echo no module named x; exit 1"))
    with pytest.raises(LocalError) as told:
        supervisor.watch()
    assert str(told.value).startswith(
        "The worker ended 6 times within a minute, so everything was stopped. Its log is "
    )
    assert "worker.log; it ends with: no module named x / no module named x" in str(told.value)


class _Server:
    """A server that notes which processes still use it when it is stopped."""

    name, pid = "server", 0

    def __init__(self, users: list[ChildProcess], log: Path) -> None:
        self.users = users
        self.log = log
        self.used_by: list[str] | None = None

    def start(self) -> None:
        """Run already."""

    def alive(self) -> bool:
        """Run always."""
        return True

    def stop(self) -> None:
        """Note who is left."""
        self.used_by = [user.name for user in self.users if user.alive()]


def test_stop_all_ends_processes_before_their_servers_and_leaves_no_grandchild(folder: Path, record: Path) -> None:
    trap = "trap 'echo {} >> order; exit' TERM; sleep 60 & echo up; wait"
    children = [_child(folder, name, "sh", "-c", trap.format(name)) for name in ("first", "second")]
    supervisor = Supervisor(record)
    server = _Server(children, folder / "server.log")
    supervisor.start(server)
    for child in children:
        supervisor.start(child)
    assert wait_until(lambda: all(child.log.read_text() == "up\n" for child in children), 5)
    sessions = [child.pid for child in children]
    assert all(len(session_members(pid)) == 2 for pid in sessions)
    supervisor.stop_all()
    assert sorted((folder / "order").read_text().split()) == ["first", "second"]
    assert server.used_by == []
    assert [session_members(pid) for pid in sessions] == [[], []]
    assert not record.exists()


def test_a_deaf_child_is_killed(folder: Path) -> None:
    child = _child(folder, "deaf", "sh", "-c", "trap '' TERM; echo up; sleep 60 & wait; wait", seconds=0.2)
    child.start()
    assert wait_until(lambda: child.log.read_text() == "up\n", 5)
    pid = child.pid
    child.stop()
    assert (session_members(pid), child.pid, child.alive()) == ([], 0, False)


def test_a_child_holds_neither_our_output_nor_our_input(folder: Path) -> None:
    child = _child(folder, "quiet", "sh", "-c", "readlink /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2; echo done")
    child.start()
    assert wait_until(lambda: "done" in child.log.read_text(), 5)
    child.stop()
    if sys.platform == "linux":
        assert child.log.read_text().splitlines() == ["/dev/null", str(child.log), str(child.log), "done"]


def test_a_large_log_is_put_aside(folder: Path) -> None:
    child = _child(folder, "web", "true")
    child.log.parent.mkdir()
    child.log.write_bytes(b"x" * 5_000_001)
    child.start()
    child.stop()
    assert child.log.stat().st_size == 0
    assert (child.log.parent / "web.log.1").exists()


class Stubborn:
    """A service that cannot be stopped."""

    name = "stubborn"
    log = Path("stubborn.log")
    pid = 0

    def start(self) -> None: ...

    def alive(self) -> bool:
        return True

    def stop(self) -> None:
        raise LocalError("it does not stop")


def test_one_that_does_not_stop_does_not_keep_the_others(folder: Path, record: Path) -> None:
    supervisor = Supervisor(record)
    child = _child(folder, "worker")
    supervisor.start(child)
    supervisor.start(Stubborn())
    with pytest.raises(LocalError, match="it does not stop"):
        supervisor.stop_all()
    assert child.pid == 0


def _left_by_a_killed_supervisor(record: Path, words: Sequence[str]) -> int:
    """Start a supervisor in a process of its own, kill it, and return the number of the child that it left.

    The child has asked not to die with its parent, as one on macOS cannot.
    """
    script = (
        "import os, sys; from pathlib import Path; from annotator.local import supervise\n"
        "supervise.dies_with_parent = lambda: None\n"
        "record = Path(sys.argv[1]); keeper = supervise.Supervisor(record)\n"
        "keeper.start(supervise.ChildProcess('web', sys.argv[2:], log=record.parent / 'web.log', cwd=record.parent,"
        " environ=os.environ))\n"
        "os.kill(os.getpid(), 9)"
    )
    record.parent.mkdir(parents=True)
    subprocess.run([sys.executable, "-c", script, str(record), *words], check=False, cwd=CHECKOUT)
    return _recorded(record)[0]


def test_what_a_killed_supervisor_left_is_ended(folder: Path, record: Path) -> None:
    left = _left_by_a_killed_supervisor(record, ["sleep", "60"])
    assert is_alive(left)
    assert end_leftovers(record, folder) == ["web"]
    assert not is_alive(left)
    assert end_leftovers(record, folder) == []


def test_children_of_a_dead_leader_are_known_by_their_command_line(folder: Path, record: Path) -> None:
    words = ["sh", "-c", "sleep 60 & exit 0"]
    left = _left_by_a_killed_supervisor(record, words)
    assert wait_until(lambda: not is_alive(left), 5)
    assert end_leftovers(record, folder) == []  # `sleep 60` does not name the checkout: it is not ours to kill
    [survivor] = session_members(left)
    os.kill(survivor, signal.SIGKILL)
    program = folder / "sleep"
    program.symlink_to("/bin/sleep")
    record.parent.joinpath("web.log").unlink()
    record.parent.rmdir()
    left = _left_by_a_killed_supervisor(record, ["sh", "-c", f"{program} 60 & exit 0"])
    assert wait_until(lambda: not is_alive(left), 5)
    assert end_leftovers(record, folder) == ["web"]
    assert session_members(left) == []


def test_a_number_that_another_process_has_by_now_is_left_alone(folder: Path, record: Path) -> None:
    other = subprocess.Popen(["sleep", "60"], start_new_session=True)
    record.parent.mkdir()
    record.write_text(json.dumps([{"name": "web", "pid": other.pid, "started": "1"}]))
    assert end_leftovers(record, folder) == []
    assert is_alive(other.pid)
    other.kill()
    other.wait()


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not json"])
def test_a_broken_record_is_forgotten(folder: Path, record: Path, text: str) -> None:
    record.parent.mkdir()
    record.write_text(text)
    assert end_leftovers(record, folder) == []
    assert not record.exists()


def test_a_child_that_was_being_started_when_a_stop_was_asked_for_is_known_and_stopped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []

    class Interrupted(subprocess.Popen[bytes]):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            begun.append(self.pid)
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    child = _child(folder, "worker")
    with pytest.raises(StopRequested), stop_requests():
        child.start()
    assert child.pid == begun[0]
    child.stop()
    assert not is_alive(begun[0])
