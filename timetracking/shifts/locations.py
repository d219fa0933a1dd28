"""The locations at which shifts run."""

from timetracking.models import Location
from timetracking.shifts.errors import LocationClosed


def keep_open(location: Location) -> None:
    """Keep `location` from being closed before this transaction ends; raise LocationClosed.

    Locks its row, as `close` does: it waits for us, or we have waited for it and see here that it
    came first. A log's reference alone would not do, since it is checked at COMMIT.
    """
    held = Location.objects.open().select_for_update(no_key=True).filter(pk=location.pk)
    if not held:
        raise LocationClosed(location.name)
