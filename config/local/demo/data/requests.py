"""A demo company's open tasks for managers: requests, a dispute, a shift to review."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from accounts.requests import Site
from timetracking.base.authors import Author, program
from timetracking.base.locks import lock_employee
from timetracking.corrections import asking, editing
from timetracking.models import Employee, Review, Role, WorkLog
from timetracking.notices.mailing import Notice
from timetracking.shifts import writer
from timetracking.shifts.marks import Mark
from timetracking.shifts.proposals import Proposal

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def make_requests(domain: str, *, now: datetime, site: Site) -> None:
    """Create requests for changes and a disputed edit, without sending mail."""
    manager = Employee.objects.get(email=f"manager@{domain}")
    visitor = Employee.objects.get(email=f"staff@{domain}")
    members = Employee.objects.active().filter(role=Role.MEMBER).exclude(pk=visitor.pk)
    first, second, third = members.order_by("pk")[:3]
    with _muted_notices():
        _request_change(visitor, now, site)
        _request_missing_shift(first, now, site)
        _edit_and_dispute(second, manager, now, site)
    locked = lock_employee(third.pk)
    author = program("close_forgotten_shifts")
    writer.set_mark(locked, _ended_shifts(third)[0], Mark(Review.AUTOMATIC), by=author)


@contextmanager
def _muted_notices() -> Iterator[None]:
    """Mute all notices in the block; afterwards everybody has their own choice again."""
    chosen = dict(Employee.objects.values_list("pk", "muted_notices"))
    Employee.objects.update(muted_notices=[notice.value for notice in Notice])
    yield
    for pk, muted in chosen.items():
        Employee.objects.filter(pk=pk).update(muted_notices=muted)


def _ended_shifts(employee: Employee) -> list[WorkLog]:
    """Return the employee's ended shifts, latest first."""
    logs = WorkLog.objects.for_employee(employee).select_related("employee")
    return list(logs.filter(check_out__isnull=False).order_by("-check_in"))


def _request_change(employee: Employee, now: datetime, site: Site) -> None:
    # Not the latest, which may have ended just now.
    log = _ended_shifts(employee)[1]
    current = Proposal.of_log(log)
    asking.ask(
        employee,
        replace(current, check_out=current.check_out and current.check_out + 5 * _MINUTE),
        by=Author(employee),
        reason="The till did not add up, I stayed.",
        now=now,
        site=site,
        log_id=log.pk,
        version=log.version,
    )


def _request_missing_shift(employee: Employee, now: datetime, site: Site) -> None:
    earliest = WorkLog.objects.for_employee(employee).earliest("check_in")
    start = earliest.check_in.replace(second=0, microsecond=0) - timedelta(days=1)
    end, zone = start + 4 * _HOUR, earliest.time_zone
    proposal = Proposal(start, end, zone, location=earliest.location_id)
    by, reason = Author(employee), "My phone was flat."
    asking.ask(employee, proposal, by=by, reason=reason, now=now, site=site)


def _edit_and_dispute(employee: Employee, manager: Employee, now: datetime, site: Site) -> None:
    log = _ended_shifts(employee)[0]
    current = Proposal.of_log(log)
    shorter = replace(current, check_out=current.check_out and current.check_out - 20 * _MINUTE)
    by, reason, version = Author(manager), "The café was closed by then.", log.version
    correction = editing.edit(
        log, shorter, version=version, by=by, reason=reason, now=now, site=site
    )
    editing.reply(
        correction,
        accepts=False,
        reason="I was still cleaning the machine.",
        by=Author(employee),
        now=now,
        site=site,
    )
