"""The check against lost updates: a change of an older version of a row is refused."""

from collections.abc import Callable

from timetracking.base.errors import TimeTrackingError

# The version of a form without one, which no row has.
NO_VERSION = -1


def is_changed(current: int, seen: int | None) -> bool:
    """Return whether the version that someone saw, None if unknown, is not the current one."""
    return seen != current


def refuse_changed(
    current: int, seen: int | None, refusal: Callable[[], TimeTrackingError]
) -> None:
    """Raise `refusal` if a row was changed since someone saw it; the caller has locked the row."""
    if is_changed(current, seen):
        raise refusal()
