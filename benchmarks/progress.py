"""Progress messages on the terminal."""

import sys
import time

_began = time.monotonic()


def say(message: str) -> None:
    """Write a line to standard error, with the seconds since the start."""
    print(f"[{time.monotonic() - _began:6,.0f} s] {message}", file=sys.stderr, flush=True)  # noqa: T201
