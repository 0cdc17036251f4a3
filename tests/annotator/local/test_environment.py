from pathlib import Path

from annotator.local.environment import local_environment, secret_key
from annotator.local.paths import LocalPaths


def test_everything_unset_points_into_the_data_folder(paths: LocalPaths) -> None:
    found = local_environment(paths, {})
    assert (
        found["DATABASE_URL"]
        == f"postgres://postgres@/sourcemark?host={str(paths.postgres).replace('/', '%2F')}&port=5432"
    )
    assert found["CELERY_BROKER_URL"] == f"redis+socket://{paths.valkey}/valkey.sock?virtual_host=0"
    assert found["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"
    assert found["SOURCEMARK_LOCAL"] == "1"
    assert found["SOURCEMARK_VAR"] == str(paths.var)
    assert found["SECRET_KEY"] == paths.secret_key.read_text()


def test_what_is_set_is_kept_and_a_database_of_ones_own_is_not_called_local(paths: LocalPaths) -> None:
    own = {
        "DATABASE_URL": "postgres://db/x",
        "CELERY_BROKER_URL": "amqp://mq//",
        "SECRET_KEY": "mine",
        "ALLOWED_HOSTS": "a",
    }
    found = local_environment(paths, own)
    assert {name: found[name] for name in own} == own
    assert "SOURCEMARK_LOCAL" not in found
    assert not paths.secret_key.exists()


def test_the_key_is_made_once_and_for_its_owner_alone(folder: Path) -> None:
    file = folder / "var" / "secret_key"
    key = secret_key(file)
    assert secret_key(file) == key
    assert len(key) > 50
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"]


def test_an_empty_key_file_is_replaced(folder: Path) -> None:
    (folder / "secret_key").touch()
    assert secret_key(folder / "secret_key") != ""
