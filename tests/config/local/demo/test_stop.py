"""The demo's handling of Ctrl-C and SIGTERM."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest

from config.local.demo.stop import SIGNALS, StopSignal


@pytest.fixture
def stop() -> Iterator[StopSignal]:
    old_handlers = {number: signal.getsignal(number) for number in SIGNALS}
    yield StopSignal()
    for number, handler in old_handlers.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_first_signal_interrupts(stop: StopSignal, number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)

    assert stop.was_received


def test_second_signal_does_not_interrupt_the_cleanup(stop: StopSignal) -> None:
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)

    os.kill(os.getpid(), signal.SIGINT)


def test_signal_that_was_swallowed_is_remembered(stop: StopSignal) -> None:
    stop.check()
    with suppress(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        stop.check()


def test_deferred_signal_lets_the_block_finish(stop: StopSignal) -> None:
    has_finished = False

    with pytest.raises(KeyboardInterrupt), stop.deferred():
        os.kill(os.getpid(), signal.SIGINT)
        has_finished = True

    assert has_finished


def test_an_interrupt_in_an_exec_does_not_end_python_with_a_signal() -> None:
    script = (
        "import os, signal\n"
        "from config.local.demo.stop import StopSignal\n"
        "stop = StopSignal()\n"
        "try: exec('os.kill(os.getpid(), signal.SIGINT)')\n"
        "except KeyboardInterrupt: stop.ignore()\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
