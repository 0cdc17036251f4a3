import sys

from annotator.local import desk
from annotator.local.desk import DeskOptions
from annotator.local.paths import LocalPaths


def test_servers_are_started_only_where_none_is_named(paths: LocalPaths) -> None:
    assert [server.name for server in desk.servers(paths, {})] == ["postgres", "valkey"]
    assert [server.name for server in desk.servers(paths, {"DATABASE_URL": "postgres://db/x"})] == ["valkey"]
    assert desk.servers(paths, {"DATABASE_URL": "postgres://db/x", "CELERY_BROKER_URL": "amqp://mq//"}) == []


def test_the_desk_tells_its_processes_what_they_need(paths: LocalPaths) -> None:
    environ = desk.desk_environment(paths, DeskOptions(host="desk.example.org"), {"DEBUG": "1", "HOME": "/home/x"})
    assert environ["ALLOWED_HOSTS"].endswith(",desk.example.org")
    assert (environ["DEBUG"], environ["HOME"], environ["SOURCEMARK_LOCAL"]) == ("1", "/home/x", "1")
    assert environ["DATABASE_URL"].startswith("postgres://")
    assert "DEBUG" in desk.desk_environment(paths, DeskOptions(), {})


def test_three_processes_with_logs_of_their_own(paths: LocalPaths) -> None:
    found = desk.processes(paths, DeskOptions(), {})
    assert [process.name for process in found] == ["worker", "scheduler", "web"]
    assert {process.log.name for process in found} == {"worker.log", "scheduler.log", "web.log"}


def test_commands_run_in_this_interpreter() -> None:
    assert desk.command("migrate", "--noinput") == [sys.executable, "manage.py", "migrate", "--noinput"]
