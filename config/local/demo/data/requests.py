"""What waits for a manager at a demo company: requests, a dispute, an end to review."""

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
from timetracking.shifts.proposals import Proposal

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def make_requests(domain: str, *, now: datetime, site: Site) -> None:
    """Let some of the staff ask for changes, and one dispute a manager's edit; mails nobody."""
    manager = Employee.objects.get(email=f"manager@{domain}")
    visitor = Employee.objects.get(email=f"staff@{domain}")
    members = Employee.objects.active().filter(role=Role.MEMBER).exclude(pk=visitor.pk)
    one, other, third = members.order_by("pk")[:3]
    with _nobody_is_mailed():
        _ask_for_more(visitor, now, site)
        _ask_for_missing(one, now, site)
        _edit_and_dispute(other, manager, now, site)
    locked = lock_employee(third.pk)
    ended_for_them = program("close_forgotten_shifts")
    writer.set_review(locked, _ended(third)[0], Review.AUTOMATIC, by=ended_for_them)


@contextmanager
def _nobody_is_mailed() -> Iterator[None]:
    Employee.objects.update(muted_notices=[notice.value for notice in Notice])
    yield
    Employee.objects.update(muted_notices=[])


def _ended(employee: Employee) -> list[WorkLog]:
    """Return the ended shifts of someone, the last one first."""
    logs = WorkLog.objects.for_employee(employee).select_related("employee")
    return list(logs.filter(check_out__isnull=False).order_by("-check_in"))


def _ask_for_more(employee: Employee, now: datetime, site: Site) -> None:
    # Not the last: its end may be a moment ago.
    log = _ended(employee)[1]
    known = Proposal.of_log(log)
    asking.ask(
        employee,
        replace(known, check_out=known.check_out and known.check_out + 5 * _MINUTE),
        by=Author(employee),
        reason="The till did not add up, I stayed.",
        now=now,
        site=site,
        log_id=log.pk,
        version=log.version,
    )


def _ask_for_missing(employee: Employee, now: datetime, site: Site) -> None:
    first = WorkLog.objects.for_employee(employee).earliest("check_in")
    start = first.check_in.replace(second=0, microsecond=0) - timedelta(days=1)
    missing = Proposal(start, start + 4 * _HOUR, first.time_zone, location=first.location_id)
    by, reason = Author(employee), "My phone was flat."
    asking.ask(employee, missing, by=by, reason=reason, now=now, site=site)


def _edit_and_dispute(employee: Employee, manager: Employee, now: datetime, site: Site) -> None:
    log = _ended(employee)[0]
    known = Proposal.of_log(log)
    shorter = replace(known, check_out=known.check_out and known.check_out - 20 * _MINUTE)
    by, reason, version = Author(manager), "The café was closed by then.", log.version
    made = editing.edit(log, shorter, version=version, by=by, reason=reason, now=now, site=site)
    editing.reply(
        made,
        accepts=False,
        word="I was still cleaning the machine.",
        by=Author(employee),
        now=now,
        site=site,
    )
