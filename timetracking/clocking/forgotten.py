"""Shifts that nobody ended: reminding, ending them provisionally, and asking when it really was.

A shift is stale once it has run for the company's reminder hours, counted as they pass, whatever
the clocks do in between. It is never ended silently: either Shiftbook ends it and says so, or the
person says when they left. Both ends are provisional until a manager has looked at them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from accounts.requests import Site
from timetracking.base.authors import program
from timetracking.base.locks import LockedEmployee, lock_employee
from timetracking.clocking.errors import EndRefused, QuestionGone
from timetracking.clocking.taps import Tap, answer_once
from timetracking.models import Action, AuditLine, CompanySettings, Employee, Review, Rules, WorkLog
from timetracking.models.work_log import WorkLogQuerySet, elapsed
from timetracking.notices.mailing import Notice, notify
from timetracking.shifts import writer
from timetracking.shifts.errors import ShiftConflict, ShiftError, ShiftInTheWay
from timetracking.shifts.rules import is_too_long
from timetracking.shifts.running import is_stale, open_break
from timetracking.shifts.wording import end_refusal
from timetracking.shifts.writing import current

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
    return Step.REMIND if is_stale(log, rules, now) and log.reminded_at is None else None


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
    locked = lock_employee(whose)
    log = WorkLog.objects.for_employee(locked).open().filter(pk=pk).first()
    if log is None:
        return None
    company = CompanySettings.objects.select_related("rules").get()
    rules = company.rules
    step = next_step(log, rules, now)
    if step == Step.END:
        _end_provisionally(locked, log, rules, now)
    if step:
        writer.note_reminder(log, now)
        words = _words(log, now, site)
        notify(locked, Notice.FORGOTTEN, words, company=company, site=site)
    return step


def _end_provisionally(employee: LockedEmployee, log: WorkLog, rules: Rules, now: datetime) -> None:
    open_since = [taken.start for taken in log.breaks.all() if taken.end is None]
    # A break that began later than the end ends there at once.
    end = max([provisional_end(log, rules, now), *open_since])
    review = Review.AUTOMATIC
    writer.end(employee, log, end, by=_PROGRAM, now=now, rules=rules, review=review)


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
        "on_break": open_break(log) is not None,
        "link": f"{site.base_url}/",
    }


@dataclass(frozen=True)
class Question:
    """A shift that its employee is asked about, and the end to suggest, a whole minute.

    `may_go_on` says whether they can still be working: a shift lasts for a day at most.
    """

    log: WorkLog
    suggested: datetime
    may_go_on: bool


def question(
    employee: Employee, open_log: WorkLog | None, *, rules: Rules, now: datetime
) -> Question | None:
    """Return what the next tap has to ask: the open shift if it is stale, or one ended for them.

    One query for someone who is out: their last shift, whose end Shiftbook set, is asked about.
    """
    if open_log:
        if not is_stale(open_log, rules, now):
            return None
        starts = (pause.start for pause in open_log.breaks.all())
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
    """When someone says that they left the shift `shift`, of which they saw `version`.

    Without `ended_at` they agree with the automatic end.
    """

    shift: int
    version: int
    ended_at: datetime | None


def state_end(employee: Employee, tap: Tap, stated: StatedEnd) -> WorkLog:
    """Write when someone says that they left, or repeat the answer that the tap's key got before.

    It is about their shift that runs or was ended for them; either way a manager has yet to review
    it. Locks the employee's row to the transaction's end. Raises a PunchRefused, which is recorded:
    EndRefused, QuestionGone, NotEmployed.
    """
    return answer_once(employee, tap, Action.OUT, partial(_state, tap=tap, stated=stated))


def _state(employee: LockedEmployee, *, tap: Tap, stated: StatedEnd) -> WorkLog:
    try:
        log = current(employee, stated.shift, stated.version)
    except ShiftConflict:
        raise QuestionGone from None
    if not _may_be_stated(log, stated):
        raise QuestionGone
    if stated.ended_at is None:
        reason = "end confirmed"
        writer.set_review(employee, log, Review.STATED, by=tap.by, reason=reason)
    else:
        _end_at(employee, log, stated.ended_at, tap)
    return log


def _may_be_stated(log: WorkLog, stated: StatedEnd) -> bool:
    if log.check_out is None:
        return stated.ended_at is not None
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
            reason="end given afterwards",
            review=Review.STATED,
            resumes_break=_was_on_break(log),
        )
    except ShiftInTheWay:
        in_the_way = _("Another shift of yours has begun by then. Choose an earlier end.")
        raise EndRefused(in_the_way) from None
    except ShiftError as error:
        raise EndRefused(end_refusal(error, log, log.zone)) from None


def _was_on_break(log: WorkLog) -> bool:
    """Say whether the automatic end also ended a break, which then lasts to the end stated."""
    line = AuditLine.objects.for_log(log).last() if log.check_out else None
    breaks = (line.before or {}).get("breaks", []) if line else []
    return any(pause["end"] is None for pause in breaks)
