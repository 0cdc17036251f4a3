import os
import signal
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from annotator.local.errors import LocalError
from annotator.local.paths import LocalPaths
from annotator.local.postgres import PostgresServer, ensure_postgres, running_postgres, with_database
from annotator.local.processes import is_alive, state_of, wait_until, working_in

START_AND_SAY = """
import sys
from pathlib import Path
from annotator.local.paths import LocalPaths
from annotator.local.postgres import ensure_postgres
server = ensure_postgres(LocalPaths(root=Path(sys.argv[1]), var=Path(sys.argv[2])), bound=len(sys.argv) > 3)
print(server.pid, server.started_here, flush=True)
sys.stdin.readline()
server.stop()
"""


@pytest.fixture
def server(with_data: LocalPaths) -> Iterator[PostgresServer]:
    running = ensure_postgres(with_data)
    running.query("DROP TABLE IF EXISTS notes; CREATE TABLE notes (text text)", "sourcemark")
    yield running
    running.stop()


def _starter(paths: LocalPaths, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", START_AND_SAY, str(paths.root), str(paths.var), *words]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _said(starter: subprocess.Popen[str]) -> tuple[int, bool]:
    assert starter.stdout is not None
    pid, started_here = starter.stdout.readline().split()
    return int(pid), started_here == "True"


def test_the_server_is_private_and_lean(server: PostgresServer, with_data: LocalPaths) -> None:
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(server.url).query)
    with psycopg.connect(
        host=query["host"][0], port=query["port"][0], user="postgres", dbname="sourcemark"
    ) as connection:
        said = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('shared_buffers'), current_setting('fsync')"
        ).fetchone()
    assert said == ("", "32MB", "on")
    assert server.started_here
    assert running_postgres(with_data) is not None


def test_stop_leaves_nothing_running_and_start_finds_the_rows(server: PostgresServer, with_data: LocalPaths) -> None:
    server.query("INSERT INTO notes VALUES ('kept')", "sourcemark")
    server.stop()
    assert working_in(with_data.postgres, "postgres") == []
    assert running_postgres(with_data) is None
    server.start()
    assert server.query("SELECT text FROM notes", "sourcemark") == "kept"


@pytest.mark.parametrize("whole_group", [False, True], ids=["the postmaster alone", "all processes"])
def test_committed_rows_survive_kill_9(server: PostgresServer, with_data: LocalPaths, whole_group: bool) -> None:
    for _ in range(3):
        server.query("INSERT INTO notes VALUES (now()::text)", "sourcemark")
        for pid in working_in(with_data.postgres, "postgres") if whole_group else [server.pid]:
            os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: not server.alive(), 5)
        server.start()
    assert server.query("SELECT count(*) FROM notes", "sourcemark") == "3"


def test_a_zombie_in_the_pid_file_is_no_server(server: PostgresServer, with_data: LocalPaths) -> None:
    text = (with_data.postgres / "postmaster.pid").read_text()
    old = server.pid
    server.stop()
    zombie = subprocess.Popen(["true"])
    assert wait_until(lambda: state_of(zombie.pid) == "Z", 5)
    for pid in (zombie.pid, os.getpid()):  # and a number that another process has by now
        (with_data.postgres / "postmaster.pid").write_text(text.replace(str(old), str(pid), 1))
        (with_data.postgres / ".s.PGSQL.5432.lock").write_text(f"{pid}\n")
        server.start()
        assert server.query("SELECT 1") == "1"
        server.stop()
    zombie.wait()


@pytest.mark.parametrize("name", ["l" * 110, "it's a désk ünö"], ids=["long", "space, apostrophe, umlaut"])
def test_unwieldy_paths_work(folder: Path, name: str) -> None:
    paths = LocalPaths(root=folder / name, var=folder / name / "var")
    server = ensure_postgres(paths)
    try:
        host = urllib.parse.parse_qs(urllib.parse.urlsplit(server.url).query)["host"][0]
        assert (host == str(paths.postgres)) is (len(name) < 100)
        assert psycopg.connect(host=host, user="postgres", dbname="sourcemark").execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()


def test_two_starters_at_once_share_one_server_and_the_last_one_stops_it(paths: LocalPaths) -> None:
    """Neither finds a cluster: one of them makes it, and the other waits."""
    starters = [_starter(paths), _starter(paths)]
    said = [_said(starter) for starter in starters]
    assert said[0][0] == said[1][0]
    assert sorted(started for _, started in said) == [False, True]
    starters[[started for _, started in said].index(True)].communicate("\n")
    assert running_postgres(paths) is not None
    starters[[started for _, started in said].index(False)].communicate("\n")
    assert running_postgres(paths) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_a_bound_server_ends_with_its_killed_starter(with_data: LocalPaths) -> None:
    starter = _starter(with_data, "bound")
    pid, _ = _said(starter)
    starter.kill()
    starter.wait()
    assert wait_until(lambda: not is_alive(pid), 10)
    server = ensure_postgres(with_data)
    server.stop()


def test_a_broken_throw_away_cluster_is_made_anew(with_data: LocalPaths) -> None:
    server = ensure_postgres(with_data, fast=True)
    assert server.query("SHOW fsync") == "off"
    server.stop()
    (with_data.postgres_test / "global" / "pg_control").write_bytes(b"broken")
    server.start()
    assert server.query("SELECT 1") == "1"
    server.stop()
    assert running_postgres(with_data, fast=True) is None


def test_a_broken_lasting_cluster_is_kept_and_the_log_named(server: PostgresServer, with_data: LocalPaths) -> None:
    server.stop()
    control = with_data.postgres / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(b"broken")
    with pytest.raises(LocalError, match=r"PostgreSQL did not start: .*pg_control.*postgres\.log"):
        server.start()
    control.write_bytes(whole)
    server.start()


def test_a_refused_statement_says_so(server: PostgresServer) -> None:
    with pytest.raises(LocalError, match="refused a statement"):
        server.query("SELEKT")


@pytest.mark.parametrize(
    ("url", "other"),
    [
        (
            "postgres://sourcemark@/desk?host=%2Frun%2Fpg&port=5432",
            "postgres://sourcemark@/x?host=%2Frun%2Fpg&port=5432",
        ),
        ("postgres://db.example/desk", "postgres://db.example/x"),
        ("postgres:///desk", "postgres:///x"),
    ],
)
def test_another_database_of_the_same_server(url: str, other: str) -> None:
    assert with_database(url, "x") == other
