from pathlib import Path

from annotator.local.paths import CHECKOUT, LocalPaths, local_paths


def test_data_lies_in_the_checkout() -> None:
    assert local_paths(environ={}) == LocalPaths(root=CHECKOUT, var=CHECKOUT / "var")
    assert (CHECKOUT / "manage.py").exists()


def test_data_folder_can_be_chosen(tmp_path: Path) -> None:
    assert local_paths(environ={"SOURCEMARK_VAR": str(tmp_path / "data")}).var == tmp_path / "data"


def test_locks_and_logs_are_private(tmp_path: Path) -> None:
    paths = LocalPaths(root=tmp_path, var=tmp_path / "var")
    paths.make_folders()
    paths.make_folders()
    assert paths.run.stat().st_mode & 0o777 == 0o700
    assert paths.log("web").parent.stat().st_mode & 0o777 == 0o700


def test_every_server_has_a_folder_of_its_own(tmp_path: Path) -> None:
    paths = LocalPaths(root=tmp_path, var=tmp_path / "var")
    folders = {paths.postgres, paths.postgres_test, paths.valkey, paths.valkey_test, paths.run, paths.secret_key}
    assert len(folders) == 6
    assert {folder.parent for folder in folders} == {paths.var}
