"""The only code that writes PINs: the hash, who set it, the line in the trail, and the alert."""

from accounts.security.events import Event
from timetracking.base.authors import Author
from timetracking.base.locks import LockedEmployee
from timetracking.base.security import note, tell
from timetracking.notices import alerts
from timetracking.staff.subjects import pin_snapshot
from timetracking.trail.recording import record


def write_pin(locked: LockedEmployee, encoded: str, *, by: Author) -> None:
    """Save the hash of a new PIN, "" for none, and tell the person unless they set it themselves.

    They are told by mail too if the author has a site. The trail records the change, but neither
    PIN nor hash.
    """
    before = pin_snapshot(locked)
    locked.pin = encoded
    locked.pin_set_by = by.employee if encoded else None
    locked.save(update_fields=["pin", "pin_set_by"])
    after = pin_snapshot(locked)
    if before["pin"] == after["pin"]:
        after["pin"] = "changed"
    record(locked, by=by, before=before, after=after, employee=locked)
    kind = alerts.Kind.PIN_SET if encoded else alerts.Kind.PIN_REMOVED
    alerts.tell(locked, kind, by=by, site=None)  # the mail of the event says more
    event = Event.PIN_SET if encoded else Event.PIN_REMOVED
    tell(note(event, by=by, about=locked), [locked], by=by)
