import sys
from pathlib import Path

import pytest

from annotator.local import testing
from annotator.local.paths import LocalPaths
from annotator.local.postgres import PostgresServer, running_postgres
from annotator.local.testing import Step
from annotator.local.valkey import answers


@pytest.fixture
def no_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "find_node", lambda: None)


def test_servers_run_for_the_length_of_the_block_and_are_named_in_the_environment(with_data: LocalPaths) -> None:
    environ: dict[str, str] = {}
    with testing.test_servers(with_data, environ):
        assert running_postgres(with_data, fast=True) is not None
        [queue] = with_data.valkey_test.iterdir()
        assert answers(queue)
        assert str(queue) in environ["CELERY_BROKER_URL"]
        with testing.test_servers(with_data, environ):  # as conftest does inside `manage.py test`
            assert answers(queue)
    assert running_postgres(with_data, fast=True) is None
    assert list(with_data.valkey_test.iterdir()) == []


def test_named_servers_are_used_and_none_started(paths: LocalPaths) -> None:
    environ = {"DATABASE_URL": "postgres://db/x", "CELERY_BROKER_URL": "amqp://mq//"}
    with testing.test_servers(paths, environ):
        assert environ == {"DATABASE_URL": "postgres://db/x", "CELERY_BROKER_URL": "amqp://mq//"}
    assert not paths.var.exists()


def test_leftovers_of_killed_runs_are_cleared(with_data: LocalPaths) -> None:
    (with_data.valkey_test / "12345").mkdir(parents=True)
    with testing.test_servers(with_data, {"CELERY_BROKER_URL": "amqp://mq//"}):
        server = PostgresServer(with_data, fast=True)
        server.start()
        server.query("CREATE DATABASE test_sourcemark_12345")
        server.stop()
    with testing.test_servers(with_data, {}):
        server = PostgresServer(with_data, fast=True)
        server.start()
        assert server.query("SELECT count(*) FROM pg_database WHERE datname LIKE 'test%'") == "0"
        server.stop()
    assert not (with_data.valkey_test / "12345").exists()


def test_the_steps_come_in_order_and_scripts_only_where_there_are_some(
    folder: Path, paths: LocalPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "find_node", lambda: Path("/usr/bin/node"))
    headings = ["ruff check", "ruff format", "mypy", "import contracts", "pytest"]
    assert [step.heading for step in testing.steps(paths)] == headings
    (folder / "tests" / "js").mkdir(parents=True)
    (folder / "tests" / "js" / "offsets.test.js").touch()
    last = testing.steps(paths)[-1]
    assert last.command == ("/usr/bin/node", "--test", "tests/js/offsets.test.js")


def test_what_runs_beside_the_others_is_what_they_leave_out(paths: LocalPaths) -> None:
    [others] = [step for step in testing.steps(paths) if step.heading == "pytest"]

    assert others.command[-2:] == ("-m", "not browser and not doors")
    assert testing.beside_step(Path("/usr/bin/chromium")).command[-2:] == ("-m", "browser or doors")
    assert testing.beside_step(None).command[-2:] == ("-m", "doors")


def test_without_a_browser_its_tests_are_left_out_unless_markers_are_named() -> None:
    assert testing.pytest_step(["-x"], None).command[1:] == ("-m", "pytest", "-m", "not browser", "-x")
    assert testing.pytest_step(["-m", "broker"], None).command[1:] == ("-m", "pytest", "-m", "broker")
    assert testing.pytest_step([], Path("/usr/bin/chromium")).command[1:] == ("-m", "pytest")


@pytest.mark.usefixtures("no_programs")
def test_what_is_skipped_is_said_loudly(folder: Path, paths: LocalPaths) -> None:
    assert testing.skipped(paths, Path("/usr/bin/chromium")) == []
    (folder / "tests" / "js").mkdir(parents=True)
    (folder / "tests" / "js" / "offsets.test.js").touch()
    said = testing.skipped(paths, None)
    assert [line.partition(":")[0] for line in said] == ["BROWSER TESTS SKIPPED", "JAVASCRIPT TESTS SKIPPED"]


@pytest.mark.usefixtures("no_programs")
def test_all_steps_run_also_after_a_failure_and_the_last_line_counts(
    paths: LocalPaths, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    commands: list[tuple[str, ...]] = [
        (sys.executable, "-c", f"print({number}); raise SystemExit({number})") for number in (0, 1)
    ]
    commands += [("no-such-program",), commands[0]]
    monkeypatch.setattr(testing, "steps", lambda paths: [Step("a step", words) for words in commands])
    monkeypatch.setattr(testing, "beside_step", lambda browser: Step("beside them", commands[0]))
    assert testing._run_all(paths, None) == 1
    lines = capfd.readouterr().out.splitlines()
    assert lines[-1] == "3 passed, 2 failed"
    told = ["passed  a step", "FAILED  a step", "FAILED  a step", "passed  a step", "passed  beside them"]
    assert lines[-7:-2] == told
    assert lines[-2] == testing.BROWSER_SKIPPED
    assert "no-such-program is not installed" in lines


@pytest.mark.parametrize("has_own_servers", [True, False])
def test_some_tests_run_beside_the_others_where_they_have_servers_of_their_own(
    paths: LocalPaths, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], has_own_servers: bool
) -> None:
    own = {"DATABASE_URL": "postgres:///own", "CELERY_BROKER_URL": "redis://own"}
    monkeypatch.setattr(testing, "_own_servers", lambda paths: own)
    for name, value in own.items():
        monkeypatch.setenv(name, value if has_own_servers else f"{value}-of-the-newsroom")
    says = "import os; print('with', os.environ.get('DATABASE_URL'))"
    beside = Step("in a browser", (sys.executable, "-c", says))
    monkeypatch.setattr(testing, "beside_step", lambda browser: beside)
    fails = (sys.executable, "-c", f"{says}; raise SystemExit(1)")
    monkeypatch.setattr(testing, "steps", lambda paths: [Step("others", fails)])

    assert testing._run_all(paths, Path("/usr/bin/chromium")) == 1

    said = capfd.readouterr().out
    suffix = "" if has_own_servers else "-of-the-newsroom"
    assert f"with postgres:///own{suffix}" in said
    assert ("with None" in said) == has_own_servers
    assert said.splitlines()[-3:] == ["FAILED  others", "passed  in a browser", "1 passed, 1 failed"]


def test_the_browsers_driver_is_wanted_only_with_a_browser(folder: Path, paths: LocalPaths) -> None:
    (folder / "requirements-browser.txt").touch()
    assert testing.requirement_files(paths, None) == ["requirements.txt", "requirements-test.txt"]
    assert testing.requirement_files(paths, Path("/usr/bin/chromium"))[-1] == "requirements-browser.txt"


def test_an_old_node_is_none(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "node").write_text("#!/bin/sh\necho v16.20.0\n")
    (folder / "node").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    assert testing.find_node() is None
    (folder / "node").write_text("#!/bin/sh\necho v20.1.0\n")
    assert testing.find_node() == folder / "node"
