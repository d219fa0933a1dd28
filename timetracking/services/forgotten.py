"""Shifts that nobody ended: reminding, ending them provisionally, and asking when it really was.

A shift is stale once it has run for the company's reminder hours, counted as they pass, whatever
the clocks do in between. It is never ended silently: either Shiftbook ends it and says so, or the
person says when they left. Both ends are provisional until a manager has looked at them.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q, Subquery, Value
from django.db.models.expressions import Combinable

from accounts.requests import Site
from timetracking.models import CompanySettings, Review, WorkLog
from timetracking.models.work_log import WorkLogQuerySet, elapsed
from timetracking.services import shifts
from timetracking.services.audit import program
from timetracking.services.clocking import lock_employee
from timetracking.services.notices import Notice, notify

_HOUR = timedelta(hours=1)
_PROGRAM = program("close_forgotten_shifts")


class Step(StrEnum):
    """What is done about a shift that runs for too long."""

    REMIND = "remind"
    END = "end"


def due(now: datetime) -> WorkLogQuerySet:
    """Keep the open shifts that something is to be done about at `now`, by the company's settings.

    It asks the database for the settings too, so that it can be asked of all companies at once.
    """
    to_remind = Q(reminded_at__isnull=True, check_in__lte=_ago("reminder_hours", now))
    ends = Q(Subquery(CompanySettings.objects.values("ends_forgotten")[:1]))
    return WorkLog.objects.open().filter(
        to_remind | (ends & Q(check_in__lte=_ago("end_hours", now)))
    )


def _ago(setting: str, now: datetime) -> Combinable:
    hours = Subquery(CompanySettings.objects.values(setting)[:1])
    return ExpressionWrapper(Value(now) - hours * Value(_HOUR), output_field=DateTimeField())


def next_step(log: WorkLog, company: CompanySettings, now: datetime) -> Step | None:
    """Return what is to be done about an open shift at `now`; its end goes before a reminder."""
    running = elapsed(log.check_in, now)
    if company.ends_forgotten and running >= company.end_hours * _HOUR:
        return Step.END
    return Step.REMIND if is_stale(log, company, now) and log.reminded_at is None else None


def is_stale(log: WorkLog, company: CompanySettings, now: datetime) -> bool:
    """Say whether a shift still runs, and for so long that it must be asked about."""
    running = elapsed(log.check_in, max(now, log.check_in))
    return log.check_out is None and running >= company.reminder_hours * _HOUR


@transaction.atomic
def care_for(pk: int, *, now: datetime, site: Site) -> Step | None:
    """Do what is due about the shift `pk` at `now`, and mail its employee; return what was done.

    Locks the employee's row: someone who clocks out at the same moment comes before, and then
    nothing is done, or after, and is told that the shift has ended. Doing it again does nothing.
    """
    lock_employee(WorkLog.objects.values_list("employee", flat=True).get(pk=pk))
    log = WorkLog.objects.open().select_related("employee").filter(pk=pk).first()
    if log is None:
        return None
    company = CompanySettings.objects.get()
    step = next_step(log, company, now)
    if step == Step.END:
        with shifts.changing(log, by=_PROGRAM):
            shifts.end(log, provisional_end(log, company, now), company)
            log.review, log.reminded_at = Review.AUTOMATIC, log.reminded_at or now
    elif step == Step.REMIND:
        log.reminded_at = now
        log.save(update_fields=["reminded_at"])
    if step:
        notify(log.employee, Notice.FORGOTTEN, _words(log, now, site), site=site)
    return step


def provisional_end(log: WorkLog, company: CompanySettings, now: datetime) -> datetime:
    """Return when a forgotten shift is taken to have ended: after the company's hours.

    Not in the future, and not before the last break's end. A break that is still open ends with the
    shift; where it began later than that, both end at once there.
    """
    end = min(log.check_in + company.provisional_hours * _HOUR, now)
    return max([end, *(pause.end for pause in log.breaks.all() if pause.end)])


def _words(log: WorkLog, now: datetime, site: Site) -> dict[str, object]:
    ended = log.check_out and log.check_out.astimezone(log.zone)
    return {
        "log": log,
        "zone": log.zone,
        "end_is_another_day": bool(ended and ended.date() != log.date),
        "counted": log.duration(now),
        "on_break": shifts.open_break(log) is not None,
        "link": f"{site.base_url}/",
    }
