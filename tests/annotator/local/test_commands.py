import os
import signal
import subprocess
import sys
from collections.abc import Sequence

import pytest

from annotator.local import commands
from annotator.local.commands import main, needs_database
from annotator.local.paths import CHECKOUT, LocalPaths
from annotator.local.postgres import running_postgres

RUN = """
import os, sys, urllib.parse
import psycopg
from annotator.local import commands
def django() -> None:
    host = urllib.parse.parse_qs(urllib.parse.urlsplit(os.environ["DATABASE_URL"]).query)["host"][0]
    with psycopg.connect(host=host, user="postgres", dbname="sourcemark") as connection:
        print(connection.execute("SELECT 6 * 7").fetchone()[0], flush=True)
    sys.stdin.readline()
    sys.exit(5)
commands.ensure_environment = lambda paths, files: None
sys.exit(commands.main(sys.argv, django))
"""


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ([], False),
        (["help"], False),
        (["check", "--deploy"], False),
        (["migrate"], True),
        (["migrate", "--help"], False),
        (["makemigrations", "--check"], True),
        (["import_articles", "a.txt"], True),
    ],
)
def test_which_commands_need_the_database(words: list[str], needed: bool) -> None:
    assert needs_database(["manage.py", *words]) is needed


def _command(paths: LocalPaths) -> subprocess.Popen[str]:
    environ = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "shell"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=CHECKOUT, env={**environ, "SOURCEMARK_VAR": str(paths.var)},
    )  # fmt: skip


def test_a_command_has_its_database_while_it_runs_and_keeps_its_exit_code(with_data: LocalPaths) -> None:
    command = _command(with_data)
    assert command.communicate("\n")[0] == "42\n"
    assert command.returncode == 5
    assert running_postgres(with_data) is None


def test_a_command_that_is_ended_stops_its_database(with_data: LocalPaths) -> None:
    command = _command(with_data)
    assert command.stdout is not None
    assert command.stdout.readline() == "42\n"
    assert running_postgres(with_data) is not None
    command.send_signal(signal.SIGTERM)
    command.communicate()
    assert command.returncode == 128 + signal.SIGTERM
    assert running_postgres(with_data) is None


def test_a_refusal_is_one_sentence_and_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full_disk(paths: LocalPaths, files: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(commands, "ensure_environment", full_disk)
    assert main(["manage.py", "check"], lambda: pytest.fail("Django must not run")) == 2
    told = capsys.readouterr().err
    assert told.startswith("The disk that holds ")
    assert told.count("\n") == 1


def test_quickstart_and_test_are_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Sequence[str]] = []

    def own(words: Sequence[str], _paths: LocalPaths) -> int:
        called.append(words)
        return 7

    monkeypatch.setattr(commands, "_OWN", {"test": own})
    assert main(["manage.py", "test", "-x"], lambda: pytest.fail("Django must not run")) == 7
    assert called == [["-x"]]
