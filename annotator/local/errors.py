"""What cannot be done on this machine, said in one sentence with the way out."""

import errno
from pathlib import Path

USAGE_EXIT_CODE = 2


class LocalError(Exception):
    """Stop a command with one sentence instead of a traceback."""

    exit_code = USAGE_EXIT_CODE


def sentence_for(error: OSError, folder: Path) -> LocalError | None:
    """Return the error that explains `error` below `folder`, or None for an error nobody foresaw."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        place = error.filename or folder
        return LocalError(
            f"This user may not write to {place}: Sourcemark keeps .venv and var in its folder, "
            "so copy the checkout to a folder of your own and start again there."
        )
    return None


def disk_full(folder: Path) -> LocalError:
    """Return the error for a full disk below `folder`."""
    return LocalError(
        f"The disk that holds {folder} is full: free about 500 MB there, then run the same command again."
    )


def says_disk_full(said: str) -> bool:
    """Return whether a program complained of a full disk."""
    return "No space left" in said or "Check free disk space" in said


def start_failed(server: str, log: Path) -> LocalError:
    """Return the error of a server that ended while it started, with the last words of its log."""
    said = last_lines(log)
    if says_disk_full(said):
        return disk_full(log.parent)
    return LocalError(f"{server} did not start: {said} (the whole log is {log}).")


def last_lines(log: Path, count: int = 3) -> str:
    """Return the last lines of a log that say something, joined by ` / `; empty when there is no log."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")[-4000:]
    except OSError:
        return ""
    return " / ".join([line.strip() for line in text.splitlines() if line.strip()][-count:])
