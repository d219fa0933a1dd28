"""What a snapshot of a shift says, in words and in the shift's own zone."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from timetracking.base.minutes import duration
from timetracking.models import Location, Review, WorkLog
from timetracking.models.work_log import elapsed
from timetracking.shifts.errors import BreakAfterEnd, EndBeforeStart, InTheFuture, ShiftError
from timetracking.trail import wording as trail
from timetracking.trail.snapshots import Snapshot
from timetracking.trail.subjects import Describer
from timetracking.trail.wording import Comparison

Places = Mapping[int, str]


def location_names(snapshots: Iterable[Mapping[str, Any] | None]) -> Places:
    """Return the names of the locations that the snapshots speak of, from at most one query."""
    found = {kept["location"] for kept in snapshots if kept and kept.get("location")}
    if not found:
        return {}
    return dict(Location.objects.filter(pk__in=found).values_list("pk", "name"))


def wording(snapshots: Iterable[Snapshot | None]) -> Describer:
    """Return what puts these snapshots of shifts into words, from at most one query."""
    return _with(location_names(snapshots))


def compare(before: Snapshot | None, after: Snapshot | None, places: Places) -> list[Comparison]:
    """Return all that either of two snapshots says, line by line, what is empty in both left out.

    A shift that was not there says nothing.
    """
    return trail.compare(before, after, _with(places))


def changes(before: Snapshot | None, after: Snapshot | None, places: Places) -> list[Comparison]:
    """Return what differs between two snapshots, in words."""
    return trail.changes(before, after, _with(places))


def _with(places: Places) -> Describer:
    return lambda kept, other: said(kept, places, other)


def said(kept: Snapshot | None, places: Places, other: Snapshot | None = None) -> dict[str, str]:
    """Return what a snapshot says: the name of each thing, and its words; nothing of None.

    The day is left out of the end where it is that of the start, and of the breaks; the zone is
    given where that of the `other` snapshot differs.
    """
    if not kept or "check_in" not in kept:
        return {}
    zone = ZoneInfo(kept["time_zone"])
    start = _local(kept["check_in"], zone)
    moved = other and other.get("time_zone", kept["time_zone"]) != kept["time_zone"]
    return {
        _("In"): _words(start, None),
        _("Out"): _words(_end(kept["check_out"], zone), None) or _("still running"),
        _("Breaks"): ", ".join(_break(pause, zone) for pause in kept["breaks"]),
        _("Note"): kept["notes"],
        _("Location"): places.get(kept["location"], "") if kept["location"] else "",
        _("Time zone"): kept["time_zone"] if moved else "",
        _("Taken off for missing breaks"): _taken_off(kept["deducted"]),
        _("Automatic break"): _("none: it could not be taken") if kept["deduction_waived"] else "",
        _("Counts as"): duration(_counted(kept)),
        _("To review"): str(Review(kept["review"]).label) if kept["review"] else "",
    }


def shift_label(kept: Snapshot) -> str:
    """Name a shift by its day and its times, in its own zone."""
    zone = ZoneInfo(kept["time_zone"])
    start, end = _local(kept["check_in"], zone), _end(kept["check_out"], zone)
    if end is None:
        return _("%(start)s, still running") % {"start": _words(start, None)}
    return _("%(start)s to %(end)s") % {
        "start": _words(start, None),
        "end": _words(end, start.date()),
    }


def end_refusal(error: ShiftError, log: WorkLog, zone: tzinfo) -> str:
    """Say why a shift cannot end at the time that was asked for alone, in times of `zone`."""
    if isinstance(error, InTheFuture):
        return _("The shift cannot end in the future. Choose a time up to now.")
    if isinstance(error, EndBeforeStart):
        since = formats.date_format(log.check_in.astimezone(zone), "TIME_FORMAT")
        return _("The shift began at %(time)s. Choose an end after that.") % {"time": since}
    if isinstance(error, BreakAfterEnd):
        return _("A break is recorded after that. Choose a later end.")
    return str(error)


def _local(kept: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(kept).astimezone(zone)


def _end(kept: str | None, zone: ZoneInfo) -> datetime | None:
    return _local(kept, zone) if kept else None


def _words(local: datetime | None, day: date | None) -> str:
    """Write a local time; with its day unless that is `day`; and which one, if it comes twice."""
    if local is None:
        return ""
    time = formats.date_format(local, "TIME_FORMAT")
    if _comes_twice(local):
        # The same time an hour later would read the same.
        time = f"{time} {local.tzname()}"
    if local.date() == day:
        return time
    return f"{formats.date_format(local, 'DAY_SHORT_YEAR')}, {time}"


def _comes_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _break(pause: Mapping[str, Any], zone: ZoneInfo) -> str:
    start, end = _local(pause["start"], zone), _end(pause["end"], zone)
    # A break after midnight needs no day: it lies within the shift.
    words = {
        "kind": pause["name"],
        "start": _words(start, start.date()),
        "end": _words(end, end.date()) if end else _("now"),
        "pay": _("paid") if pause["is_paid"] else _("unpaid"),
    }
    return _("%(start)s to %(end)s %(kind)s (%(pay)s)") % words


def _taken_off(seconds: int) -> str:
    return duration(timedelta(seconds=seconds)) if seconds else ""


def _counted(kept: Snapshot) -> timedelta | None:
    """Return what an ended shift counts: what passed, less unpaid breaks and what is taken off."""
    if not kept["check_out"]:
        return None
    unpaid = [pause for pause in kept["breaks"] if not pause["is_paid"]]
    breaks = sum((_passed(pause["start"], pause["end"]) for pause in unpaid), timedelta())
    counted = _passed(kept["check_in"], kept["check_out"]) - breaks
    return counted - timedelta(seconds=kept["deducted"])


def _passed(start: str, end: str) -> timedelta:
    return elapsed(datetime.fromisoformat(start), datetime.fromisoformat(end))
