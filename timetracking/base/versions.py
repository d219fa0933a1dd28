"""Lost updates: whoever changes what they saw before another change is told."""

from collections.abc import Callable

from timetracking.base.errors import TimeTrackingError


def is_changed(current: int, seen: int | None) -> bool:
    """Say whether a row's version is another than the one that someone saw, or says nothing of."""
    return seen != current


def refuse_changed(
    current: int, seen: int | None, refusal: Callable[[], TimeTrackingError]
) -> None:
    """Raise `refusal` where a row was changed since someone saw it; the caller holds the row."""
    if is_changed(current, seen):
        raise refusal()
