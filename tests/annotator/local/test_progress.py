import io

import pytest

from annotator.local.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_each_quarter_is_one_plain_line() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    progress.step("Installing ...")
    for done in range(9):
        progress.bar(done, 8, "packages")
    progress.close()
    assert stream.getvalue() == "Installing ...\n0/8 packages\n2/8 packages\n4/8 packages\n6/8 packages\n8/8 packages\n"


def test_a_terminal_gets_one_line_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    progress = Progress(stream)
    progress.bar(1, 2, "summaries")
    progress.bar(2, 2, "summaries")
    progress.step("Done.")
    drawn = stream.getvalue()
    assert drawn.count("\n") == 2
    assert f"[{'#' * 12}{'.' * 12}] 1/2 summaries" in drawn
    assert drawn.endswith(f"\r\x1b[K[{'#' * 24}] 2/2 summaries\nDone.\n")


def test_a_step_ends_a_line_that_is_not_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    progress = Progress(stream)
    progress.bar(1, 2, "summaries")
    progress.step("Stopping ...")
    assert stream.getvalue().endswith("1/2 summaries\nStopping ...\n")


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    Progress(stream).bar(0, 0, "summaries")
    assert stream.getvalue() == "0/0 summaries\n"
