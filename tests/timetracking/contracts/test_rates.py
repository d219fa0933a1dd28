"""Rates hold from their day until the next one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.timetracking.conftest import MakeEmployee, MakeLog, madrid, violates
from tests.timetracking.contracts.agreed import TODAY
from tests.timetracking.rates import rate_of
from timetracking.base.authors import Author
from timetracking.base.errors import EntryChanged, NotAllowed
from timetracking.base.locks import lock_employee
from timetracking.contracts import rates
from timetracking.contracts.errors import DayTooFar, RateChanged, RateTaken, Unconfirmed
from timetracking.contracts.rates import RateFrom
from timetracking.models import AuditLine, Employee, Rate, Role

OCTOBER = date(2026, 10, 1)


def rate(employee: Employee, day: date, amount: str) -> Rate:
    return Rate(employee=employee, starts_on=day, amount=Decimal(amount))


def test_a_rate_holds_from_its_day(ana: Employee, manager: Employee) -> None:
    rates.save(rate(ana, TODAY, "13"), by=Author(manager), today=TODAY)
    assert rate_of(ana) == Decimal("13.00")
    later = rate(ana, TODAY + timedelta(days=1), "14")
    rates.save(later, by=Author(manager), today=TODAY)
    assert rate_of(ana) == Decimal("13.00")
    assert AuditLine.objects.filter(subject="rate", employee=ana).count() == 2


def test_two_rates_of_one_day_are_refused(ana: Employee, manager: Employee) -> None:
    rates.save(rate(ana, TODAY, "13"), by=Author(manager), today=TODAY)
    with pytest.raises(RateTaken, match="already a rate from 18 November 2026"):
        rates.save(rate(ana, TODAY, "14"), by=Author(manager), today=TODAY)
    with violates("rates_one_a_day"):
        rate(ana, TODAY, "14").save()


def test_moving_a_rate_to_the_day_of_another_is_refused(ana: Employee, manager: Employee) -> None:
    moved = rates.save(rate(ana, TODAY, "13"), by=Author(manager), today=TODAY)
    moved.starts_on = date(2020, 1, 1)
    with pytest.raises(RateTaken):
        rates.save(moved, by=Author(manager), today=TODAY)


@pytest.mark.parametrize("day", [date(1949, 12, 31), date(2101, 1, 1)])
def test_a_day_far_away_is_a_slip(ana: Employee, manager: Employee, day: date) -> None:
    with pytest.raises(DayTooFar):
        rates.save(rate(ana, day, "13"), by=Author(manager), today=TODAY)


@pytest.mark.parametrize("who", ["ana", "manager's own", "limited"])
def test_who_may_not_manage_somebody_does_not_change_their_rate(
    ana: Employee, manager: Employee, make_employee: MakeEmployee, who: str
) -> None:
    limited = make_employee("Lim", Role.MANAGER, is_limited=True)
    actor = {"ana": ana, "manager's own": manager, "limited": limited}[who]
    whose = manager if actor == manager else ana
    stored = Rate.objects.get(employee=whose)
    with pytest.raises(NotAllowed):
        rates.save(rate(whose, TODAY, "99"), by=Author(actor), today=TODAY)
    with pytest.raises(NotAllowed):
        rates.remove(stored, by=Author(actor), today=TODAY)
    assert Rate.objects.filter(employee=whose).count() == 1


def test_a_rate_of_the_past_says_which_shifts_it_changes(
    ana: Employee, manager: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(30, 22, month=9), madrid(1, 6, month=10))
    make_log(ana, madrid(2, 9, month=10), madrid(2, 17, month=10))
    make_log(ana, madrid(18, 9))
    by = Author(manager)
    with pytest.raises(Unconfirmed) as question:
        rates.save(rate(ana, OCTOBER, "13"), by=by, today=TODAY, confirmed="")
    assert rate_of(ana) == Decimal("12.50")
    (stretch,) = question.value.effect.stretches
    assert (stretch.first, stretch.last) == (OCTOBER, TODAY)
    assert (stretch.before, stretch.after) == ("12.50", "13.00")
    # That of September began before it, and one that is open counts no hours yet.
    assert (stretch.shifts, stretch.worked) == (2, timedelta(hours=8))
    token = question.value.effect.token
    rates.save(rate(ana, OCTOBER, "13"), by=by, today=TODAY, confirmed=token)
    assert rate_of(ana) == Decimal("13.00")


def test_a_rate_of_the_past_that_touches_no_shift_asks_nothing(
    ana: Employee, manager: Employee
) -> None:
    rates.save(rate(ana, OCTOBER, "13"), by=Author(manager), today=TODAY, confirmed="")
    assert rate_of(ana) == Decimal("13.00")


def test_only_the_days_up_to_the_next_rate_change(
    ana: Employee, manager: Employee, make_log: MakeLog
) -> None:
    by = Author(manager)
    rates.save(rate(ana, date(2026, 11, 2), "14"), by=by, today=TODAY)
    make_log(ana, madrid(2, 9, month=10), madrid(2, 17, month=10))
    make_log(ana, madrid(3, 9), madrid(3, 17))
    with pytest.raises(Unconfirmed) as question:
        rates.save(rate(ana, OCTOBER, "13"), by=by, today=TODAY, confirmed="")
    (stretch,) = question.value.effect.stretches
    assert (stretch.last, stretch.shifts) == (date(2026, 11, 1), 1)


def test_a_removed_rate_lets_the_one_before_it_hold_on(ana: Employee, manager: Employee) -> None:
    new = rates.save(rate(ana, TODAY, "13"), by=Author(manager), today=TODAY)
    rates.remove(new, by=Author(manager), today=TODAY)
    assert rate_of(ana) == Decimal("12.50")


def test_a_change_of_an_older_version_is_refused(ana: Employee, manager: Employee) -> None:
    new = rates.save(rate(ana, TODAY, "13"), by=Author(manager), today=TODAY)
    with pytest.raises(EntryChanged):
        rates.save(new, by=Author(manager), today=TODAY, seen=0)


def test_a_rate_from_today_replaces_that_of_today(ana: Employee, manager: Employee) -> None:
    by, shown = Author(manager), Decimal("12.50")
    rates.set_from(lock_employee(ana.pk), RateFrom(Decimal(13), TODAY, shown), by=by)
    rates.set_from(lock_employee(ana.pk), RateFrom(Decimal(14), TODAY, Decimal(13)), by=by)
    assert [one.amount for one in Rate.objects.filter(employee=ana).order_by("pk")] == [
        Decimal("12.50"),
        Decimal("14.00"),
    ]
    with pytest.raises(RateChanged):
        rates.set_from(lock_employee(ana.pk), RateFrom(Decimal(15), TODAY, shown), by=by)
