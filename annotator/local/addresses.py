"""Hosts and ports: what is free, who may ask, and whether the desk answers."""

import errno
import http.client
import socket
import subprocess
import sys

from annotator.local.environment import LOOPBACK_NAMES
from annotator.local.errors import LocalError

HEALTH_PATH = "/health/live"
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- recognised, not chosen
_PORTS_TRIED = 200


def check_port(host: str, port: int) -> None:
    """Raise `LocalError` when the desk could not listen on `host` and `port`."""
    code = _bind_error(host, port)
    if code == 0:
        return
    if code == errno.EADDRINUSE:
        free = next_free_port(host, port)
        way_out = f"start with `--port {free}`, which is free" if free else "choose another with `--port`"
        raise LocalError(f"Port {port} on {host} is in use: {way_out}.")
    if code == errno.EACCES:
        raise LocalError(f"This user may not listen on port {port}: choose one from 1024 on with `--port`.")
    raise LocalError(f"This machine cannot listen on {host}: name one of its own addresses with `--host`.")


def next_free_port(host: str, port: int) -> int | None:
    """Return the first free port after `port`, if one is near."""
    return next(
        (near for near in range(port + 1, min(port + _PORTS_TRIED, 65536)) if _bind_error(host, near) == 0), None
    )


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as attempt:
        attempt.bind((host, 0))
        return int(attempt.getsockname()[1])


def allowed_hosts(host: str) -> str:
    """Return the names under which the desk may be asked for: its own, never everybody's."""
    names = list(LOOPBACK_NAMES)
    names += _machine_names() if host in _WILDCARDS else [_in_url(host)]
    return ",".join(dict.fromkeys(name for name in names if name))


def url_of(host: str, port: int) -> str:
    """Return the address to open in a browser on this machine."""
    return f"http://{_in_url(_WILDCARDS.get(host, host))}:{port}/"


def is_healthy(host: str, port: int) -> bool:
    """Return whether the desk answers that it lives."""
    connection = http.client.HTTPConnection(_WILDCARDS.get(host, host), port, timeout=5)
    try:
        connection.request("GET", HEALTH_PATH)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def bind_word(host: str, port: int) -> str:
    """Return host and port as the web server wants them."""
    return f"{_in_url(host)}:{port}"


def _bind_error(host: str, port: int) -> int:
    """Try to listen as the web server will, and return the error number, 0 for none."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
            attempt.listen(1)
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    return 0


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _machine_names() -> list[str]:
    """Return the names and addresses that others may know this machine by."""
    name = socket.gethostname()
    addresses = _addresses_of(name)
    if sys.platform == "linux":
        addresses += _hostname_addresses()
    return [name, socket.getfqdn(), *(_in_url(address) for address in addresses)]


def _addresses_of(name: str) -> list[str]:
    try:
        return [str(entry[4][0]) for entry in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]
    except OSError:
        return []


def _hostname_addresses() -> list[str]:
    """Return the addresses of this machine's network cards; where the tool is missing the name has to do."""
    try:
        return subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False).stdout.split()
    except OSError:
        return []
