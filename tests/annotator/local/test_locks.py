import subprocess
import sys
from pathlib import Path

from annotator.local.locks import FileLock, alone


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "run" / "a.lock"
    first = FileLock.exclusive_at_once(file)
    assert first is not None
    assert FileLock.exclusive_at_once(file) is None
    first.release()
    first.release()
    second = FileLock.exclusive_at_once(file)
    assert second is not None
    second.release()


def test_shared_holders_keep_an_exclusive_one_out(tmp_path: Path) -> None:
    file = tmp_path / "a.users"
    users = [FileLock.shared(file), FileLock.shared(file)]
    assert FileLock.exclusive_at_once(file) is None
    for user in users:
        user.release()
    assert FileLock.exclusive_at_once(file) is not None


def test_what_is_written_replaces_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    file.write_text("a much longer text from before")
    lock = FileLock.exclusive(file)
    lock.write("12 http://x/")
    lock.release()
    assert file.read_text() == "12 http://x/"


def test_a_waiting_process_says_so_and_then_goes_on(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from annotator.local.locks import alone\n"
        "with alone(pathlib.Path(sys.argv[1]), lambda: print('waiting', flush=True)): print('in', flush=True)"
    )
    with alone(tmp_path):  # a folder can be locked as it is
        other = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert other.stdout is not None
        assert other.stdout.readline() == "waiting\n"
    assert other.communicate()[0] == "in\n"


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from annotator.local.locks import FileLock\n"
        "FileLock.exclusive(pathlib.Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "a.lock")], check=False)
    assert FileLock.exclusive_at_once(tmp_path / "a.lock") is not None
