import os
import socket
from pathlib import Path

import pytest

from annotator.local.errors import LocalError
from annotator.local.sockets import LONGEST_SOCKET_PATH, ask, listens, make_private, remove_spare, socket_folder


def test_a_short_path_is_used_as_it_is(folder: Path) -> None:
    assert socket_folder(folder, "a.sock") == folder


@pytest.mark.parametrize("name", ["l" * 120, "one, two"])
def test_a_path_that_clients_cannot_name_moves_to_the_temp_folder(folder: Path, name: str) -> None:
    spare = socket_folder(folder / name, "a.sock")
    assert len(str(spare / "a.sock")) <= LONGEST_SOCKET_PATH
    assert spare != socket_folder(folder / (name + "2"), "a.sock")


def test_the_spare_folder_is_private_and_goes_with_its_server(folder: Path) -> None:
    home = folder / ("l" * 120)
    spare = socket_folder(home, "a.sock")
    make_private(spare)
    assert spare.stat().st_mode & 0o777 == 0o700
    remove_spare(spare, home)
    remove_spare(spare, home)
    assert not spare.exists()


def test_a_link_where_the_spare_folder_belongs_is_refused(folder: Path) -> None:
    home = folder / ("l" * 120)
    spare = socket_folder(home, "a.sock")
    spare.symlink_to(folder)
    try:
        with pytest.raises(LocalError, match="belongs to somebody else"):
            socket_folder(home, "a.sock")
    finally:
        spare.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_refused(folder: Path) -> None:
    home = folder / ("l" * 120)
    spare = socket_folder(home, "a.sock")
    make_private(spare, 12345)
    try:
        with pytest.raises(LocalError, match="belongs to somebody else"):
            socket_folder(home, "a.sock")
    finally:
        spare.rmdir()


def test_a_socket_file_without_listener_does_not_listen(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "a.sock"))
        assert not listens(folder / "a.sock")
        server.listen()
        assert listens(folder / "a.sock")
    assert not listens(folder / "a.sock")
    assert ask(folder / "a.sock", b"PING") == b""
