"""A shift of Tuesday and requests about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.timetracking.conftest import NOW, Here, MakeLog, madrid
from timetracking.base.authors import Author
from timetracking.corrections import asking
from timetracking.models import Break, BreakKind, CompanySettings, Correction, Employee, WorkLog
from timetracking.shifts.proposals import Proposal

Ask = Callable[..., Correction]


@pytest.fixture
def shift(ana: Employee, make_log: MakeLog) -> WorkLog:
    """Return Tuesday's shift of Ana's."""
    return make_log(ana, madrid(17, 9), madrid(17, 17), notes="Busy")


@pytest.fixture
def asked(company: CompanySettings) -> Ask:
    """Return a maker of requests, by default for an end an hour later."""

    def ask(log: WorkLog, **fields: Any) -> Correction:
        log.refresh_from_db()
        proposal = Proposal.of_log(log)
        fields = fields or {"check_out": log.end(NOW) + timedelta(hours=1)}
        return asking.ask(
            log.employee,
            Proposal(**{**proposal.__dict__, **fields}),
            by=Author(log.employee),
            reason="Stayed to clean",
            now=NOW,
            site=Here(),
            log_id=log.pk,
            version=log.version,
        )

    return ask


@pytest.fixture
def tapped_shift(ana: Employee, make_log: MakeLog) -> WorkLog:
    """Return Tuesday's shift of Ana's, whose taps were seconds after the minute."""
    return make_log(
        ana,
        madrid(17, 9) + timedelta(seconds=23),
        madrid(17, 17) + timedelta(seconds=41),
        notes="Busy",
    )


@pytest.fixture
def lunch(tapped_shift: WorkLog) -> Break:
    """Return the lunch of it."""
    return Break.objects.create(
        work_log=tapped_shift,
        kind=BreakKind.objects.get(),
        is_paid=False,
        start=madrid(17, 13) + timedelta(seconds=5),
        end=madrid(17, 13, 20) + timedelta(seconds=7),
    )
