"""The one writer of shifts: whoever begins, changes, ends or removes one does it by these.

Each takes the employee whose row the caller holds, judges the rules, applies the break rules where
times change, counts the shift's version and adds a line to the audit trail. Breaks are begun and
ended by `shifts.breaks`.
"""

from dataclasses import replace
from datetime import datetime

from timetracking.base.authors import Author
from timetracking.base.locks import LockedEmployee
from timetracking.models import Break, Location, Review, Rules, Source, WorkLog
from timetracking.shifts import break_rules
from timetracking.shifts.errors import LocationClosed, ShiftLocationClosed
from timetracking.shifts.locations import keep_open
from timetracking.shifts.proposals import Proposal, after
from timetracking.shifts.rules import SHORTEST, check, check_end, check_start
from timetracking.shifts.writing import writing


def begin(
    employee: LockedEmployee,
    at: datetime,
    *,
    location: Location | None,
    time_zone: str,
    by: Author,
    now: datetime,
    source: Source = Source.WEB,
    notes: str = "",
) -> WorkLog:
    """Begin a shift that runs from `at`, and keep its location open.

    Raises LocationClosed, InTheFuture, or ShiftInTheWay where another shift runs, holds this moment
    or begins later.
    """
    check_start(at, now=now)
    log = WorkLog(
        employee=employee,
        check_in=at,
        location=location,
        time_zone=time_zone,
        source=source,
        notes=notes,
    )
    with writing(employee, log, by=by, breaks=()):
        log.save()
        if location:
            keep_open(location)
    return log


def add(
    employee: LockedEmployee,
    proposal: Proposal,
    *,
    by: Author,
    reason: str,
    now: datetime,
    rules: Rules,
    source: Source = Source.MANAGER,
) -> WorkLog:
    """Record a whole shift that nobody tapped. Raises a ShiftError for the rule that is broken."""
    proposal = validate_proposal(proposal, employee=employee, log=None, now=now)
    log = WorkLog(employee=employee, source=source)
    proposal.write_to(log)
    rows = proposal.rows(log)
    break_rules.apply(log, rules, rows)
    with writing(employee, log, by=by, reason=reason, breaks=rows):
        log.save()
        Break.objects.bulk_create(rows)
    return log


def change(
    employee: LockedEmployee,
    log: WorkLog,
    proposal: Proposal,
    *,
    by: Author,
    reason: str,
    now: datetime,
    rules: Rules,
) -> None:
    """Make a shift say what is proposed; nothing is left to review.

    Raises a ShiftError for the rule that is broken; nothing is changed then.
    """
    proposal = validate_proposal(proposal, employee=employee, log=log, now=now)
    place = proposal.location
    if proposal.check_out is None and place is not None and place != log.location_id:
        _keep_open(place)
    with writing(employee, log, by=by, reason=reason):
        proposal.write_to(log)
        log.review = Review.NONE
        log.breaks.all().delete()
        rows = Break.objects.bulk_create(proposal.rows(log))
        break_rules.apply(log, rules, rows)


def end(
    employee: LockedEmployee,
    log: WorkLog,
    at: datetime,
    *,
    by: Author,
    now: datetime,
    rules: Rules,
    reason: str = "",
    note: str = "",
    review: Review = Review.NONE,
    resumes_break: bool = False,
) -> None:
    """End a shift at `at`, and its open break at the same instant; `note` is added to its own.

    One that has ended provisionally gets this end instead; if that end cut a break short, it
    `resumes_break` and ends here. Raises EndBeforeStart, InTheFuture, ShiftTooLong, BreakAfterEnd,
    ShiftInTheWay; nothing is changed then.
    """
    breaks = list(log.breaks.all())
    for taken in breaks:
        if resumes_break and taken.end == log.check_out:
            taken.end = None
    check_end(log.check_in, at, breaks, now=now, zone=log.zone)
    running = [taken for taken in breaks if taken.end is None]
    with writing(employee, log, by=by, reason=reason):
        # A break that begins at the very end lasts for the least that the database can tell.
        log.check_out = max([at, *(taken.start + SHORTEST for taken in running)])
        for taken in running:
            taken.end = log.check_out
            taken.save(update_fields=["end"])
        break_rules.apply(log, rules, breaks)
        log.review = review
        log.notes = "\n".join(filter(None, [log.notes, note]))


def reopen(employee: LockedEmployee, log: WorkLog, *, by: Author, reason: str) -> None:
    """Let an ended shift run again, and the break that ended at the same instant.

    Raises ShiftInTheWay where another one began since, LocationClosed.
    """
    with writing(employee, log, by=by, reason=reason):
        log.breaks.filter(end=log.check_out).update(end=None)
        log.check_out, log.deducted, log.review = None, 0, Review.NONE
        if log.location:
            keep_open(log.location)


def remove(employee: LockedEmployee, log: WorkLog, *, by: Author, reason: str) -> None:
    """Remove a shift and its breaks; the trail keeps all it said."""
    with writing(employee, log, by=by, reason=reason):
        log.delete()


def set_review(
    employee: LockedEmployee, log: WorkLog, review: Review, *, by: Author, reason: str = ""
) -> None:
    """Say whether, and why, a manager has yet to look at a shift's end."""
    with writing(employee, log, by=by, reason=reason):
        log.review = review


def note_reminder(log: WorkLog, now: datetime) -> None:
    """Remember that the employee was reminded of a shift: no change of hours, so no line."""
    if log.reminded_at is None:
        log.reminded_at = now
        log.save(update_fields=["reminded_at"])


def validate_proposal(
    proposal: Proposal, *, employee: LockedEmployee, log: WorkLog | None, now: datetime
) -> Proposal:
    """Return the proposal as it can be written; raise a ShiftError for a broken rule."""
    logs = WorkLog.objects.for_employee(employee).other_than(log)
    # What ended at 13:00:25 does not keep the next from beginning "at 13:00".
    earlier = logs.filter(check_in__lt=proposal.check_in, check_out__isnull=False)
    if last := earlier.order_by("-check_in").values_list("check_out", flat=True).first():
        proposal = replace(proposal, check_in=after(last, proposal.check_in))
    proposal = proposal.settled()
    check(proposal, employee=employee, log=log, now=now)
    return proposal


def _keep_open(pk: int) -> None:
    """Keep the location of a running shift open; raise ShiftLocationClosed."""
    location = Location.objects.get(pk=pk)
    try:
        keep_open(location)
    except LocationClosed as error:
        raise ShiftLocationClosed(location.name) from error
