import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.local.processes import (
    command_line,
    end_session,
    is_alive,
    session_members,
    started_at,
    state_of,
    wait_until,
    working_in,
)

NEVER_A_PROCESS = 2**22 + 1


def test_this_process_is_alive_and_keeps_its_start() -> None:
    assert is_alive(os.getpid())
    assert started_at(os.getpid()) == started_at(os.getpid()) != ""
    assert "python" in command_line(os.getpid())


def test_a_number_without_process_is_nobody() -> None:
    assert not is_alive(NEVER_A_PROCESS)
    assert (state_of(NEVER_A_PROCESS), started_at(NEVER_A_PROCESS), command_line(NEVER_A_PROCESS)) == ("", "", "")


def test_a_zombie_is_not_alive() -> None:
    child = subprocess.Popen(["true"])
    assert wait_until(lambda: state_of(child.pid) == "Z", 5)
    assert not is_alive(child.pid)
    child.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_working_in_finds_by_folder_and_name(tmp_path: Path) -> None:
    child = subprocess.Popen(["sleep", "60"], cwd=tmp_path)
    assert wait_until(lambda: working_in(tmp_path, "sleep") == [child.pid], 5)
    assert working_in(tmp_path, "postgres") == []
    child.kill()
    child.wait()
    assert working_in(tmp_path, "sleep") == []


def test_a_session_ends_with_its_grandchildren() -> None:
    script = "sleep 60 & sleep 60 & trap '' TERM; echo ready; wait; wait"
    child = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, start_new_session=True)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    assert len(session_members(child.pid)) == 3
    end_session(child.pid, seconds=0.2)
    child.wait()
    assert session_members(child.pid) == []


def test_a_session_whose_leader_is_gone_ends_too() -> None:
    child = subprocess.Popen(["sh", "-c", "sleep 60 & exit 0"], start_new_session=True)
    child.wait()
    assert len(session_members(child.pid)) == 1
    end_session(child.pid)
    assert session_members(child.pid) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_a_child_dies_with_its_killed_parent() -> None:
    script = (
        "import subprocess, time; from annotator.local.processes import dies_with_parent\n"
        "print(subprocess.Popen(['sleep', '60'], preexec_fn=dies_with_parent()).pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert wait_until(lambda: not is_alive(child), 5)


def test_wait_until_gives_up() -> None:
    assert not wait_until(lambda: False, 0.05)
