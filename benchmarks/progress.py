"""What is being done, on the terminal, while the figures are in the making."""

import sys
import time

_began = time.monotonic()


def say(what: str) -> None:
    """Write a line on standard error, with the seconds since the start."""
    print(f"[{time.monotonic() - _began:6,.0f} s] {what}", file=sys.stderr, flush=True)  # noqa: T201
