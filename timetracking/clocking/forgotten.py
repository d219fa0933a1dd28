"""Forgotten shifts: remind the employee, end the shift provisionally, ask when they really left.

A shift is stale once it has run for the company's reminder hours, in elapsed time: a change of the
clocks does not matter. It is never ended silently: either Shiftbook ends it and says so, or the
employee says when they left. Both ends are provisional until a manager reviews them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.requests import CarriedSite, Site
from timetracking.base.authors import program
from timetracking.base.doubts import address_changers
from timetracking.base.locks import LockedEmployee, lock_employee
from timetracking.clocking.errors import EndRefused, QuestionGone
from timetracking.clocking.taps import Tap, process_once
from timetracking.models import Action, AuditLine, CompanySettings, Employee, Review, Rules, WorkLog
from timetracking.models.counting import elapsed
from timetracking.models.work_log import WorkLogQuerySet
from timetracking.notices.mailing import Notice, notify
from timetracking.shifts import writer
from timetracking.shifts.errors import PeriodLocked, ShiftConflict, ShiftError, ShiftInTheWay
from timetracking.shifts.marks import Mark
from timetracking.shifts.rules import is_too_long
from timetracking.shifts.running import is_stale, open_break
from timetracking.shifts.wording import end_refusal
from timetracking.shifts.writing import current

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_PROGRAM = program("close_forgotten_shifts")


class FollowUp(StrEnum):
    """What is done about a shift that has run for too long."""

    REMIND = "remind"
    END = "end"


def due(now: datetime) -> WorkLogQuerySet:
    """Return the open shifts that need a follow-up at `now`, by the company's rules.

    The query reads the rules too, so that it can run for all companies at once.
    """
    to_remind = Q(reminded_at__isnull=True, check_in__lte=_ago("reminder_hours", now))
    ends = Q(Subquery(Rules.objects.values("ends_forgotten")[:1]))
    return (
        WorkLog.objects.open()
        .filter(day_is_open=True)
        .filter(to_remind | (ends & Q(check_in__lte=_ago("end_hours", now))))
    )


def _ago(name: str, now: datetime) -> Combinable:
    hours = Subquery(Rules.objects.values(name)[:1])
    return ExpressionWrapper(Value(now) - hours * Value(_HOUR), output_field=DateTimeField())


def next_follow_up(log: WorkLog, rules: Rules, now: datetime) -> FollowUp | None:
    """Return what to do about an open shift at `now`; ending it takes precedence."""
    worked = elapsed(log.check_in, now)
    if rules.ends_forgotten and worked >= rules.end_hours * _HOUR:
        return FollowUp.END
    return FollowUp.REMIND if is_stale(log, rules, now) and log.reminded_at is None else None


@transaction.atomic
def follow_up(pk: int, *, now: datetime, site: Site) -> FollowUp | None:
    """Do what is due for the shift `pk` at `now`, and mail its employee; return what was done.

    Locks the employee's row. If they clock out at the same moment, either nothing is left to do, or
    they are told that the shift has ended. Does nothing for a shift that was handled or removed.
    """
    employee_id = WorkLog.objects.filter(pk=pk).values_list("employee", flat=True).first()
    if employee_id is None:
        return None
    locked = lock_employee(employee_id)
    log = WorkLog.objects.for_employee(locked).open().filter(pk=pk, day_is_open=True).first()
    if log is None:
        return None
    company = CompanySettings.objects.select_related("rules").get()
    rules = company.rules
    action = next_follow_up(log, rules, now)
    if action == FollowUp.END and not _end_provisionally(locked, log, rules, now):
        action = FollowUp.REMIND if log.reminded_at is None else None
    if action:
        writer.note_reminder(log, now)
        context = _mail_context(log, now, site)
        notify(locked, Notice.FORGOTTEN, context, company=company, site=site)
    return action


@task
def follow_up_shift(pk: int, site: dict[str, str]) -> None:
    """Do what is due now for the shift `pk`; see `follow_up`."""
    follow_up(pk, now=timezone.now(), site=CarriedSite(**site))


def _end_provisionally(employee: LockedEmployee, log: WorkLog, rules: Rules, now: datetime) -> bool:
    """End the shift; return whether its hours may change, which those of a locked period may not.

    The job would fail again and again, so the shift stays open until the period is reopened.
    """
    open_starts = [break_.start for break_ in log.breaks.all() if break_.end is None]
    # A break that began after the provisional end moves that end to its start.
    end = max([provisional_end(log, rules, now), *open_starts])
    mark = Mark(Review.AUTOMATIC)
    try:
        writer.end(employee, log, end, by=_PROGRAM, now=now, rules=rules, mark=mark)
    except PeriodLocked:
        log.refresh_from_db()
        return False
    return True


def provisional_end(log: WorkLog, rules: Rules, now: datetime) -> datetime:
    """Return when a forgotten shift is assumed to have ended: after the company's hours.

    This is never in the future, nor before the end of the last completed break. An open break is
    not considered.
    """
    end = min(log.check_in + rules.provisional_hours * _HOUR, now)
    return max([end, *(break_.end for break_ in log.breaks.all() if break_.end)])


def _mail_context(log: WorkLog, now: datetime, site: Site) -> dict[str, object]:
    ended = log.check_out and log.check_out.astimezone(log.zone)
    return {
        "log": log,
        "zone": log.zone,
        "end_is_another_day": bool(ended and ended.date() != log.date),
        "counted": log.duration(now),
        "on_break": open_break(log) is not None,
        "link": f"{site.base_url}/",
    }


@dataclass(frozen=True)
class Question:
    """Asks an employee when a shift ended, and suggests an end, rounded up to a full minute.

    `may_go_on` says whether they can still be working: a shift lasts for a day at most.
    """

    log: WorkLog
    suggested: datetime
    may_go_on: bool


def question_for(
    employee: Employee, open_log: WorkLog | None, *, rules: Rules, now: datetime
) -> Question | None:
    """Return the question to answer before the next tap, or None.

    It is about the open shift if that is stale, or about the last one if Shiftbook ended it, which
    takes one query.
    """
    if open_log:
        if not is_stale(open_log, rules, now):
            return None
        starts = (break_.start for break_ in open_log.breaks.all())
        end = max([provisional_end(open_log, rules, now), *starts])
        may_go_on = not is_too_long(open_log.check_in, now)
        return Question(open_log, min(_whole_minute(end), now), may_go_on)
    last = WorkLog.objects.for_employee(employee).order_by("-check_in").first()
    if last is None or last.review != Review.AUTOMATIC or last.check_out is None:
        return None
    return Question(last, _whole_minute(last.check_out), may_go_on=False)


def _whole_minute(moment: datetime) -> datetime:
    return moment + (-timedelta(seconds=moment.second, microseconds=moment.microsecond) % _MINUTE)


@dataclass(frozen=True)
class StatedEnd:
    """The end that an employee states for the shift with the id `shift`, seen in `version`.

    None as `ended_at` confirms the automatic end.
    """

    shift: int
    version: int
    ended_at: datetime | None


def state_end(employee: Employee, tap: Tap, stated: StatedEnd) -> WorkLog:
    """Save the end that an employee states, or repeat the first outcome of the tap's key.

    The shift is one about which employees are asked: it has been open for the reminder hours, or
    was ended by Shiftbook. A manager has to review the end either way. Locks the employee's row
    until the transaction ends. Raises a PunchRefused, which is recorded: EndRefused, QuestionGone,
    NotEmployed.
    """
    return process_once(employee, tap, Action.OUT, partial(_state, tap=tap, stated=stated))


def _state(employee: LockedEmployee, *, tap: Tap, stated: StatedEnd) -> WorkLog:
    try:
        log = current(employee, stated.shift, stated.version)
    except ShiftConflict:
        raise QuestionGone from None
    if not _may_be_stated(log, stated, tap.now):
        raise QuestionGone
    if stated.ended_at is None:
        mark = Mark(Review.STATED, _involved(employee, tap), "end confirmed")
        writer.set_mark(employee, log, mark, by=tap.by)
    else:
        _end_at(employee, log, stated.ended_at, tap)
    return log


def _involved(employee: LockedEmployee, tap: Tap) -> frozenset[int]:
    """Return who may have stated the end in the person's name: see `base.doubts` too."""
    return tap.mark.involved | address_changers(employee, tap.now)


def _may_be_stated(log: WorkLog, stated: StatedEnd, now: datetime) -> bool:
    """Return whether the shift is one about which employees are asked."""
    if log.check_out is None:
        return stated.ended_at is not None and is_stale(log, Rules.objects.get(), now)
    return log.review == Review.AUTOMATIC


def _end_at(employee: LockedEmployee, log: WorkLog, ended_at: datetime, tap: Tap) -> None:
    try:
        writer.end(
            employee,
            log,
            ended_at,
            by=tap.by,
            now=tap.now,
            rules=Rules.objects.get(),
            mark=Mark(Review.STATED, _involved(employee, tap), "clock-out added later"),
            resumes_break=_was_on_break(log),
        )
    except ShiftInTheWay:
        refusal = _("Your next shift had already begun by then. Choose an earlier time.")
        raise EndRefused(refusal) from None
    except ShiftError as error:
        raise EndRefused(end_refusal(error, log, log.zone)) from None


def _was_on_break(log: WorkLog) -> bool:
    """Return whether the automatic end also ended a break; it then lasts until the stated end."""
    line = AuditLine.objects.for_log(log).last() if log.check_out else None
    breaks = (line.before or {}).get("breaks", []) if line else []
    return any(break_["end"] is None for break_ in breaks)
