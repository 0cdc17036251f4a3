"""File locks between the processes of one checkout; the kernel drops them when a process dies, however it dies."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self


class FileLock:
    """An open, locked file (or folder)."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def exclusive(cls, path: Path, waiting: Callable[[], object] | None = None) -> Self:
        """Wait until nobody else holds `path`; call `waiting` once where there is a wait."""
        descriptor = _open(path)
        try:
            if not _lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB):
                if waiting:
                    waiting()
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(descriptor)

    @classmethod
    def exclusive_at_once(cls, path: Path) -> Self | None:
        """Return the lock on `path`, or None when somebody holds it."""
        descriptor = _open(path)
        if _lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB):
            return cls(descriptor)
        os.close(descriptor)
        return None

    @classmethod
    def shared(cls, path: Path) -> Self:
        """Join those that use `path`; wait while one holds it alone."""
        descriptor = _open(path)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        return cls(descriptor)

    def write(self, text: str) -> None:
        """Replace the text of the locked file."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextlib.contextmanager
def alone(path: Path, waiting: Callable[[], object] | None = None) -> Iterator[None]:
    """Hold `path` alone for the length of a block."""
    lock = FileLock.exclusive(path, waiting)
    try:
        yield
    finally:
        lock.release()


def _open(path: Path) -> int:
    """Open a lock file, made where it is missing; a folder can be locked as it is, even a read-only one."""
    if path.is_dir():
        return os.open(path, os.O_RDONLY)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _lock(descriptor: int, operation: int) -> bool:
    try:
        fcntl.flock(descriptor, operation)
    except BlockingIOError:
        return False
    return True
