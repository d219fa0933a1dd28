"""The locks of the locations at which shifts run."""

from timetracking.models import Location
from timetracking.shifts.errors import LocationClosed


def keep_open(location: Location) -> None:
    """Keep `location` open until the transaction ends; raise LocationClosed if it is closed.

    Locks the row, as closing a location does, so that one of the two waits for the other. The log's
    reference would not be enough, because it is only checked at COMMIT.
    """
    locked = Location.objects.open().select_for_update(no_key=True).filter(pk=location.pk)
    if not locked:
        raise LocationClosed(location.name)
