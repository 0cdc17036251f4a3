import errno
from pathlib import Path

from annotator.local.errors import last_lines, says_disk_full, sentence_for, start_failed

FOLDER = Path("/srv/desk")


def test_full_disk_says_where_and_how_much() -> None:
    told = sentence_for(OSError(errno.ENOSPC, "No space left on device"), FOLDER)
    assert (
        str(told) == "The disk that holds /srv/desk is full: free about 500 MB there, then run the same command again."
    )
    assert told is not None
    assert told.exit_code == 2


def test_read_only_checkout_names_the_place() -> None:
    told = sentence_for(OSError(errno.EROFS, "Read-only file system", "/srv/desk/var"), FOLDER)
    assert str(told).startswith("This user may not write to /srv/desk/var: ")


def test_an_unforeseen_error_is_left_alone() -> None:
    assert sentence_for(OSError(errno.EIO, "Input/output error"), FOLDER) is None


def test_servers_complain_of_a_full_disk_in_two_ways(tmp_path: Path) -> None:
    assert says_disk_full("write: No space left on device")
    assert says_disk_full("HINT:  Check free disk space.")
    assert not says_disk_full("permission denied")
    log = tmp_path / "valkey.log"
    log.write_text("Can't open the append-only file: No space left on device\n")
    assert "is full" in str(start_failed("The queue server", log))
    log.write_text("FATAL: no\n")
    assert str(start_failed("PostgreSQL", log)) == f"PostgreSQL did not start: FATAL: no (the whole log is {log})."


def test_last_lines_skip_blank_ones(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("one\ntwo\n\nthree\nfour\n\n")
    assert last_lines(log) == "two / three / four"


def test_last_lines_of_no_log_are_empty(tmp_path: Path) -> None:
    assert last_lines(tmp_path / "none.log") == ""
