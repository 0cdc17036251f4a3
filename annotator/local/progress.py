"""What a waiting person sees: a moving line on a terminal, plain lines elsewhere."""

import os
import shutil
import sys
from typing import TextIO

_BAR_WIDTH = 24
_PLAIN_STEPS = 4


class Progress:
    """Print steps and bars to one stream."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._moving = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._open_line = False
        self._last_plain: tuple[str, int, int] | None = None

    def step(self, text: str) -> None:
        """Say what happens now, on a line of its own."""
        self.close()
        self._write(f"{text}\n")

    def bar(self, done: int, total: int, text: str) -> None:
        """Show how far a step is: redraw the line on a terminal, else print each quarter once."""
        if self._moving:
            self._redraw(done, total, text)
        else:
            self._print_quarter(done, total, text)

    def close(self) -> None:
        """End a line that is still moving."""
        if self._open_line:
            self._write("\n")
            self._open_line = False

    def _redraw(self, done: int, total: int, text: str) -> None:
        filled = _BAR_WIDTH * min(done, total) // max(total, 1)
        line = f"[{'#' * filled}{'.' * (_BAR_WIDTH - filled)}] {done}/{total} {text}"
        self._write(f"\r\x1b[K{line[: shutil.get_terminal_size().columns - 1]}")
        self._open_line = True
        if done >= total:
            self.close()

    def _print_quarter(self, done: int, total: int, text: str) -> None:
        quarter = (text.partition(" ")[0], _PLAIN_STEPS * done // max(total, 1), total)
        if quarter != self._last_plain:
            self._last_plain = quarter
            self._write(f"{done}/{total} {text}\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
