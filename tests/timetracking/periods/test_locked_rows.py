"""What the database itself refuses on a locked day, whoever writes."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.timetracking.conftest import MakeLog, madrid
from tests.timetracking.periods.ways import OCTOBER, lock_now, rows
from timetracking.base.constraints import violated_constraint
from timetracking.models import (
    Break,
    BreakKind,
    Employee,
    WorkLog,
)

RAW: dict[str, Callable[[WorkLog], object]] = {
    "update": lambda log: WorkLog.objects.filter(pk=log.pk).update(notes="Mine"),
    "update the key": lambda log: WorkLog.objects.filter(pk=log.pk).update(day_is_open=True),
    "delete": lambda log: WorkLog.objects.filter(pk=log.pk)._raw_delete("default"),
    "delete a break": lambda log: log.breaks.all()._raw_delete("default"),
    "update a break": lambda log: log.breaks.update(end=None),
}


@pytest.mark.usefixtures("two_logins")
@pytest.mark.parametrize("name", RAW)
def test_the_database_changes_no_row_of_a_locked_day(
    name: str, shift: WorkLog, lunch: Break
) -> None:
    lock_now()
    before = rows()
    assert RAW[name](shift) in (0, None)
    assert rows() == before


def test_the_database_refuses_a_shift_on_a_locked_day_by_name(ana: Employee) -> None:
    lock_now()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        WorkLog.objects.create(
            employee=ana, check_in=madrid(20, 9, month=10), time_zone="Europe/Madrid"
        )
    assert violated_constraint(caught.value) == "work_logs_day_open"


def test_the_database_refuses_a_shift_that_is_moved_to_a_locked_day(
    ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(5, 9), madrid(5, 17))
    lock_now()
    log.check_in, log.check_out = madrid(20, 9, month=10), madrid(20, 17, month=10)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        log.save()
    assert violated_constraint(caught.value) == "work_logs_day_open"


def test_the_database_refuses_a_break_in_a_locked_shift_by_name(
    shift: WorkLog, kind: BreakKind
) -> None:
    lock_now()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Break.objects.create(
            work_log=shift, kind=kind, is_paid=False, start=shift.check_in, end=shift.check_out
        )
    assert violated_constraint(caught.value) == "breaks_day_open"


@pytest.mark.usefixtures("two_logins")
def test_the_database_refuses_a_shift_that_says_that_its_day_is_locked(ana: Employee) -> None:
    """The key would hold, so row security refuses it."""
    lock_now()
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        WorkLog.objects.create(
            employee=ana,
            check_in=madrid(20, 9, month=10),
            time_zone="Europe/Madrid",
            day_is_open=False,
        )


def test_the_day_of_a_shift_is_near_its_check_in(ana: Employee, shift: WorkLog) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        WorkLog.objects.filter(pk=shift.pk).update(day=date(2026, 10, 22))
    assert violated_constraint(caught.value) == "work_logs_day"


def test_the_day_of_a_shift_is_that_of_its_own_clocks(ana: Employee, make_log: MakeLog) -> None:
    ends = madrid(20, 23, month=10) + timedelta(minutes=30)
    log = make_log(ana, madrid(20, 23, month=10), ends, time_zone="Pacific/Auckland")
    assert log.day == date(2026, 10, 21)
    made = WorkLog.objects.bulk_create(
        [WorkLog(employee=ana, check_in=madrid(1, 0), check_out=madrid(1, 2), time_zone="UTC")]
    )
    assert made[0].day == WorkLog.objects.get(pk=made[0].pk).day == OCTOBER.last


def test_a_lock_marks_the_shifts_of_its_days_and_their_breaks(
    shift: WorkLog, lunch: Break, ana: Employee, make_log: MakeLog
) -> None:
    other = make_log(ana, madrid(5, 9), madrid(5, 17))
    lock_now()
    for row in (shift, lunch, other):
        row.refresh_from_db()
    assert not shift.day_is_open
    assert not lunch.day_is_open
    assert other.day_is_open
