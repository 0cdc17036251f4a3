import os
from pathlib import Path

import pytest

from annotator.local.binaries import PostgresBinaries, find_postgres
from annotator.local.cluster import Cluster, clean_environment, read_postmaster
from annotator.local.errors import LocalError
from annotator.local.unprivileged import account_for


@pytest.fixture
def cluster(folder: Path) -> Cluster:
    data = folder / "it's a, b ünö"
    return Cluster(data, account_for(find_postgres({}), data), folder / "postgres.log", throw_away=True)


def test_prepare_makes_a_private_cluster_with_safe_settings(cluster: Cluster) -> None:
    cluster.prepare()
    settings = (cluster.data / "postgresql.auto.conf").read_text()
    assert cluster.data.stat().st_mode & 0o777 == 0o700
    assert "listen_addresses = ''" in settings
    assert "unix_socket_permissions = '0700'" in settings
    assert "fsync = 'off'" in settings
    assert not cluster.data.with_name(f"{cluster.data.name}.new").exists()
    cluster.socket_folder().rmdir()


def test_a_half_made_cluster_is_made_again(cluster: Cluster) -> None:
    left = cluster.data.with_name(f"{cluster.data.name}.new")
    left.mkdir()
    (left / "half").touch()
    cluster.data.mkdir()
    cluster.prepare()
    assert (cluster.data / "PG_VERSION").read_text() == "18\n"
    cluster.socket_folder().rmdir()


def test_a_folder_with_other_things_is_left_alone(cluster: Cluster) -> None:
    cluster.data.mkdir()
    (cluster.data / "letter.txt").write_text("dear")
    with pytest.raises(LocalError, match="is no PostgreSQL cluster: move it away"):
        cluster.prepare()
    assert (cluster.data / "letter.txt").exists()


def test_data_of_another_version_is_refused(folder: Path) -> None:
    (folder / "PG_VERSION").write_text("15\n")
    lasting = Cluster(folder, account_for(PostgresBinaries(Path("/pg"), 18), folder), folder / "log")
    with pytest.raises(LocalError, match="is of PostgreSQL 15 and the server here is 18: .*SOURCEMARK_PG_BIN"):
        lasting.prepare()


def test_initdb_says_why_it_failed(folder: Path, cluster: Cluster) -> None:
    for name in ("initdb",):
        (folder / name).write_text("#!/bin/sh\necho 'initdb: could not write: No space left on device' >&2; exit 1\n")
        (folder / name).chmod(0o755)
    account = account_for(PostgresBinaries(folder, 18), folder)
    with pytest.raises(LocalError, match="is full"):
        Cluster(folder / "data", account, folder / "log").prepare()


def test_locks_of_the_living_and_the_broken_go_but_dead_ones_are_postgres_own_business(cluster: Cluster) -> None:
    cluster.data.mkdir()
    pid_file = cluster.data / "postmaster.pid"
    for text, stays in ((f"{os.getpid()}\n", False), ("garbage", False), (f"{2**22 + 1}\n", True)):
        pid_file.write_text(text)
        cluster.drop_stale_locks()
        assert pid_file.exists() is stays


def test_a_half_written_pid_file_is_no_server(tmp_path: Path) -> None:
    assert read_postmaster(tmp_path) is None
    (tmp_path / "postmaster.pid").write_text("12\n/data\n")
    assert read_postmaster(tmp_path) is None


def test_variables_that_would_send_programs_elsewhere_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example.org")
    assert not [name for name in clean_environment() if name.startswith("PG")]
