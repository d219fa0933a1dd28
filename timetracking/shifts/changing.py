"""The one way in which recorded hours are changed by hand."""

from dataclasses import replace
from datetime import datetime

from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.models import (
    Break,
    Employee,
    Location,
    Review,
    Rules,
    Source,
    WorkLog,
)
from timetracking.shifts import break_rules
from timetracking.shifts import running as shifts
from timetracking.shifts.errors import LocationClosed, PlaceClosed, ShiftInTheWay
from timetracking.shifts.places import hold_open
from timetracking.shifts.proposals import Proposal, after
from timetracking.shifts.rules import check
from timetracking.shifts.snapshots import snapshot
from timetracking.trail.recording import record
from timetracking.trail.snapshots import Snapshot

_IN_THE_WAY = {
    "work_logs_no_overlap": ShiftInTheWay,
    "work_logs_one_open": ShiftInTheWay,
}


def apply_change(
    log: WorkLog, proposal: Proposal, *, by: Author, reason: str, now: datetime
) -> WorkLog:
    """Make the shift say what is proposed, and keep who, when and why.

    The break rules are applied anew and nothing is left to review. The caller holds the employee's
    row. Raises a ShiftError for the rule that is broken; nothing is changed then.
    """
    proposal = checked(proposal, employee=log.employee, log=log, now=now)
    place = proposal.location
    if proposal.check_out is None and place is not None and place != log.location_id:
        _hold_open(place)
    with refusals(_IN_THE_WAY), shifts.changing(log, by=by, reason=reason):
        proposal.write_to(log)
        log.review = Review.NONE
        log.breaks.all().delete()
        _write_breaks(log, proposal)
    return log


def add(
    employee: Employee, proposal: Proposal, *, by: Author, reason: str, now: datetime
) -> WorkLog:
    """Record a shift that nobody tapped, and keep who, when and why.

    The caller holds the employee's row. Raises a ShiftError for the rule that is broken.
    """
    proposal = checked(proposal, employee=employee, log=None, now=now)
    log = WorkLog(employee=employee, source=Source.MANAGER)
    proposal.write_to(log)
    with refusals(_IN_THE_WAY):
        log.save()
        _write_breaks(log, proposal)
        log.save(update_fields=["deducted"])
    record(log, by=by, before=None, after=snapshot(log), reason=reason, employee=employee)
    return log


def take_away(log: WorkLog, *, by: Author, reason: str) -> None:
    """Remove a shift; the trail keeps all it said. The caller holds the employee's row."""
    before, pk, employee = snapshot(log), log.pk, log.employee
    log.delete()
    record(log, by=by, before=before, after=None, reason=reason, employee=employee, subject_id=pk)


def remembered(log: WorkLog) -> Snapshot:
    """Return what a shift says, with its number: its history is found by it once it is gone."""
    return snapshot(log) | {"id": log.pk}


def checked(
    proposal: Proposal, *, employee: Employee, log: WorkLog | None, now: datetime
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


def _hold_open(pk: int) -> None:
    """Keep the location of a shift that runs from being closed meanwhile; raise PlaceClosed."""
    location = Location.objects.get(pk=pk)
    try:
        hold_open(location)
    except LocationClosed as error:
        raise PlaceClosed(location.name) from error


def _write_breaks(log: WorkLog, proposal: Proposal) -> None:
    rows = Break.objects.bulk_create(proposal.rows(log))
    break_rules.apply(log, Rules.objects.get(), rows)
