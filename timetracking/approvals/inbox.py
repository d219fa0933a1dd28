"""The one list of what waits for a decision, and of what waits for others. Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timetracking.approvals import counting
from timetracking.approvals.counting import Kind
from timetracking.base.minutes import duration, signed
from timetracking.base.rights import can_decide_request, can_review
from timetracking.base.versions import is_changed
from timetracking.corrections.labels import label_of
from timetracking.models import (
    Action,
    Correction,
    CorrectionKind,
    Employee,
    Location,
    Punch,
    WorkLog,
    zone_at,
)
from timetracking.models.correction import CorrectionQuerySet
from timetracking.shifts.running import with_breaks
from timetracking.shifts.snapshots import snapshot
from timetracking.shifts.wording import (
    LocationNames,
    gain,
    location_names,
    shift_label,
    summary,
    taken_off,
)

# A page shows only so many, the oldest first; the next follow when these are decided.
SHOWN = 100
_WORDS_OF_ACTIONS = {
    Action.IN: gettext_lazy("clock in"),
    Action.OUT: gettext_lazy("clock out"),
    Action.BREAK: gettext_lazy("start break"),
    Action.BACK: gettext_lazy("end break"),
}


@dataclass(frozen=True)
class Entry:
    """One thing to decide. `at` is since when it waits, `key` names it and its version in forms.

    `difference` has what a decision changes, in few words; `change` is the sum of it, "+5 min".
    `hint` says why it cannot be accepted from the list.
    """

    kind: Kind
    key: str
    at: datetime
    employee: Employee
    what: str
    shift: str
    difference: list[str]
    change: str
    reason: str
    url: str
    hint: str = ""

    @property
    def can_accept(self) -> bool:
        """Whether it can be accepted from the list."""
        return not self.hint


@dataclass(frozen=True)
class Inbox:
    """What `actor` may decide, oldest first, and what is for others to decide."""

    entries: list[Entry]
    others: list[Entry]
    has_more: bool

    def next_after(self, at: datetime | None) -> Entry | None:
        """Return what comes after the moment, else the oldest, of what has a page of its own."""
        pages = [entry for entry in self.entries if entry.kind != Kind.TAP]
        later = (entry for entry in pages if at is not None and entry.at > at)
        return next(later, pages[0] if pages else None)


def inbox(actor: Employee, company_zone: ZoneInfo, place: Location | None = None) -> Inbox:
    """Return what waits for `actor`, and for others, in a fixed number of queries.

    What is in doubt, or in which `actor` had a part, takes more: see `counting.waiting_for`.
    """
    asked = list(_with_people(counting.requests(actor, place))[: SHOWN + 1])
    disputed = list(_with_people(counting.disputes(actor, place))[: SHOWN + 1])
    marked = counting.reviews(actor, place).select_related("employee", "location")
    logs = list(with_breaks(marked.order_by("check_in"))[: SHOWN + 1])
    taps = counting.taps(actor, place).select_related("employee", "kiosk__location")
    own = list(_with_people(Correction.objects.pending().for_employee(actor)))
    names = location_names(
        side for one in (*asked, *disputed, *own) for side in (one.before, one.after)
    )
    mine: list[Entry] = []
    others = [_of_request(one, names) for one in own]
    for one in asked:
        # Without a query for those that are not in doubt: they are of people whom the actor leads.
        is_mine = not one.reply_in_doubt or can_decide_request(actor, one.employee, one)
        (mine if is_mine else others).append(_of_request(one, names))
    for log in logs:
        (mine if _is_to_review_by(actor, log) else others).append(_of_review(log))
    mine += [_of_dispute(one, names) for one in disputed]
    mine += _of_taps(taps.order_by("pk")[: SHOWN + 1], company_zone)
    is_cut = any(len(rows) > SHOWN for rows in (asked, disputed, logs))
    mine.sort(key=_order)
    return Inbox(mine[:SHOWN], sorted(others, key=_order), has_more=is_cut or len(mine) > SHOWN)


def _order(entry: Entry) -> tuple[datetime, str]:
    return entry.at, entry.key


def _is_to_review_by(actor: Employee, log: WorkLog) -> bool:
    # Without a query for the shifts in which the actor had no part: those of people they lead.
    return actor.pk not in log.involved or can_review(actor, log)


def _with_people(corrections: CorrectionQuerySet) -> CorrectionQuerySet:
    return corrections.select_related("employee", "asked_by", "work_log").order_by("pk")


def _of_request(one: Correction, names: LocationNames) -> Entry:
    is_missing = one.kind == CorrectionKind.MISSING
    is_gone = not is_missing and one.work_log is None
    version = one.work_log.version if one.work_log else None
    hint = ""
    if is_gone:
        hint = _("The shift has been removed in the meantime.")
    elif not is_missing and is_changed(version or 0, one.base_version):
        hint = _("The shift has changed since. Open it to see both versions.")
    return Entry(
        kind=Kind.REQUEST,
        key=f"{Kind.REQUEST}-{one.pk}-{version or ''}",
        at=one.created_at,
        employee=one.employee,
        what=_("missing shift") if is_missing else _("change of a shift"),
        shift=label_of(one),
        difference=taken_off(one.after) if is_missing else summary(one.before, one.after, names),
        change=signed(gain(one.before, one.after)),
        reason=one.reason,
        url=reverse("correction", args=[one.pk]),
        hint=hint,
    )


def _of_dispute(one: Correction, names: LocationNames) -> Entry:
    return Entry(
        kind=Kind.DISPUTE,
        key=f"{Kind.DISPUTE}-{one.pk}-",
        at=one.replied_at or one.created_at,
        employee=one.employee,
        what=_("disputes a change"),
        shift=label_of(one),
        difference=summary(one.before, one.after, names),
        change=signed(gain(one.before, one.after)),
        reason=one.reply_reason,
        url=reverse("correction", args=[one.pk]),
        hint=_("It needs an answer. Open it to write one."),
    )


def _of_review(log: WorkLog) -> Entry:
    recorded = snapshot(log, sorted(log.breaks.all(), key=lambda break_: break_.start))
    return Entry(
        kind=Kind.REVIEW,
        key=f"{Kind.REVIEW}-{log.pk}-{log.version}",
        at=log.check_in,
        employee=log.employee,
        what=str(log.get_review_display()),
        shift=shift_label(recorded),
        difference=[*([log.location.name] if log.location else []), *taken_off(recorded)],
        change=duration(log.duration(log.check_out)) if log.check_out else "",
        reason="",
        url=reverse("shift", args=[log.pk]),
    )


def _of_taps(taps: Iterable[Punch], company_zone: ZoneInfo) -> Iterator[Entry]:
    for punch in taps:
        zone = zone_at(punch.kiosk.location if punch.kiosk else None, company_zone)
        at = punch.device_at or punch.created_at
        yield Entry(
            kind=Kind.TAP,
            key=f"{Kind.TAP}-{punch.pk}-",
            at=punch.created_at,
            employee=punch.employee,
            what=str(_WORDS_OF_ACTIONS[Action(punch.action)]),
            shift=formats.date_format(at.astimezone(zone), "MOMENT_SHORT"),
            difference=_circumstances(punch, zone),
            change="",
            reason=punch.refusal,
            url=reverse("timesheet-of", args=[punch.employee_id]),
        )


def _circumstances(punch: Punch, zone: ZoneInfo) -> list[str]:
    """Say where a refused tap was made and when it came: its own time is that of a device."""
    received = formats.date_format(punch.created_at.astimezone(zone), "MOMENT_SHORT")
    came = _("received %(time)s") % {"time": received}
    if punch.kiosk:
        return [
            f"{punch.kiosk.name}, {punch.kiosk.location.name}",
            _("by the tablet's clock"),
            came,
        ]
    return [_("by the phone's clock"), came]
