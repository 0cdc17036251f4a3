"""The parts of a desk on one machine: its servers and its three processes."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from annotator.local.addresses import allowed_hosts, bind_word
from annotator.local.environment import BROKER_VARIABLE, DATABASE_VARIABLE, local_environment
from annotator.local.paths import LocalPaths
from annotator.local.postgres import PostgresServer
from annotator.local.supervise import ChildProcess, Service
from annotator.local.valkey import desk_valkey

SUMMARY_SECONDS = 120


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """What `quickstart` was asked for."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    leave: bool = False


def servers(paths: LocalPaths, environ: Mapping[str, str]) -> list[Service]:
    """Return the servers to start: those that the environment does not name already."""
    wanted: list[Service] = []
    if not environ.get(DATABASE_VARIABLE):
        wanted.append(PostgresServer(paths, bound=True))
    if not environ.get(BROKER_VARIABLE):
        wanted.append(desk_valkey(paths))
    return wanted


def desk_environment(paths: LocalPaths, options: DeskOptions, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the desk's processes, once its servers run."""
    own = {"ALLOWED_HOSTS": allowed_hosts(options.host), "DEBUG": "0", "SOURCEMARK_LOCAL": "1", "PYTHONUNBUFFERED": "1"}
    return {**own, **environ, **local_environment(paths, {**own, **environ})}


def command(*words: str) -> list[str]:
    """Return the command line of one of Django's commands."""
    return [sys.executable, "manage.py", *words]


def processes(paths: LocalPaths, options: DeskOptions, environ: Mapping[str, str]) -> list[ChildProcess]:
    """Return the worker, the scheduler and the web server, not yet started."""
    lines = {
        "worker": _worker(options),
        "scheduler": _scheduler(paths),
        "web": web_server(options),
    }
    return [
        ChildProcess(name, [sys.executable, "-m", *words], log=paths.log(name), cwd=paths.root, environ=environ)
        for name, words in lines.items()
    ]


def _worker(options: DeskOptions) -> list[str]:
    """Return the Celery worker's words; alone on its machine it needs no talk with other workers."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    pool = ["--pool=prefork", f"--concurrency={options.workers}"]
    return ["celery", "-A", "annotator", "worker", *pool, "--loglevel=info", *quiet, "-n", "worker@%h"]


def _scheduler(paths: LocalPaths) -> list[str]:
    schedule = paths.run / "beat.db"
    return ["celery", "-A", "annotator", "beat", "--schedule", str(schedule), "--pidfile=", "--loglevel=info"]


def web_server(options: DeskOptions) -> list[str]:
    """Return gunicorn's words: one process with threads keeps memory low; its control socket would lie in the home."""
    return [
        "gunicorn", "annotator.wsgi:application", "--bind", bind_word(options.host, options.port),
        "--workers", "1", "--threads", "8", "--worker-class", "gthread", "--graceful-timeout", "5",
        "--no-control-socket",
    ]  # fmt: skip
