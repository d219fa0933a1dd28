"""Locking a period stores its pay, and nothing changes it after that."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db.models import Sum

from tests.timetracking.conftest import NOW, Browse, MakeLog, madrid
from tests.timetracking.pay.conftest import NOVEMBER, OCTOBER, Close, raise_rate
from timetracking.base.authors import Author
from timetracking.contracts.currency import require_change
from timetracking.contracts.errors import CurrencyLocked
from timetracking.models import (
    CompanySettings,
    Employee,
    PayDay,
    PayLine,
    PayPeriod,
    PayRules,
    WorkLog,
)
from timetracking.pay import rules
from timetracking.pay.computing import computed, pay_of
from timetracking.pay.engine.presets import PRESETS
from timetracking.pay.errors import DayIsLocked
from timetracking.pay.explaining import explained
from timetracking.pay.locked_days import last_locked_day, locked_periods
from timetracking.pay.periods_of import of_engine
from timetracking.periods import approving, locking
from timetracking.periods.errors import NotAllApproved

DAY = timedelta(days=1)


@pytest.fixture
def october(spain: PayRules, shifts: list[WorkLog], close: Close) -> PayPeriod:
    """October with Ana's shifts, locked."""
    return close()


def lines(first: date = OCTOBER.first) -> list[tuple[str, int, str]]:
    rows = PayLine.objects.of_period(first)
    return [(row.code, row.minutes, f"{row.amount:.2f}") for row in rows]


def test_the_lines_are_stored_as_they_were_shown(
    spain: PayRules, euros: CompanySettings, ana: Employee, shifts: list[WorkLog], close: Close
) -> None:
    before = pay_of([ana.pk], of_engine(OCTOBER), company=euros, now=NOW)[ana.pk]
    close()
    after = pay_of([ana.pk], of_engine(OCTOBER), company=euros, now=NOW)[ana.pk]
    assert after.lines == before.lines
    assert [line.explanation for line in after.lines] == [line.explanation for line in before.lines]
    assert (after.minutes, after.hours) == (before.minutes, None)


def test_days_add_up_to_the_lines(october: PayPeriod, ana: Employee) -> None:
    sums = PayDay.objects.filter(first=OCTOBER.first).aggregate(Sum("minutes"), Sum("amount"))
    assert sums == {"minutes__sum": 780, "amount__sum": Decimal("168.7500")}
    assert {(row.day.day, row.minutes) for row in PayDay.objects.all()} == {(20, 540), (31, 240)}


def test_a_later_rate_moves_no_stored_line(
    october: PayPeriod,
    euros: CompanySettings,
    owner: Employee,
    ana: Employee,
    browse: Browse,
    clock: time_machine.Traveller,
) -> None:
    client = browse(owner)
    stored, file = lines(), client.get("/pay/2026-10-01/lines.csv").content
    clock.shift(DAY)
    raise_rate(ana, "15.00", date(2026, 10, 1), owner)
    assert lines() == stored
    assert client.get("/pay/2026-10-01/lines.csv").content == file


def test_the_difference_is_a_line_of_the_open_period(
    october: PayPeriod,
    euros: CompanySettings,
    owner: Employee,
    ana: Employee,
    clock: time_machine.Traveller,
) -> None:
    clock.shift(DAY)
    raise_rate(ana, "15.00", date(2026, 10, 1), owner)
    now = NOW + DAY
    found = pay_of([ana.pk], of_engine(NOVEMBER), company=euros, now=now)[ana.pk]
    moved = [line for line in found.lines if line.adjusts]
    assert [(line.code, str(line.amount)) for line in moved] == [
        ("regular", "32.5000"),
        ("night-25", "1.2500"),
    ]
    assert {line.adjusts for line in moved} == {(OCTOBER.first, OCTOBER.last)}
    assert "changed: rate, 19 November 2026, Olga" in explained(moved[0], "EUR").sums
    # Not in a later one too.
    december = of_engine(NOVEMBER.next)
    assert not pay_of([ana.pk], december, company=euros, now=now)[ana.pk].lines


def test_an_adjustment_is_paid_once(
    october: PayPeriod,
    euros: CompanySettings,
    owner: Employee,
    ana: Employee,
    clock: time_machine.Traveller,
    make_log: MakeLog,
) -> None:
    clock.shift(DAY)
    raise_rate(ana, "15.00", date(2026, 10, 1), owner)
    clock.shift(20 * DAY)
    now = NOW + 21 * DAY
    approving.approve(ana, NOVEMBER, by=Author(owner), now=now)
    locking.lock(NOVEMBER, by=Author(owner), now=now)
    assert ("regular", 0, "32.50") in lines(NOVEMBER.first)
    reasons = PayLine.objects.filter(adjusts_first__isnull=False).values_list("reason", flat=True)
    assert set(reasons) == {"rate 2026-11-19 Olga"}
    december = of_engine(NOVEMBER.next)
    assert not pay_of([ana.pk], december, company=euros, now=now)[ana.pk].lines


def test_reopening_forgets_and_locking_again_stores_anew(
    october: PayPeriod, owner: Employee, ana: Employee, clock: time_machine.Traveller, close: Close
) -> None:
    raise_rate(ana, "15.00", date(2026, 10, 1), owner)
    locking.reopen(OCTOBER, reason="A shift was missing", by=Author(owner), now=NOW)
    assert lines() == []
    assert not PayDay.objects.exists()
    close()
    assert lines()[0] == ("regular", 780, "195.00")


def test_a_refused_lock_stores_nothing(
    spain: PayRules, owner: Employee, shifts: list[WorkLog]
) -> None:
    with pytest.raises(NotAllApproved):
        locking.lock(OCTOBER, by=Author(owner), now=NOW)
    assert not PayLine.objects.exists()


def test_rules_of_locked_days_stay(october: PayPeriod, owner: Employee) -> None:
    assert last_locked_day() == OCTOBER.last
    assert [one.period for one in locked_periods()] == [of_engine(OCTOBER)]
    with pytest.raises(DayIsLocked):
        rules.change(PRESETS["ES"], OCTOBER.last, by=Author(owner))
    rules.change(PRESETS["ES"], NOVEMBER.first, by=Author(owner))


def test_the_currency_stays_after_the_first_pay(october: PayPeriod) -> None:
    with pytest.raises(CurrencyLocked):
        require_change(confirmed=True)


def test_what_is_computed_anew_equals_what_is_stored(
    october: PayPeriod, euros: CompanySettings, ana: Employee
) -> None:
    anew = computed([ana.pk], of_engine(OCTOBER), company=euros, now=NOW)[ana.pk]
    assert [(line.code, line.minutes, f"{line.amount:.2f}") for line in anew.lines] == lines()


def test_a_night_is_paid_in_both_periods(
    october: PayPeriod, euros: CompanySettings, ana: Employee
) -> None:
    found = pay_of([ana.pk], of_engine(NOVEMBER), company=euros, now=NOW)[ana.pk]
    assert found.minutes == 120
    assert madrid(1, 2) == max(log.check_out for log in ana.work_logs.all() if log.check_out)
