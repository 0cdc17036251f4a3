import os
import signal

import pytest

from annotator.local.stopping import StopRequested, postponed, stop_requests, undisturbed


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_request_ends_the_block_and_the_handlers_come_back(number: signal.Signals) -> None:
    inherited = signal.signal(number, signal.SIG_DFL)  # who is started under nohup ignores the hang-up
    try:
        with pytest.raises(StopRequested) as request, stop_requests():
            os.kill(os.getpid(), number)
            signal.pause()
        assert request.value.exit_code == 128 + number
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, inherited)


def test_an_ignored_hang_up_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_requests():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_stopping_is_not_interrupted() -> None:
    with stop_requests(), undisturbed():
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_postponed_request_ends_the_block_when_it_is_done() -> None:
    done = []
    with pytest.raises(StopRequested) as request, stop_requests(), postponed():
        os.kill(os.getpid(), signal.SIGTERM)
        done.append("everything")
    assert (done, request.value.exit_code) == (["everything"], 128 + signal.SIGTERM)


def test_nothing_is_postponed_where_nobody_listens() -> None:
    before = signal.getsignal(signal.SIGINT)
    with postponed():
        assert signal.getsignal(signal.SIGINT) == before
