"""Shifts that nobody ended: reminding, ending them provisionally, and asking when it really was.

A shift is stale once it has run for the company's reminder hours, counted as they pass, whatever
the clocks do in between. It is never ended silently: either Shiftbook ends it and says so, or the
person says when they left. Both ends are provisional until a manager has looked at them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.requests import Site
from timetracking.base.authors import Author, program
from timetracking.base.constraints import refusals
from timetracking.base.locks import lock_employee
from timetracking.clocking.errors import EndRefused, QuestionGone
from timetracking.clocking.punches import Tap, punch_once
from timetracking.models import (
    Action,
    AuditLine,
    CompanySettings,
    Employee,
    Kiosk,
    Review,
    Rules,
    WorkLog,
)
from timetracking.models.work_log import WorkLogQuerySet, elapsed
from timetracking.notices.mailing import Notice, notify
from timetracking.shifts import running as shifts

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_PROGRAM = program("close_forgotten_shifts")


class Step(StrEnum):
    """What is done about a shift that runs for too long."""

    REMIND = "remind"
    END = "end"


def due(now: datetime) -> WorkLogQuerySet:
    """Keep the open shifts that something is to be done about at `now`, by the company's rules.

    It asks the database for the rules too, so that it can be asked of all companies at once.
    """
    to_remind = Q(reminded_at__isnull=True, check_in__lte=_ago("reminder_hours", now))
    ends = Q(Subquery(Rules.objects.values("ends_forgotten")[:1]))
    return WorkLog.objects.open().filter(
        to_remind | (ends & Q(check_in__lte=_ago("end_hours", now)))
    )


def _ago(name: str, now: datetime) -> Combinable:
    hours = Subquery(Rules.objects.values(name)[:1])
    return ExpressionWrapper(Value(now) - hours * Value(_HOUR), output_field=DateTimeField())


def next_step(log: WorkLog, rules: Rules, now: datetime) -> Step | None:
    """Return what is to be done about an open shift at `now`; its end goes before a reminder."""
    running = elapsed(log.check_in, now)
    if rules.ends_forgotten and running >= rules.end_hours * _HOUR:
        return Step.END
    return Step.REMIND if shifts.is_stale(log, rules, now) and log.reminded_at is None else None


@transaction.atomic
def care_for(pk: int, *, now: datetime, site: Site) -> Step | None:
    """Do what is due about the shift `pk` at `now`, and mail its employee; return what was done.

    Locks the employee's row: someone who clocks out at the same moment comes before, and then
    nothing is done, or after, and is told that the shift has ended. Doing it again does nothing,
    and neither does a shift that was removed meanwhile.
    """
    whose = WorkLog.objects.filter(pk=pk).values_list("employee", flat=True).first()
    if whose is None:
        return None
    lock_employee(whose)
    log = WorkLog.objects.open().select_related("employee").filter(pk=pk).first()
    if log is None:
        return None
    company = CompanySettings.objects.select_related("rules").get()
    rules = company.rules
    step = next_step(log, rules, now)
    if step == Step.END:
        with shifts.changing(log, by=_PROGRAM):
            shifts.end(log, provisional_end(log, rules, now), rules)
            log.review, log.reminded_at = Review.AUTOMATIC, log.reminded_at or now
    elif step == Step.REMIND:
        log.reminded_at = now
        log.save(update_fields=["reminded_at"])
    if step:
        words = _words(log, now, site)
        notify(log.employee, Notice.FORGOTTEN, words, company=company, site=site)
    return step


def provisional_end(log: WorkLog, rules: Rules, now: datetime) -> datetime:
    """Return when a forgotten shift is taken to have ended: after the company's hours.

    Not in the future, and not before the last break's end. A break that is still open ends with the
    shift; where it began later than that, both end at once there.
    """
    end = min(log.check_in + rules.provisional_hours * _HOUR, now)
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


@dataclass(frozen=True)
class Question:
    """A shift that its employee is asked about, and the end to suggest, a whole minute."""

    log: WorkLog
    suggested: datetime


def question(
    employee: Employee, open_log: WorkLog | None, *, rules: Rules, now: datetime
) -> Question | None:
    """Return what the next tap has to ask: the open shift if it is stale, or one ended for them.

    One query for someone who is out: their last shift, whose end Shiftbook set, is asked about.
    """
    if open_log:
        if not shifts.is_stale(open_log, rules, now):
            return None
        starts = (pause.start for pause in open_log.breaks.all())
        end = max([provisional_end(open_log, rules, now), *starts])
        return Question(open_log, min(_whole_minute(end), now))
    last = WorkLog.objects.for_employee(employee).order_by("-check_in").first()
    if last is None or last.review != Review.AUTOMATIC or last.check_out is None:
        return None
    return Question(last, _whole_minute(last.check_out))


def _whole_minute(moment: datetime) -> datetime:
    return moment + (-timedelta(seconds=moment.second, microseconds=moment.microsecond) % _MINUTE)


def state_end(
    employee: Employee,
    *,
    key: UUID,
    shift: int,
    version: int,
    ended_at: datetime | None,
    now: datetime,
    by: Author,
    kiosk: Kiosk | None = None,
) -> WorkLog:
    """Write when someone says that they left, or repeat the answer that `key` got before.

    `shift` is the id of their shift that runs or was ended for them, `version` the one they were
    asked about; without `ended_at` the automatic end is right. Either way a manager has yet to
    review it. Locks the employee's row to the transaction's end. Raises a PunchRefused, which is
    recorded: EndRefused, QuestionGone, NotEmployed.
    """

    def say(locked: Employee) -> WorkLog:
        mine = WorkLog.objects.for_employee(locked).select_related("employee")
        log = mine.filter(pk=shift, version=version).first()
        if log is None or not _may_be_stated(log, ended_at):
            raise QuestionGone
        reason = "end confirmed" if ended_at is None else "end given afterwards"
        in_the_way = {"work_logs_no_overlap": _overlap}
        with refusals(in_the_way), shifts.changing(log, by=by, reason=reason):
            if ended_at is not None:
                _end_at(log, ended_at, now)
            log.review = Review.STATED
        return log

    return punch_once(employee, Tap(key, now, by, kiosk), Action.OUT, say)


def _may_be_stated(log: WorkLog, ended_at: datetime | None) -> bool:
    if log.check_out is None:
        return ended_at is not None
    return log.review == Review.AUTOMATIC


def _end_at(log: WorkLog, ended_at: datetime, now: datetime) -> None:
    if log.check_out and _was_on_break(log):
        shifts.reopen(log)
    log.check_out = None
    if ended_at > now:
        raise EndRefused(_("The shift cannot end in the future. Choose a time up to now."))
    if ended_at <= log.check_in:
        since = formats.date_format(log.check_in.astimezone(log.zone), "TIME_FORMAT")
        raise EndRefused(
            _("The shift began at %(time)s. Choose an end after that.") % {"time": since}
        )
    if any(ended_at < (pause.end or pause.start) for pause in log.breaks.all()):
        raise EndRefused(_("A break is recorded after that. Choose a later end."))
    shifts.end(log, ended_at, Rules.objects.get())


def _was_on_break(log: WorkLog) -> bool:
    """Say whether the automatic end also ended a break, which then lasts to the end stated."""
    line = AuditLine.objects.of_log(log).last()
    breaks = (line.before or {}).get("breaks", []) if line else []
    return any(pause["end"] is None for pause in breaks)


def _overlap() -> EndRefused:
    return EndRefused(_("Another shift of yours has begun by then. Choose an earlier end."))
