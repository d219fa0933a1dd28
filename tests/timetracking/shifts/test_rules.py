"""When a shift may end: one rule, whichever way its end is given."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, Browse, MakeLog, tapped
from timetracking.base.authors import Author
from timetracking.base.errors import TimeTrackingError
from timetracking.base.locks import lock_employee
from timetracking.clocking.errors import ForgottenShift
from timetracking.clocking.forgotten import StatedEnd, state_end
from timetracking.clocking.punches import clock_out, end_break, start_break
from timetracking.corrections import asking, editing
from timetracking.models import BreakKind, Employee, Rules, WorkLog
from timetracking.shifts import breaks, writer
from timetracking.shifts.errors import BreakOutside
from timetracking.shifts.proposals import Proposal, ProposedBreak
from timetracking.staff import employees

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

End = Callable[[str, WorkLog, datetime], None]


@pytest.fixture
def end(acme: Tenant, ana: Employee, manager: Employee) -> End:
    """Return what ends a shift of Ana's in one of the ways in which ends are given."""

    def by_tap(log: WorkLog, at: datetime) -> None:
        clock_out(ana, tapped(ana, at, still_working=log.pk))

    def by_answer(log: WorkLog, at: datetime) -> None:
        Rules.objects.update(reminder_hours=1)  # nobody is asked about a shift that is shorter
        state_end(ana, tapped(ana), StatedEnd(log.pk, log.version, at))

    def by_deactivation(_log: WorkLog, at: datetime) -> None:
        employees.deactivate(ana, by=Author(manager), now=NOW, ended_at=at)

    def by_edit(log: WorkLog, at: datetime) -> None:
        proposal = replace(Proposal.of_log(log), check_out=at)
        words = {"by": Author(manager), "reason": "Seen", "now": NOW, "site": acme}
        editing.edit(log, proposal, version=log.version, **words)  # type: ignore[arg-type]

    def by_request(log: WorkLog, at: datetime) -> None:
        proposal = replace(Proposal.of_log(log), check_out=at)
        words = {"by": Author(ana), "reason": "Forgot", "now": NOW, "site": acme}
        version = log.version
        asking.ask(ana, proposal, log_id=log.pk, version=version, **words)  # type: ignore[arg-type]

    def by_import(log: WorkLog, at: datetime) -> None:
        rules = Rules.objects.get()
        writer.end(lock_employee(ana.pk), log, at, by=Author(), now=NOW, rules=rules)

    ways = {
        "tap": by_tap,
        "answer": by_answer,
        "deactivation": by_deactivation,
        "edit": by_edit,
        "request": by_request,
        "import": by_import,
    }
    return lambda way, log, at: ways[way](log, at)


WAYS = ["tap", "answer", "deactivation", "edit", "request", "import"]
# A tap is never in the future, and one just before another comes with it.
TYPED = WAYS[1:]


@pytest.mark.parametrize("way", WAYS)
def test_a_shift_lasts_for_a_day_at_most(
    way: str, end: End, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, NOW - 30 * HOUR)
    with pytest.raises(TimeTrackingError):
        end(way, log, NOW - 6 * HOUR + MINUTE)
    log.refresh_from_db()
    assert log.check_out is None
    end(way, log, NOW - 6 * HOUR)


@pytest.mark.parametrize("way", TYPED)
def test_it_ends_a_minute_from_now_at_most(
    way: str, end: End, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, NOW - 2 * HOUR)
    with pytest.raises(TimeTrackingError):
        end(way, log, NOW + MINUTE + timedelta(seconds=1))
    end(way, log, NOW + MINUTE)


@pytest.mark.parametrize("way", TYPED)
@pytest.mark.parametrize("before", [timedelta(), HOUR])
def test_it_ends_after_it_began(
    way: str, before: timedelta, end: End, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, NOW - 2 * HOUR)
    with pytest.raises(TimeTrackingError):
        end(way, log, log.check_in - before)
    end(way, log, log.check_in + MINUTE)


@pytest.mark.parametrize("way", WAYS)
def test_it_ends_after_its_breaks(way: str, end: End, ana: Employee, make_log: MakeLog) -> None:
    log = make_log(ana, NOW - 4 * HOUR)
    kind, over = BreakKind.objects.get(), NOW - 2 * HOUR
    log.breaks.create(kind=kind, is_paid=False, start=NOW - 3 * HOUR, end=over)
    with pytest.raises(TimeTrackingError):
        end(way, log, over - MINUTE)
    end(way, log, over)


@pytest.mark.parametrize("hours", [24, 25])
def test_nobody_is_still_working_after_a_day(
    hours: int, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, NOW - hours * HOUR)
    page: TenantClient = browse(ana)
    is_offered = "I am still working" in page.get("/").content.decode()
    goes_on = b'id="clock-button"' in page.get(f"/?working={log.pk}").content
    assert (is_offered, goes_on) == (hours == 24, hours == 24)


def test_no_break_begins_or_ends_after_a_day(ana: Employee, make_log: MakeLog) -> None:
    log = make_log(ana, NOW - 25 * HOUR)
    tap = tapped(ana, still_working=log.pk)
    with pytest.raises(ForgottenShift):
        start_break(ana, tap)
    kind = BreakKind.objects.get()
    log.breaks.create(kind=kind, is_paid=False, start=NOW - 2 * HOUR)
    with pytest.raises(ForgottenShift):
        end_break(ana, tapped(ana, still_working=log.pk))


@pytest.mark.parametrize(
    ("start", "length"), [(-1 * MINUTE, HOUR), (23 * HOUR, 61 * MINUTE), (24 * HOUR + MINUTE, None)]
)
def test_a_break_keeps_within_its_shift(
    acme: Tenant,
    ana: Employee,
    manager: Employee,
    make_log: MakeLog,
    start: timedelta,
    length: timedelta | None,
) -> None:
    log, kind = make_log(ana, NOW - 30 * HOUR), BreakKind.objects.get()
    since = log.check_in + start
    until = since + length if length else None
    taken = ProposedBreak(kind.pk, kind.name, False, since, until)
    proposal = replace(Proposal.of_log(log), breaks=(taken,))
    words = {"by": Author(manager), "reason": "Seen", "now": NOW, "site": acme}
    with pytest.raises(BreakOutside):
        editing.edit(log, proposal, version=log.version, **words)  # type: ignore[arg-type]
    employee, by = lock_employee(ana.pk), Author(ana)
    with pytest.raises(BreakOutside):
        begun = breaks.start_break(employee, log, kind, since, by=by, now=NOW)
        breaks.end_break(employee, log, begun, until or since, by=by, now=NOW)
