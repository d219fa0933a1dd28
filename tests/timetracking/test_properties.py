"""Whatever people do in whatever order: no overlap, no negative length, nothing unseen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants.models import Tenant
from tests.timetracking.conftest import MADRID, NOW, MakeEmployee, tapped
from timetracking.base.authors import Author, program
from timetracking.base.errors import TimeTrackingError
from timetracking.clocking.forgotten import StatedEnd, follow_up, state_end
from timetracking.clocking.punches import clock_in, clock_out, end_break, start_break
from timetracking.clocking.undo import undo
from timetracking.company import settings as company_settings
from timetracking.corrections import asking, deciding, editing
from timetracking.corrections.deciding import Decision
from timetracking.models import (
    AuditLine,
    BreakKind,
    CompanySettings,
    Correction,
    Employee,
    Punch,
    Role,
    WorkLog,
)
from timetracking.shifts.proposals import Proposal, ProposedBreak
from timetracking.shifts.snapshots import snapshot
from timetracking.staff import employees
from timetracking.trail.verifying import flaws

MINUTE = timedelta(minutes=1)
# Two days of minutes before NOW, and some beyond it: most steps meet what others have left.
MINUTES = st.integers(-2 * 24 * 60, 90)
SHORT = st.integers(-30, 700)
PICK = st.integers(0, 5)

PUNCHES = {"in": clock_in, "out": clock_out, "break": start_break, "back": end_break}


@dataclass
class World:
    """A company with Ana, who works, and Max, who manages her."""

    ana: Employee
    max: Employee
    site: Tenant

    def step(self, step: tuple[Any, ...]) -> None:
        """Do one thing; a refusal is as good as an answer, anything else is a failure."""
        name, *arguments = step
        try:
            with transaction.atomic():
                getattr(self, name)(*arguments)
        except TimeTrackingError:
            return

    def punch(self, action: str, minute: int, repeats: bool, late: bool, still: bool) -> None:
        key, now = uuid4(), NOW + minute * MINUTE
        running = WorkLog.objects.for_employee(self.ana).open().first()
        more = {"time_zone": MADRID} if action == "in" else {}
        working = running.pk if still and running else None
        tap = tapped(self.ana, now, key=key, device_at=now if late else None, still_working=working)
        for _ in range(2 if repeats else 1):
            PUNCHES[action](self.ana, tap, **more)  # type: ignore[operator]

    def take_back(self, pick: int) -> None:
        punches = list(Punch.objects.order_by("-pk")[:6])
        if punches:
            key = punches[pick % len(punches)].key
            undo(self.ana, key=key, now=NOW, by=Author(self.ana))

    def ask(self, pick: int, *form: int) -> None:
        log = self._log(pick)
        asking.ask(
            self.ana,
            self._proposal(log, *form),
            by=Author(self.ana),
            reason="Forgot",
            now=NOW,
            site=self.site,
            log_id=log.pk if log else None,
            version=log.version if log else None,
        )

    def decide(self, pick: int, accepts: bool) -> None:
        pending = list(Correction.objects.pending().order_by("pk"))
        if pending:
            one = pending[pick % len(pending)]
            version = one.work_log.version if one.work_log else None
            decision = Decision(accepts=accepts, answer="As agreed", version=version)
            by = Author(self.max)
            deciding.decide(one, decision, by=by, now=NOW, site=self.site)

    def edit(self, pick: int, *form: int) -> None:
        log = self._log(pick)
        words: dict[str, Any] = {"by": Author(self.max), "reason": "Till", "now": NOW}
        proposal = self._proposal(log, *form)
        if log is None:
            editing.add(self.ana, proposal, site=self.site, **words)
        else:
            editing.edit(log, proposal, version=log.version, site=self.site, **words)

    def remove(self, pick: int) -> None:
        if log := self._log(pick):
            editing.remove(
                log, version=log.version, by=Author(self.max), reason="x", now=NOW, site=self.site
            )

    def reply(self, pick: int, accepts: bool) -> None:
        if one := self._correction(pick):
            by = Author(self.ana)
            editing.reply(one, accepts=accepts, reason="So it was", by=by, now=NOW, site=self.site)

    def settle(self, pick: int) -> None:
        if one := self._correction(pick):
            editing.settle(one, answer="Seen", by=Author(self.max), now=NOW, site=self.site)

    def confirm(self, pick: int) -> None:
        if log := self._log(pick):
            editing.confirm(log, version=log.version, by=Author(self.max))

    def leave(self, minute: int) -> None:
        ended = NOW + minute * MINUTE
        employees.deactivate(self.ana, by=Author(self.max), now=NOW, ended_at=ended)
        employees.reactivate(self.ana, by=Author(self.max))

    def care(self, hours: int) -> None:
        for log in WorkLog.objects.open().for_employee(self.ana):
            follow_up(log.pk, now=NOW + timedelta(hours=hours), site=self.site)

    def state(self, pick: int, minute: int, agrees: bool) -> None:
        if log := self._log(pick):
            ended_at = None if agrees else NOW + minute * MINUTE
            state_end(self.ana, tapped(self.ana), StatedEnd(log.pk, log.version, ended_at))

    def _correction(self, pick: int) -> Correction | None:
        found = list(Correction.objects.order_by("pk"))
        return found[pick] if pick < len(found) else None

    def _log(self, pick: int) -> WorkLog | None:
        logs = list(WorkLog.objects.for_employee(self.ana).order_by("check_in"))
        return logs[pick] if pick < len(logs) else None

    def _proposal(
        self, log: WorkLog | None, minute: int, length: int, pause: int, rest: int
    ) -> Proposal:
        start = NOW + minute * MINUTE
        known = Proposal.of_log(log) if log else Proposal(start, None, "Europe/Madrid")
        begin = start + pause * MINUTE
        kind = BreakKind.objects.earliest("pk")
        taken = ProposedBreak(kind.pk, kind.name, kind.is_paid, begin, begin + rest * MINUTE)
        end = start + length * MINUTE
        return replace(known, check_in=start, check_out=end, breaks=(taken,) if rest else ())


ACTION = st.sampled_from(sorted(PUNCHES))
FLAGS = 3 * (st.booleans(),)
FORM = (MINUTES, SHORT, SHORT, st.integers(-5, 60))
STEP = st.one_of(
    st.tuples(st.just("punch"), ACTION, MINUTES, *FLAGS),
    st.tuples(st.just("punch"), ACTION, st.integers(-9, 0), *FLAGS),
    st.tuples(st.just("take_back"), PICK),
    st.tuples(st.just("ask"), PICK, *FORM),
    st.tuples(st.just("decide"), PICK, st.booleans()),
    st.tuples(st.just("edit"), PICK, *FORM),
    st.tuples(st.just("remove"), PICK),
    st.tuples(st.just("reply"), PICK, st.booleans()),
    st.tuples(st.just("settle"), PICK),
    st.tuples(st.just("confirm"), PICK),
    st.tuples(st.just("care"), st.integers(0, 20)),
    st.tuples(st.just("state"), PICK, MINUTES, st.booleans()),
    st.tuples(st.just("leave"), st.integers(-600, 5)),
)


@pytest.fixture
def world(
    make_employee: MakeEmployee,
    company: CompanySettings,
    acme: Tenant,
) -> World:
    company.rules.deducts_breaks = company.rules.ends_forgotten = True
    # A trail is never empty: this is its first line.
    company_settings.save(company, by=program("test"))
    return World(make_employee("Ana"), make_employee("Max", Role.MANAGER), acme)


def sound(world: World) -> None:
    """Fail where a promise of the product is broken."""
    logs = list(WorkLog.objects.for_employee(world.ana).order_by("check_in"))
    assert sum(log.check_out is None for log in logs) <= 1
    for one, other in pairwise(logs):
        assert one.check_out
        assert one.check_out <= other.check_in
    for log in logs:
        assert log.check_out is None or log.check_out > log.check_in
        assert log.duration(NOW) >= timedelta()
        assert log.duration(NOW) + log.unpaid(log.end(NOW)) <= log.presence(NOW)
        breaks = list(log.breaks.order_by("start"))
        assert all(log.check_in <= pause.start for pause in breaks)
        assert all(pause.end is None or pause.end > pause.start for pause in breaks)
        if log.check_out:
            assert all(pause.end and pause.end <= log.check_out for pause in breaks)
        for one_break, next_break in pairwise(breaks):
            assert one_break.end
            assert one_break.end <= next_break.start
    traced(logs)


def traced(logs: list[WorkLog]) -> None:
    """Fail where the trail does not say what is there, as the last of an unbroken history."""
    assert list(flaws()) == []
    lines = AuditLine.objects.filter(subject="worklog").order_by("number")
    says: dict[int, Any] = {}
    for line in lines:
        assert line.before == says.get(line.subject_id)
        says[line.subject_id] = line.after
    assert {pk: said for pk, said in says.items() if said} == {
        log.pk: snapshot(log) for log in logs
    }


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, max_size=20))
def test_no_sequence_of_acts_breaks_a_promise(steps: list[tuple[Any, ...]], world: World) -> None:
    with transaction.atomic():
        for step in steps:
            world.step(step)
            sound(world)
        transaction.set_rollback(True)


def test_the_steps_reach_what_they_are_for(
    world: World, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """A sequence by hand that does each act with success: without it all might be refused."""
    day: Callable[[int], datetime] = lambda minute: NOW + minute * MINUTE  # noqa: E731
    for step in (
        ("punch", "in", -300, True, False, False),
        ("punch", "break", -240, False, False, False),
        ("punch", "back", -220, False, False, False),
        ("punch", "out", -10, False, False, False),
        ("ask", 0, -310, 300, 60, 20),
        ("decide", 0, True),
        ("edit", 9, -900, 400, 60, 30),
        ("reply", 1, False),
        ("settle", 1),
        ("confirm", 0),
        ("punch", "in", -5, False, False, False),
        ("take_back", 0),
        ("remove", 0),
        ("punch", "in", -3, False, False, False),
        ("leave", -1),
    ):
        world.step(step)
        sound(world)
    logs = WorkLog.objects.for_employee(world.ana).order_by("check_in")
    assert [(log.check_in, log.check_out) for log in logs] == [
        (day(-310), day(-10)),
        (day(-3), day(-1)),
    ]
    assert Correction.objects.filter(status="accepted").count() == 1
    assert Correction.objects.filter(reply="disputed", decided_at__isnull=False).count() == 1
