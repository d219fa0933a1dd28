"""Ctrl-C, SIGTERM and SIGHUP: each shuts the demo down cleanly, once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopSignal:
    """Raises KeyboardInterrupt at a signal, and remembers it in case the exception gets lost."""

    def __init__(self) -> None:
        self.was_received = False
        self._raises = True
        for number in SIGNALS:
            signal.signal(number, self._handle)

    def check(self) -> None:
        """Raise KeyboardInterrupt if a signal was received: a destructor may have swallowed it."""
        if self.was_received:
            raise KeyboardInterrupt

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Defer signals until the end of a block that must not be interrupted."""
        self._raises = False
        try:
            yield
        finally:
            self._raises = not self.was_received
        self.check()

    def only_remember(self) -> None:
        """Raise nothing from now on: the shutdown must not be interrupted."""
        self._raises = False

    def ignore(self) -> None:
        """Ignore signals: while Python exits, one would cause an error code."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        # If the interrupt was raised in an exec() of a string, as in the creation of a dataclass,
        # Python would exit as if it had not been caught; another exec() resets that.
        exec("")  # noqa: S102 - nothing to execute

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.was_received = True
        if self._raises:
            self._raises = False  # once: a second one must not interrupt the cleanup
            raise KeyboardInterrupt
