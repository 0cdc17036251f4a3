"""Turn the signals that ask us to stop into one exception, so that everything is stopped on the way out."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Somebody pressed Ctrl-C, closed the terminal, or asked the process to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


@contextlib.contextmanager
def stop_requests() -> Iterator[None]:
    """Raise `StopRequested` in this block when a stop is asked for; a hang-up that is ignored stays ignored."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number in _SIGNALS:
        if not (number == signal.SIGHUP and before[number] == signal.SIG_IGN):
            signal.signal(number, _raise)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let no further request interrupt the stopping itself."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def postponed() -> Iterator[None]:
    """Let a request to stop wait for the end of this block, so that nothing is begun and not known of."""
    asked: list[int] = []
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    caught = [number for number, handler in before.items() if handler is _raise]
    if threading.current_thread() is not threading.main_thread():
        caught = []  # no request interrupts another thread
    for number in caught:
        signal.signal(number, lambda number, _: asked.append(number))
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, before[number])
    if asked:
        raise StopRequested(asked[0])


def _raise(number: int, _frame: FrameType | None) -> None:
    raise StopRequested(number)
