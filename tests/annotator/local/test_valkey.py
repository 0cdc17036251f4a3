import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection

from annotator.local.errors import LocalError
from annotator.local.paths import LocalPaths
from annotator.local.processes import is_alive
from annotator.local.valkey import ValkeyServer, answers, ensure_valkey


@pytest.fixture
def queue(paths: LocalPaths) -> Iterator[ValkeyServer]:
    running = ensure_valkey(paths)
    yield running
    running.stop()


def _put(url: str, text: str) -> None:
    with Connection(url) as connection:
        connection.SimpleQueue("notes").put(text)


def _get(url: str) -> str:
    with Connection(url) as connection:
        message = connection.SimpleQueue("notes").get(timeout=5)
        message.ack()
        return str(message.payload)


def test_messages_pass_on_a_private_socket(queue: ValkeyServer, paths: LocalPaths) -> None:
    _put(queue.url, "hello")
    assert _get(queue.url) == "hello"
    assert queue.url.startswith("redis+socket:///")
    assert paths.valkey.stat().st_mode & 0o777 == 0o700
    assert (paths.valkey / "valkey.sock").stat().st_mode & 0o777 == 0o700


def test_queued_messages_survive_kill_9(queue: ValkeyServer) -> None:
    _put(queue.url, "kept")
    os.kill(queue.pid, signal.SIGKILL)
    queue.start()
    assert _get(queue.url) == "kept"


def test_a_running_server_is_found_and_stopped_once(queue: ValkeyServer, paths: LocalPaths) -> None:
    other = ensure_valkey(paths)
    assert (other.pid, other.started_here) == (queue.pid, False)
    pid = queue.pid
    other.stop()
    assert not is_alive(pid)
    assert not queue.alive()
    assert not answers(paths.valkey)


@pytest.mark.parametrize("name", ["l" * 110, "it's a désk ünö, 50% off"])
def test_unwieldy_paths_work(folder: Path, name: str) -> None:
    queue = ensure_valkey(LocalPaths(root=folder, var=folder / name))
    try:
        _put(queue.url, "there")
        assert _get(queue.url) == "there"
    finally:
        queue.stop()


def test_a_queue_that_is_not_to_last_leaves_no_folder(folder: Path) -> None:
    queue = ValkeyServer(folder / "q", folder / "q.log", folder / "q.lock", lasting=False)
    queue.start()
    assert answers(folder / "q")
    queue.stop()
    assert not (folder / "q").exists()


def test_a_server_that_does_not_start_names_its_log(queue: ValkeyServer, paths: LocalPaths) -> None:
    queue.stop()
    shutil.rmtree(paths.valkey / "appendonlydir")
    (paths.valkey / "appendonlydir").write_text("no folder")
    with pytest.raises(LocalError, match=r"did not start: .*valkey\.log"):
        queue.start()
    assert not answers(paths.valkey)
