"""Start, find and stop the PostgreSQL of one checkout. Only the server's programs are used, on a private socket."""

import contextlib
import os
import shutil
import signal
import subprocess
import urllib.parse
from pathlib import Path

from annotator.local import cluster
from annotator.local.binaries import find_postgres
from annotator.local.cluster import Cluster, Postmaster
from annotator.local.errors import LocalError, start_failed
from annotator.local.locks import FileLock, alone
from annotator.local.paths import LocalPaths
from annotator.local.processes import dies_with_parent, is_alive, wait_until
from annotator.local.sockets import remove_spare, socket_folder
from annotator.local.unprivileged import account_for

DATABASE = "sourcemark"
_ORPHAN_SECONDS = 15.0
_START_SECONDS = 120.0  # recovery after a crash may be long
_STOP_SECONDS = 20.0


class PostgresServer:
    """The server of one cluster, shared by all processes of the checkout.

    Everyone who uses it holds a shared lock; whoever leaves last stops it. A `bound` server belongs to the process
    that started it and ends with it.
    """

    name = "postgres"

    def __init__(self, paths: LocalPaths, *, fast: bool = False, bound: bool = False) -> None:
        self.data = (paths.postgres_test if fast else paths.postgres).resolve()
        self.log = paths.log(self.data.name)
        self.started_here = False
        self._start_lock = paths.run / f"{self.data.name}.lock"
        self._users_file = paths.run / f"{self.data.name}.users"
        self._fast = fast
        self._bound = bound
        self._lease: FileLock | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0

    @property
    def url(self) -> str:
        """Return the address for Django's settings."""
        running = cluster.read_postmaster(self.data)
        folder = running.socket.parent if running else socket_folder(self.data, cluster.SOCKET_NAME)
        return database_url(folder)

    @property
    def pid(self) -> int:
        """Return the number of the server's process; 0 before the start."""
        return self._pid

    def start(self) -> None:
        """Have the server running; start it where nobody has."""
        with alone(self._start_lock):
            self._lease = self._lease or FileLock.shared(self._users_file)
            running = cluster.answering_postmaster(self.data)
            if running:
                self._pid = running.pid
            else:
                self._start_again()
            self._make_database()

    def alive(self) -> bool:
        """Return whether the server's process works."""
        return (self._process is None or self._process.poll() is None) and is_alive(self._pid)

    def stop(self) -> None:
        """Leave the server, and stop it where nobody else needs it."""
        with alone(self._start_lock):
            if self._lease:
                self._lease.release()
                self._lease = None
            last = FileLock.exclusive_at_once(self._users_file)
            if last:
                last.release()
            if (last or (self._bound and self.started_here)) and self._is_ours():
                self._stop_process()

    def query(self, sql: str, database: str = "postgres") -> str:
        """Run one statement and return its rows as text; raise `LocalError` where it fails."""
        running = cluster.read_postmaster(self.data)
        folder = str(running.socket.parent) if running else ""
        done = subprocess.run(
            [find_postgres().folder / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", folder, "-p", "5432",
             "-U", cluster.SUPERUSER, "-d", database, "-c", sql],
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=cluster.clean_environment(),
        )  # fmt: skip
        if done.returncode:
            raise LocalError(f"PostgreSQL refused a statement: {done.stderr.strip()} (its log is {self.log}).")
        return done.stdout.strip()

    def _start_again(self) -> None:
        try:
            self._launch()
        except LocalError:
            if not self._fast:
                raise
            shutil.rmtree(self.data, ignore_errors=True)  # a throw-away cluster without fsync may be broken for good
            self._launch()

    def _launch(self) -> None:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        here = Cluster(self.data, account_for(find_postgres(), self.data), self.log, throw_away=self._fast)
        here.prepare()
        self._wait_for_orphans(here)
        here.drop_stale_locks()
        self._run_server(here)

    def _wait_for_orphans(self, here: Cluster) -> None:
        """Wait for what a killed server left: a second server beside its orphans would ruin the data."""
        if not wait_until(lambda: not here.server_processes(), _ORPHAN_SECONDS):
            numbers = ", ".join(map(str, here.server_processes()))
            raise LocalError(
                f"Another PostgreSQL still works in {self.data} (processes {numbers}): end it and start again."
            )

    def _run_server(self, here: Cluster) -> None:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                here.account.server_command(self.data, bound=self._bound),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=cluster.clean_environment(),
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT) if self._bound else None,
            )  # fmt: skip
        self._process, self._pid, self.started_here = process, process.pid, True
        self._users_file.write_text(str(process.pid))
        try:
            wait_until(lambda: self._is_ready() or process.poll() is not None, _START_SECONDS)
        except BaseException:
            self._stop_process()
            raise
        if not self._is_ready():
            self._stop_process()
            raise start_failed("PostgreSQL", self.log)

    def _is_ready(self) -> bool:
        running = cluster.answering_postmaster(self.data)
        return running is not None and running.pid == self._pid

    def _is_ours(self) -> bool:
        """Return whether this launcher, in whatever process, started the server: others' servers are not stopped."""
        if self._process:
            return True
        running = cluster.answering_postmaster(self.data)
        if not running or running.pid != self._pid:
            return False
        return self._users_file.read_text() == str(self._pid)

    def _make_database(self) -> None:
        if not self.query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):  # noqa: S608 -- a constant
            self.query(f"CREATE DATABASE {DATABASE}")

    def _stop_process(self) -> None:
        """Stop the server: fast, then without goodbye to its clients, then by force."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, number)
            if wait_until(self._has_ended, _STOP_SECONDS):
                break
        remove_spare(socket_folder(self.data, cluster.SOCKET_NAME), self.data)
        self._pid = 0
        self._process = None

    def _has_ended(self) -> bool:
        return not self.alive()


def ensure_postgres(paths: LocalPaths, *, fast: bool = False, bound: bool = False) -> PostgresServer:
    """Return the running server of the checkout, started where nobody has.

    `fast` takes the throw-away cluster of the tests; `bound` lets the server end with this process.
    """
    server = PostgresServer(paths, fast=fast, bound=bound)
    try:
        server.start()
    except BaseException:
        server.stop()
        raise
    return server


def running_postgres(paths: LocalPaths, *, fast: bool = False) -> Postmaster | None:
    """Return the running server of the checkout without starting one."""
    return cluster.answering_postmaster((paths.postgres_test if fast else paths.postgres).resolve())


def database_url(folder: Path, database: str = DATABASE) -> str:
    """Return the address of a database behind the socket in `folder`."""
    return f"postgres://{cluster.SUPERUSER}@/{database}?host={urllib.parse.quote(str(folder), safe='')}&port=5432"


def with_database(url: str, database: str) -> str:
    """Return the address of another database of the same server."""
    base, mark, query = url.partition("?")
    return f"{base.rpartition('/')[0]}/{urllib.parse.quote(database)}{mark}{query}"
