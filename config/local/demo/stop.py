"""Ctrl-C, SIGTERM and SIGHUP: each stops the demo, in good order and once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopSignal:
    """Raises KeyboardInterrupt when told to stop, and remembers it should that get lost."""

    def __init__(self) -> None:
        self.came = False
        self._raises = True
        for number in SIGNALS:
            signal.signal(number, self._handle)

    def check(self) -> None:
        """Raise KeyboardInterrupt if we were told to stop: a destructor may have swallowed it."""
        if self.came:
            raise KeyboardInterrupt

    @contextmanager
    def put_off(self) -> Iterator[None]:
        """Let a block finish that must not be torn."""
        self._raises = False
        try:
            yield
        finally:
            self._raises = not self.came
        self.check()

    def expect_no_more(self) -> None:
        """Only remember from now on: we are stopping, and nothing stops that."""
        self._raises = False

    def ignore(self) -> None:
        """Be deaf: while Python ends, a signal would end it with an error code."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        # If the interrupt passed through an exec() of text, as when a dataclass is made, Python
        # would still end as if nobody had caught it; the next exec() makes it forget.
        exec("")  # noqa: S102 - nothing to execute

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.came = True
        if self._raises:
            self._raises = False  # once: a second one must not tear the cleaning up
            raise KeyboardInterrupt
