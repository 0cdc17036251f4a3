"""Start, find and stop the queue of one checkout: a Valkey (or Redis) on a private socket, without a TCP port."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import urllib.parse
from pathlib import Path

from annotator.local.binaries import find_valkey
from annotator.local.errors import start_failed
from annotator.local.locks import alone
from annotator.local.paths import LocalPaths
from annotator.local.processes import dies_with_parent, is_alive, wait_until
from annotator.local.sockets import ask, make_private, remove_spare, socket_folder

SOCKET_NAME = "valkey.sock"
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "no",
    "databases": "1",
    "maxmemory": "64mb",
    "maxmemory-policy": "noeviction",  # a full queue refuses messages; it never forgets one
    "save": "",
    "appendfsync": "everysec",
    "auto-aof-rewrite-min-size": "8mb",
}


class ValkeyServer:
    """The queue server in one folder; `lasting` keeps queued messages over a restart."""

    name = "valkey"

    def __init__(self, folder: Path, log: Path, lock: Path, *, lasting: bool) -> None:
        self.folder = folder.resolve()
        self.log = log
        self.started_here = False
        self._lock = lock
        self._lasting = lasting
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0

    @property
    def url(self) -> str:
        """Return the address for Celery."""
        return broker_url(self.folder)

    @property
    def pid(self) -> int:
        """Return the number of the server's process; 0 before the start."""
        return self._pid

    def start(self) -> None:
        """Have the server running; start it where nobody has."""
        with alone(self._lock):
            if answers(self.folder):
                self._pid = _answering_pid(self.folder)
            else:
                self._launch()

    def alive(self) -> bool:
        """Return whether the server's process works."""
        return (self._process is None or self._process.poll() is None) and is_alive(self._pid)

    def stop(self) -> None:
        """Stop the server; what is queued is kept in its folder, or the folder removed where nothing is to last."""
        with alone(self._lock):
            if self._pid:
                self._stop_process()
            if not self._lasting:
                shutil.rmtree(self.folder, ignore_errors=True)

    def _launch(self) -> None:
        make_private(self.folder)
        make_private(_socket(self.folder).parent)
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [find_valkey(), *self._arguments()],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True, preexec_fn=dies_with_parent(),
            )  # fmt: skip
        self._process, self._pid, self.started_here = process, process.pid, True
        try:
            wait_until(lambda: answers(self.folder) or process.poll() is not None, _START_SECONDS)
        except BaseException:
            self._stop_process()
            raise
        if not answers(self.folder):
            self._stop_process()
            raise start_failed("The queue server", self.log)

    def _arguments(self) -> list[str]:
        """Return the options; the working folder is the server's own, so its path needs no quoting."""
        place = _socket(self.folder)
        settings = dict(_SETTINGS, appendonly="yes" if self._lasting else "no")
        settings["unixsocket"] = SOCKET_NAME if place.parent == self.folder else str(place)
        return [word for name, value in settings.items() for word in (f"--{name}", value)]

    def _stop_process(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, number)
            if wait_until(lambda: not self.alive(), _STOP_SECONDS):
                break
        remove_spare(_socket(self.folder).parent, self.folder)
        self._pid = 0
        self._process = None


def desk_valkey(paths: LocalPaths) -> ValkeyServer:
    """Return the queue of the desk, not yet started."""
    return ValkeyServer(paths.valkey, paths.log("valkey"), paths.run / "valkey.lock", lasting=True)


def ensure_valkey(paths: LocalPaths) -> ValkeyServer:
    """Return the running queue of the desk, started where nobody has."""
    server = desk_valkey(paths)
    server.start()
    return server


def answers(folder: Path) -> bool:
    """Return whether a queue server in `folder` is ready; one that still loads its messages is not."""
    return ask(_socket(folder.resolve()), b"PING\r\n").startswith(b"+PONG")


def broker_url(folder: Path) -> str:
    """Return the address, for Celery, of the queue in `folder`."""
    return f"redis+socket://{urllib.parse.quote(str(_socket(folder.resolve())))}?virtual_host=0"


def _socket(folder: Path) -> Path:
    return socket_folder(folder, SOCKET_NAME) / SOCKET_NAME


def _answering_pid(folder: Path) -> int:
    """Return the process number that the server in `folder` gives for itself."""
    found = re.search(rb"process_id:(\d+)", ask(_socket(folder), b"INFO server\r\n"))
    return int(found[1]) if found else 0
