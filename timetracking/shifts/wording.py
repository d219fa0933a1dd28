"""Descriptions of snapshots of shifts, in the shift's own time zone."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from places.zones import city
from timetracking.base.minutes import duration
from timetracking.models import Location, Review, WorkLog
from timetracking.models.counting import elapsed
from timetracking.shifts.errors import BreakAfterEnd, EndBeforeStart, InTheFuture, ShiftError
from timetracking.trail import wording as trail
from timetracking.trail.snapshots import Snapshot
from timetracking.trail.subjects import Describer
from timetracking.trail.wording import Comparison

LocationNames = Mapping[int, str]


def location_names(snapshots: Iterable[Mapping[str, Any] | None]) -> LocationNames:
    """Return the names of the snapshots' locations by id, in at most one query."""
    ids = {s["location"] for s in snapshots if s and s.get("location")}
    if not ids:
        return {}
    return dict(Location.objects.filter(pk__in=ids).values_list("pk", "name"))


def wording(snapshots: Iterable[Snapshot | None]) -> Describer:
    """Return a describer of these snapshots of shifts, with at most one query."""
    return _describer(location_names(snapshots))


def compare(
    before: Snapshot | None, after: Snapshot | None, locations: LocationNames
) -> list[Comparison]:
    """Compare two snapshots, value by value, without those that are empty in both.

    None stands for a shift that did not exist.
    """
    return trail.compare(before, after, _describer(locations))


def changes(
    before: Snapshot | None, after: Snapshot | None, locations: LocationNames
) -> list[Comparison]:
    """Return the values that differ between two snapshots."""
    return trail.changes(before, after, _describer(locations))


def _describer(locations: LocationNames) -> Describer:
    return lambda snapshot, other: describe(snapshot, locations, other)


def describe(
    snapshot: Snapshot | None, locations: LocationNames, other: Snapshot | None = None
) -> dict[str, str]:
    """Describe a snapshot as labels and texts; None and a snapshot without times have none.

    The time zone is included only if that of the `other` snapshot differs.
    """
    if not snapshot or "check_in" not in snapshot:
        return {}
    zone = ZoneInfo(snapshot["time_zone"])
    start = _local(snapshot["check_in"], zone)
    zone_differs = other and other.get("time_zone", snapshot["time_zone"]) != snapshot["time_zone"]
    return {
        _("In"): _format(start, None),
        _("Out"): _format(_end(snapshot["check_out"], zone), None) or _("still running"),
        _("Breaks"): _breaks(snapshot, zone),
        _("Note"): snapshot["notes"],
        _("Location"): locations.get(snapshot["location"], "") if snapshot["location"] else "",
        _("Time zone"): city(snapshot["time_zone"]) if zone_differs else "",
        _("Deducted for breaks not taken"): _deduction(snapshot["deducted"]),
        _("Automatic break"): _("none: no break could be taken")
        if snapshot["deduction_waived"]
        else "",
        _("Hours counted"): duration(_counted(snapshot)),
        _("To check"): str(Review(snapshot["review"]).label) if snapshot["review"] else "",
    }


def shift_label(snapshot: Snapshot) -> str:
    """Return a label for a shift: its day and times, in its own time zone."""
    zone = ZoneInfo(snapshot["time_zone"])
    start, end = _local(snapshot["check_in"], zone), _end(snapshot["check_out"], zone)
    if end is None:
        return _("%(start)s, still running") % {"start": _format(start, None)}
    return _("%(start)s to %(end)s") % {
        "start": _format(start, None),
        "end": _format(end, start.date()),
    }


def shift_day(snapshot: Snapshot) -> date:
    """Return the day on which a shift began, in its own time zone."""
    return _local(snapshot["check_in"], ZoneInfo(snapshot["time_zone"])).date()


def summary(before: Snapshot | None, after: Snapshot | None, locations: LocationNames) -> list[str]:
    """Return what differs between two snapshots of a shift in few words: "Out 15:34 → 15:39".

    Times that stay on the same day have no day. An added or removed shift has its times, and what
    is taken off its hours.
    """
    if not before or not after:
        whole = after or before
        return [shift_label(whole), *taken_off(whole)] if whole and "check_in" in whole else []
    old, new = _facts(before, after, locations), _facts(after, before, locations)
    nothing = "\N{EN DASH}"
    return [
        f"{name} {old[name] or nothing} → {new[name] or nothing}"
        for name in old
        if old[name] != new[name]
    ]


def taken_off(snapshot: Snapshot | None) -> list[str]:
    """Return the breaks of a shift and what is deducted from it: its hours are its time less these.

    Paid breaks are among them, and are said to be paid.
    """
    if not snapshot:
        return []
    parts = {
        _("Breaks"): _breaks(snapshot, ZoneInfo(snapshot["time_zone"])),
        _("Deducted"): _deduction(snapshot["deducted"]),
    }
    return [f"{name} {text}" for name, text in parts.items() if text]


def gain(before: Snapshot | None, after: Snapshot | None) -> timedelta:
    """Return by how much the hours that count change; those of a running shift count as none."""
    old, new = (_counted(one) if one and "check_in" in one else None for one in (before, after))
    return (new or timedelta()) - (old or timedelta())


def _facts(snapshot: Snapshot, other: Snapshot, locations: LocationNames) -> dict[str, str]:
    """Describe a snapshot; its times have their days if those of the `other` are on other days."""
    zone = ZoneInfo(snapshot["time_zone"])
    waived = _("none: no break could be taken") if snapshot["deduction_waived"] else ""
    return {
        _("In"): _beside(snapshot, other, "check_in"),
        _("Out"): _beside(snapshot, other, "check_out") or _("still running"),
        _("Breaks"): _breaks(snapshot, zone),
        _("Note"): snapshot["notes"],
        _("Location"): locations.get(snapshot["location"], "") if snapshot["location"] else "",
        _("Automatic break"): waived,
        _("Deducted"): _deduction(snapshot["deducted"]),
    }


def _beside(snapshot: Snapshot, other: Snapshot, key: str) -> str:
    shown = _end(snapshot[key], ZoneInfo(snapshot["time_zone"]))
    # Without an end, the day is that of the other's start.
    beside = _local(other[key] or other["check_in"], ZoneInfo(other["time_zone"]))
    return _format(shown, beside.date())


def end_refusal(error: ShiftError, log: WorkLog, zone: tzinfo) -> str:
    """Return why a shift cannot end as asked, for a form that asks only for the end."""
    if isinstance(error, InTheFuture):
        return _("The shift cannot end in the future. Choose an earlier time.")
    if isinstance(error, EndBeforeStart):
        began_at = formats.date_format(log.check_in.astimezone(zone), "TIME_FORMAT")
        return _("The shift started at %(time)s. Choose a later end.") % {"time": began_at}
    if isinstance(error, BreakAfterEnd):
        return _("There is a break after that. Choose a later end.")
    return str(error)


def _local(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).astimezone(zone)


def _end(text: str | None, zone: ZoneInfo) -> datetime | None:
    return _local(text, zone) if text else None


def _format(local: datetime | None, day: date | None) -> str:
    """Format a local time, with its day unless that is `day`."""
    if local is None:
        return ""
    time = formats.date_format(local, "TIME_FORMAT")
    if _happens_twice(local):
        # Tell it from the same local time an hour later.
        time = f"{time} {local.tzname()}"
    if local.date() == day:
        return time
    return f"{formats.date_format(local, 'DAY_SHORT_YEAR')}, {time}"


def _happens_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _breaks(snapshot: Snapshot, zone: ZoneInfo) -> str:
    return ", ".join(_break(break_, zone) for break_ in snapshot["breaks"])


def _break(break_: Mapping[str, Any], zone: ZoneInfo) -> str:
    start, end = _local(break_["start"], zone), _end(break_["end"], zone)
    # A break after midnight needs no day: it lies within the shift.
    params = {
        "kind": break_["name"],
        "start": _format(start, start.date()),
        "end": _format(end, end.date()) if end else _("now"),
        "pay": _("paid") if break_["is_paid"] else _("unpaid"),
    }
    return _("%(start)s to %(end)s %(kind)s (%(pay)s)") % params


def _deduction(seconds: int) -> str:
    return duration(timedelta(seconds=seconds)) if seconds else ""


def _counted(snapshot: Snapshot) -> timedelta | None:
    """Return the duration of an ended shift without unpaid breaks and the deduction."""
    if not snapshot["check_out"]:
        return None
    unpaid = [break_ for break_ in snapshot["breaks"] if not break_["is_paid"]]
    unpaid_time = sum((_elapsed(break_["start"], break_["end"]) for break_ in unpaid), timedelta())
    counted = _elapsed(snapshot["check_in"], snapshot["check_out"]) - unpaid_time
    return counted - timedelta(seconds=snapshot["deducted"])


def _elapsed(start: str, end: str) -> timedelta:
    return elapsed(datetime.fromisoformat(start), datetime.fromisoformat(end))
