import http.server
import socket
import threading
from collections.abc import Iterator

import pytest

from annotator.local.addresses import allowed_hosts, bind_word, check_port, is_healthy, next_free_port, url_of
from annotator.local.errors import LocalError

EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 -- asked for by name only; nothing listens on it here


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health/live" else 404)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        pass


def test_a_busy_port_is_refused_with_a_free_one(busy: int) -> None:
    free = next_free_port("127.0.0.1", busy)
    assert free is not None
    with pytest.raises(
        LocalError, match=f"^Port {busy} on 127.0.0.1 is in use: start with `--port {free}`, which is free.$"
    ):
        check_port("127.0.0.1", busy)
    check_port("127.0.0.1", free)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(LocalError, match=r"cannot listen on 192\.0\.2\.1: name one of its own addresses"):
        check_port("192.0.2.1", 8000)


def test_a_reserved_port_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.local.addresses._bind_error", lambda host, port: 13)
    with pytest.raises(LocalError, match="may not listen on port 80: choose one from 1024 on"):
        check_port("127.0.0.1", 80)


def test_nobody_is_allowed_to_ask_under_any_name() -> None:
    assert allowed_hosts("127.0.0.1") == "localhost,127.0.0.1,[::1]"
    assert allowed_hosts("desk.example.org") == "localhost,127.0.0.1,[::1],desk.example.org"
    names = allowed_hosts(EVERY_ADDRESS).split(",")
    assert socket.gethostname() in names
    assert "*" not in names


def test_addresses_are_written_as_browsers_and_servers_want_them() -> None:
    assert url_of(EVERY_ADDRESS, 80) == "http://127.0.0.1:80/"
    assert url_of("::1", 8000) == "http://[::1]:8000/"
    assert bind_word("::", 8000) == "[::]:8000"


def test_health_is_an_answer_of_200(busy: int) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Health)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    assert is_healthy("127.0.0.1", server.server_port)
    assert is_healthy(EVERY_ADDRESS, server.server_port)
    server.shutdown()
    server.server_close()
    assert not is_healthy("127.0.0.1", server.server_port)
