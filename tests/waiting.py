"""Waiting for what a test waits for: patient, because the machine may be busy."""

import time
from collections.abc import Callable

PATIENCE = 300.0  # seconds; whoever waits that long has found a bug, however busy the machine is


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Return once the condition holds; fail if it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"still waiting after {seconds:.0f} s"
        time.sleep(0.02)
