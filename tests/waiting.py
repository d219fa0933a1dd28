"""Waiting for conditions in tests, with long timeouts, because the machine may be busy."""

import time
from collections.abc import Callable

PATIENCE = 300.0  # seconds; a longer wait is a bug, however busy the machine is


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Return as soon as the condition is true; fail if it is not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"still waiting after {seconds:.0f} s"
        time.sleep(0.02)
