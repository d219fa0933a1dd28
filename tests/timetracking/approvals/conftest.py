"""A shift of Tuesday, and requests about it."""

from tests.timetracking.corrections.conftest import asked, shift

__all__ = ["asked", "shift"]
