"""Unix sockets: where they may live, and whether somebody listens."""

import contextlib
import hashlib
import os
import pwd
import socket
import tempfile
from pathlib import Path

from annotator.local.errors import LocalError

# The kernel's limit is 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET_PATH = 100


def socket_folder(folder: Path, socket_name: str) -> Path:
    """Return `folder`, or a private folder in the temp folder where the socket's path would not do."""
    if _fits(folder / socket_name):
        return folder
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    short = _temp_folder() / f"sourcemark-{os.geteuid()}-{mark}"
    _refuse_foreign(short)
    return short


def make_private(folder: Path, owner: int | None = None) -> None:
    """Make `folder` where it is missing, for its owner alone; `owner` is set where root serves as somebody else."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if owner is not None:
        os.chown(folder, owner, -1)


def remove_spare(folder: Path, home: Path) -> None:
    """Remove the private folder of a stopped server's socket, where it had one beside its `home`."""
    if folder != home:
        with contextlib.suppress(OSError):
            folder.rmdir()


def listens(path: Path) -> bool:
    """Return whether a process accepts connections on the socket at `path`."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True


def ask(path: Path, question: bytes) -> bytes:
    """Send `question` to the socket at `path` and return the first bytes of the answer; empty when nobody answers."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
            client.sendall(question)
            return client.recv(4096)
        except OSError:
            return b""


def _fits(path: Path) -> bool:
    """Return whether clients can name the socket: PostgreSQL's take a comma for the end of a first host."""
    return "," not in str(path) and len(os.fsencode(path)) <= LONGEST_SOCKET_PATH


def _temp_folder() -> Path:
    """Return the temp folder, or /tmp where somebody has chosen a very long one."""
    chosen = Path(tempfile.gettempdir())
    return chosen if len(os.fsencode(chosen)) <= LONGEST_SOCKET_PATH // 2 else Path("/tmp")  # noqa: S108 -- only the last resort; the folder in it is private and its owner is checked


def _refuse_foreign(folder: Path) -> None:
    """Refuse a folder that somebody else has put where ours belongs: whoever owns it could answer in our name."""
    if not os.path.lexists(folder):
        return
    ours = {os.geteuid(), pwd.getpwnam("nobody").pw_uid} if os.geteuid() == 0 else {os.geteuid()}
    if folder.is_symlink() or folder.lstat().st_uid not in ours:
        raise LocalError(
            f"The folder {folder} belongs to somebody else: remove it, or set TMPDIR to a folder of your own."
        )
