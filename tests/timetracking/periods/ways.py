"""Every service that changes hours, asked to change those of a locked October."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection

from tests.timetracking.conftest import NOW, Here, madrid, tapped
from timetracking.base.authors import Author, program
from timetracking.base.locks import lock_employee
from timetracking.base.periods import Period
from timetracking.corrections import asking, deciding, editing
from timetracking.corrections.deciding import Decision
from timetracking.models import (
    BreakKind,
    Correction,
    Employee,
    Review,
    Rules,
    WorkLog,
)
from timetracking.shifts import breaks, days, writer
from timetracking.shifts.marks import Mark
from timetracking.shifts.proposals import Proposal

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


def lock_now() -> None:
    """Lock October as it is, also with what keeps an owner from locking it."""
    days.lock(OCTOBER)


def rows() -> dict[str, list[Any]]:
    """Return all rows of hours and of what is about them, as they are stored."""
    with connection.cursor() as cursor:
        found = {}
        for table in ("work_logs", "breaks", "corrections", "work_days", "audit_lines"):
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def proposal(log: WorkLog, **changes: Any) -> Proposal:
    return Proposal(**{**Proposal.of_log(log).__dict__, **changes})


def new(day: int, month: int = 10, hour: int = 9) -> Proposal:
    start = madrid(day, hour, month=month)
    return Proposal(start, start + timedelta(hours=8), "Europe/Madrid")


class Ways:
    """Every service that changes hours, asked to change those of October."""

    def __init__(self, owner: Employee, shift: WorkLog, kind: BreakKind, **more: Any) -> None:
        self.owner, self.shift, self.kind = owner, shift, kind
        self.pending: Correction = more["pending"]
        self.missing: Correction = more["missing"]
        self.forgotten: WorkLog = more["forgotten"]
        self.november: WorkLog = more["november"]
        self.by: dict[str, Any] = {"by": Author(owner), "now": NOW, "site": Here()}

    @property
    def all(self) -> dict[str, Callable[[], object]]:
        ana, shift, november = self.shift.employee, self.shift, self.november
        locked, me = lock_employee(ana.pk), Author(ana)
        rules = Rules.objects.get()
        edited: dict[str, Any] = {"version": shift.version, "reason": "Because", **self.by}
        yes = Decision(accepts=True, answer="", version=shift.version)
        own: dict[str, Any] = {"by": me, "reason": "Because", "now": NOW, "site": Here()}
        then = tapped(ana, madrid(22, 9, month=10))
        return {
            "edit": lambda: editing.edit(shift, proposal(shift, notes="New"), **edited),
            "edit into it": lambda: editing.edit(
                november, new(22), **{**edited, "version": november.version}
            ),
            "edit out of it": lambda: editing.edit(shift, new(6, month=11), **edited),
            "edit a night into it": lambda: editing.edit(
                november,
                Proposal(madrid(30, 22, month=9), madrid(1, 6, month=10), "Europe/Madrid"),
                **{**edited, "version": november.version},
            ),
            "add": lambda: editing.add(ana, new(22), reason="Because", **self.by),
            "remove": lambda: editing.remove(shift, **edited),
            "confirm": lambda: editing.confirm(
                self.forgotten, version=self.forgotten.version, by=Author(self.owner)
            ),
            "ask": lambda: asking.ask(ana, new(22), **own),
            "ask for a change": lambda: asking.ask(
                ana, new(6, month=11), log_id=shift.pk, version=shift.version, **own
            ),
            "ask to move there": lambda: asking.ask(
                ana, new(22), log_id=november.pk, version=november.version, **own
            ),
            "accept": lambda: deciding.decide(self.pending, yes, **self.by),
            "accept a missing shift": lambda: deciding.decide(self.missing, yes, **self.by),
            "tap": lambda: writer.begin(
                locked, then.now, location=None, time_zone="Europe/Madrid", by=me, now=NOW
            ),
            "break": lambda: breaks.start_break(
                locked, shift, self.kind, madrid(20, 15, month=10), by=me, now=NOW
            ),
            "end": lambda: writer.end(
                locked, shift, madrid(20, 18, month=10), by=me, now=NOW, rules=rules
            ),
            "reopen": lambda: writer.reopen(locked, shift, by=me, reason="undo"),
            "reopen a break": lambda: breaks.reopen_break(locked, shift, by=me, reason="undo"),
            "remove a break": lambda: breaks.remove_break(locked, shift, by=me, reason="undo"),
            "mark": lambda: writer.set_mark(locked, shift, Mark(Review.LATE), by=me),
            "clear": lambda: writer.clear_marks(locked, shift, by=me, reason="x"),
            "import": lambda: writer.add(
                locked, new(22), by=program("import"), reason="", now=NOW, rules=rules
            ),
        }
