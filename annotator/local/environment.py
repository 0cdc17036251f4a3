"""The environment variables of a desk on one machine. What is already set is never overridden."""

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from annotator.local.cluster import SOCKET_NAME, answering_postmaster
from annotator.local.paths import VAR_VARIABLE, LocalPaths
from annotator.local.postgres import database_url
from annotator.local.sockets import socket_folder
from annotator.local.valkey import broker_url

DATABASE_VARIABLE = "DATABASE_URL"
BROKER_VARIABLE = "CELERY_BROKER_URL"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


def local_environment(paths: LocalPaths, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what Django and Celery need to know of this checkout, with every variable that is set kept as it is."""
    defaults: dict[str, Callable[[], str]] = {
        DATABASE_VARIABLE: lambda: database_url(_postgres_socket_folder(paths.postgres.resolve())),
        BROKER_VARIABLE: lambda: broker_url(paths.valkey),
        "SECRET_KEY": lambda: secret_key(paths.secret_key),
        "ALLOWED_HOSTS": lambda: ",".join(LOOPBACK_NAMES),
        "DJANGO_SETTINGS_MODULE": lambda: "annotator.settings",
        VAR_VARIABLE: lambda: str(paths.var),
    }
    if not environ.get(DATABASE_VARIABLE):
        defaults["SOURCEMARK_LOCAL"] = lambda: "1"  # with a database of somebody's own this may be production
    return {name: environ.get(name) or make() for name, make in defaults.items()}


def secret_key(file: Path) -> str:
    """Return the key kept in `file`, made at the first call; only its owner may read it."""
    kept = _read(file)
    if kept:
        return kept
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)  # an empty one, left by a full disk
    new = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(48))
    try:
        os.link(new, file)  # fails where another process was first, whose key then counts
    except FileExistsError:
        pass
    finally:
        new.unlink()
    return _read(file)


def _read(file: Path) -> str:
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        return ""


def _postgres_socket_folder(data: Path) -> Path:
    running = answering_postmaster(data)
    return running.socket.parent if running else socket_folder(data, SOCKET_NAME)
