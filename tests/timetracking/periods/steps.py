"""The steps of one person's period, and an edit of its hours."""

from typing import Any

from tests.timetracking.conftest import NOW, Here
from tests.timetracking.periods.ways import OCTOBER
from timetracking.base.authors import Author
from timetracking.corrections import editing
from timetracking.models import (
    Approval,
    Employee,
    WorkLog,
)
from timetracking.periods import approving
from timetracking.shifts.proposals import Proposal


def at_site(employee: Employee) -> Author:
    return Author(employee, site=Here())


def edit(log: WorkLog, by: Employee, **changes: Any) -> None:
    log.refresh_from_db()
    proposal = Proposal(**{**Proposal.of_log(log).__dict__, **changes})
    editing.edit(
        log,
        proposal,
        version=log.version,
        by=at_site(by),
        reason="Because",
        now=NOW,
        site=Here(),
    )


def state_of(employee: Employee) -> str:
    return Approval.objects.get(employee=employee).state


def complete(employee: Employee) -> Approval:
    return approving.complete(employee, OCTOBER, by=Author(employee), now=NOW)


def approve(employee: Employee, by: Employee, **more: Any) -> Approval:
    return approving.approve(employee, OCTOBER, by=Author(by), now=NOW, **more)
