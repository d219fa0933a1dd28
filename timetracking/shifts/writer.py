"""The only code that begins, changes, ends and removes shifts; `shifts.breaks` writes breaks.

Each function takes the employee whose row the caller has locked, checks the rules, applies the
break rules if times change, increments the shift's version and adds a line to the audit trail.
"""

from dataclasses import replace
from datetime import datetime

from timetracking.base.authors import Author
from timetracking.base.locks import LockedEmployee
from timetracking.models import Break, Employee, Location, Rules, Source, WorkLog
from timetracking.shifts import break_rules
from timetracking.shifts.errors import LocationClosed, ShiftError, ShiftLocationClosed
from timetracking.shifts.locations import keep_open
from timetracking.shifts.marks import NO_MARK, Mark, clear
from timetracking.shifts.proposals import MINUTE, Proposal, align
from timetracking.shifts.rules import SHORTEST, check, check_end, check_start, find_errors
from timetracking.shifts.writing import writing
from timetracking.trail.recording import recorded


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
    mark: Mark = NO_MARK,
) -> WorkLog:
    """Begin a shift at `at`, with a mark if it has to be reviewed, and keep its location open.

    Raises LocationClosed, InTheFuture, or ShiftInTheWay if another shift is running, covers this
    moment or begins later.
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
    mark.put_on(log)
    with writing(employee, log, by=by, reason=mark.reason, breaks=()):
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
    """Record a whole shift as proposed. Raises a ShiftError for a broken rule."""
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
    reviews: bool,
) -> None:
    """Change a shift as proposed; if the change `reviews` it too, its marks are removed.

    Raises a ShiftError for a broken rule and then changes nothing.
    """
    proposal = validate_proposal(proposal, employee=employee, log=log, now=now)
    location = proposal.location
    if proposal.check_out is None and location is not None and location != log.location_id:
        _keep_open(location)
    with writing(employee, log, by=by, reason=reason):
        proposal.write_to(log)
        if reviews:
            clear(log)
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
    note: str = "",
    mark: Mark = NO_MARK,
    resumes_break: bool = False,
) -> None:
    """End a shift at `at`, and its open break at the same instant; append `note` to its notes.

    Marks stay, so a shift that began with a late tap is still to be reviewed. The end replaces a
    provisional one; with `resumes_break` it also replaces the end of a break
    that the provisional end cut short. Raises EndBeforeStart, InTheFuture, ShiftTooLong,
    BreakAfterEnd, ShiftInTheWay, and then changes nothing.
    """
    breaks = list(log.breaks.all())
    for break_ in breaks:
        if resumes_break and break_.end == log.check_out:
            break_.end = None
    check_end(log.check_in, at, breaks, now=now, zone=log.zone)
    running = [break_ for break_ in breaks if break_.end is None]
    with writing(employee, log, by=by, reason=mark.reason):
        # A break that begins at the end needs an end after its start.
        log.check_out = max([at, *(break_.start + SHORTEST for break_ in running)])
        for break_ in running:
            break_.end = log.check_out
            break_.save(update_fields=["end"])
        break_rules.apply(log, rules, breaks)
        mark.put_on(log)
        log.append_note(note)


def reopen(employee: LockedEmployee, log: WorkLog, *, by: Author, reason: str) -> None:
    """Reopen an ended shift, and the break that ended at the same instant.

    The mark of a late tap stays: it is about the times before the end.

    Raises ShiftInTheWay if another shift has begun since, LocationClosed.
    """
    with writing(employee, log, by=by, reason=reason):
        log.breaks.filter(end=log.check_out).update(end=None)
        log.check_out, log.deducted = None, 0
        if log.location:
            keep_open(log.location)


def remove(employee: LockedEmployee, log: WorkLog, *, by: Author, reason: str) -> None:
    """Delete a shift and its breaks; the trail has its last snapshot.

    Its corrections stay, without their shift, and get a line each.
    """
    corrections = list(log.corrections.select_related("employee"))
    with writing(employee, log, by=by, reason=reason):
        log.delete()
    for correction in corrections:
        with recorded(correction, by=by, reason=reason):
            # As in its row since the deletion.
            correction.work_log = None


def set_mark(employee: LockedEmployee, log: WorkLog, mark: Mark, *, by: Author) -> None:
    """Mark a shift, so that someone else has to review it."""
    with writing(employee, log, by=by, reason=mark.reason):
        mark.put_on(log)


def clear_marks(employee: LockedEmployee, log: WorkLog, *, by: Author, reason: str) -> None:
    """Record that the shift was reviewed; the caller has checked that the author may."""
    with writing(employee, log, by=by, reason=reason):
        clear(log)


def note_reminder(log: WorkLog, now: datetime) -> None:
    """Record that the employee was reminded of a shift; without a line, as no hours change."""
    if log.reminded_at is None:
        log.reminded_at = now
        log.save(update_fields=["reminded_at"])


def validate_proposal(
    proposal: Proposal, *, employee: LockedEmployee, log: WorkLog | None, now: datetime
) -> Proposal:
    """Return the proposal aligned to recorded times; raise a ShiftError for a broken rule."""
    proposal = _aligned(proposal, employee, log)
    check(proposal, employee=employee, log=log, now=now)
    return proposal


def errors_of(
    proposal: Proposal, *, employee: Employee, log: WorkLog | None, now: datetime
) -> list[ShiftError]:
    """Return what is wrong with a proposal that is not saved, in any case; locks nothing."""
    aligned = _aligned(proposal, employee, log)
    return list(find_errors(aligned, employee=employee, log=log, now=now))


def _aligned(proposal: Proposal, employee: Employee, log: WorkLog | None) -> Proposal:
    logs = WorkLog.objects.for_employee(employee).other_than(log)
    # A shift that ended at 13:00:25 does not prevent the next from beginning "at 13:00", even if it
    # also began in that minute.
    earlier = logs.filter(check_in__lt=proposal.check_in + MINUTE, check_out__isnull=False)
    if last := earlier.order_by("-check_in").values_list("check_out", flat=True).first():
        proposal = replace(proposal, check_in=align(proposal.check_in, last))
    return proposal.aligned()


def _keep_open(pk: int) -> None:
    """Keep the location of a running shift open; raise ShiftLocationClosed."""
    location = Location.objects.get(pk=pk)
    try:
        keep_open(location)
    except LocationClosed as error:
        raise ShiftLocationClosed(location.name) from error
