"""Contracts are saved, ended and removed, and never two hold on one day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.timetracking.conftest import NOW, MakeEmployee, MakeLog, madrid, violates
from tests.timetracking.contracts.agreed import TODAY, contract
from timetracking.base.authors import Author
from timetracking.base.errors import EntryChanged, NotAllowed
from timetracking.contracts import agreeing
from timetracking.contracts.errors import (
    ContractsOverlap,
    DayTooFar,
    EndBeforeStart,
    EntryGone,
    NoContract,
    Unconfirmed,
)
from timetracking.models import AuditLine, Contract, Employee, Role
from timetracking.staff import employees

FIRST = date(2026, 1, 1)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def agreed(ana: Employee, manager: Employee) -> Contract:
    return agreeing.save(contract(ana, FIRST), by=Author(manager), today=TODAY)


def test_a_contract_is_saved_with_a_line(agreed: Contract, ana: Employee) -> None:
    line = AuditLine.objects.get(subject="contract")
    after = line.after or {}
    assert (line.employee, line.act, after["hours"]) == (ana, "created", "40.00")
    assert after["weekday_minutes"] == [480] * 5 + [0] * 2


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2025, 1, 1), FIRST),
        (date(2025, 1, 1), None),
        (TOMORROW, None),
        (FIRST, FIRST),
        (date(2099, 1, 1), date(2099, 1, 1)),
    ],
)
def test_two_contracts_for_one_day_are_refused(
    agreed: Contract, ana: Employee, manager: Employee, first: date, last: date | None
) -> None:
    with pytest.raises(ContractsOverlap, match="Ana already has a contract from 1 January 2026 on"):
        agreeing.save(contract(ana, first, last), by=Author(manager), today=TODAY)
    with violates("contracts_no_overlap"):
        contract(ana, first, last).save()


def test_the_day_before_and_the_day_after_are_free(ana: Employee, manager: Employee) -> None:
    by = Author(manager)
    agreeing.save(contract(ana, TODAY, TODAY), by=by, today=TODAY)
    agreeing.save(contract(ana, TOMORROW), by=by, today=TODAY)
    before = TODAY - timedelta(days=1)
    agreeing.save(contract(ana, before, before), by=by, today=TODAY)
    assert Contract.objects.count() == 3


def test_the_current_contract_can_end_the_day_before(
    agreed: Contract, ana: Employee, manager: Employee
) -> None:
    new = contract(ana, TOMORROW, hours="20")
    agreeing.save(new, by=Author(manager), today=TODAY, ends_current=True)
    assert [(one.starts_on, one.ends_on) for one in Contract.objects.by_day()] == [
        (FIRST, TODAY),
        (TOMORROW, None),
    ]


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"hours": Decimal("-1")}, "contracts_hours"),
        ({"hours": Decimal("168.01")}, "contracts_hours"),
        ({"weekday_minutes": [480]}, "contracts_seven_days"),
        ({"weekday_minutes": []}, "contracts_seven_days"),
        ({"pay": "hourly", "salary": 1}, "contracts_salary"),
        ({"pay": "salary", "salary": None}, "contracts_salary"),
        ({"pay": "salary", "salary": -1}, "contracts_salary"),
        ({"pay": "barter"}, "contracts_salary"),
        ({"ends_on": FIRST - timedelta(days=1)}, "contracts_end_after_start"),
    ],
)
def test_what_is_no_contract_is_refused_by_the_database(
    agreed: Contract, fields: dict[str, Any], constraint: str
) -> None:
    with violates(constraint):
        Contract.objects.filter(pk=agreed.pk).update(**fields)


@pytest.mark.parametrize("day", [date(1949, 12, 31), date(2101, 1, 1), date.max, date.min])
def test_a_day_far_away_is_a_slip(ana: Employee, manager: Employee, day: date) -> None:
    with pytest.raises(DayTooFar, match="from 1 January 1950 to 31 December 2100"):
        agreeing.save(contract(ana, day), by=Author(manager), today=TODAY)


def test_a_contract_ends_after_it_begins(
    agreed: Contract, ana: Employee, manager: Employee
) -> None:
    by = Author(manager)
    with pytest.raises(EndBeforeStart):
        agreeing.save(contract(ana, TODAY, FIRST), by=by, today=TODAY)
    with pytest.raises(NoContract, match="begins on 1 January 2026"):
        agreeing.end(agreed, FIRST - timedelta(days=1), by=by, today=TODAY)
    agreeing.end(agreed, TODAY, by=by, today=TODAY)
    agreed.refresh_from_db()
    assert agreed.ends_on == TODAY


@pytest.mark.parametrize("who", ["ana", "colleague", "limited", "self"])
def test_who_may_not_manage_somebody_does_not_change_their_contract(
    agreed: Contract, ana: Employee, manager: Employee, make_employee: MakeEmployee, who: str
) -> None:
    actors = {
        "ana": ana,
        "colleague": make_employee("Cleo"),
        "limited": make_employee("Lim", Role.MANAGER, is_limited=True),
        "self": manager,
    }
    by, whose = Author(actors[who]), manager if who == "self" else ana
    acts: list[Any] = [
        lambda: agreeing.save(contract(whose, date(2024, 1, 1), TODAY), by=by, today=TODAY)
    ]
    if who != "self":
        acts.append(lambda: agreeing.remove(agreed, by=by, today=TODAY))
        acts.append(lambda: agreeing.end(agreed, TODAY, by=by, today=TODAY))
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Contract.objects.get().ends_on is None


def test_a_change_of_an_older_version_is_refused(agreed: Contract, manager: Employee) -> None:
    with pytest.raises(EntryChanged):
        agreeing.save(agreed, by=Author(manager), today=TODAY, seen=0)


def test_what_was_removed_cannot_be_changed(agreed: Contract, manager: Employee) -> None:
    by, pk = Author(manager), agreed.pk
    agreeing.remove(agreed, by=by, today=TODAY)
    agreed.pk = pk
    with pytest.raises(EntryGone):
        agreeing.save(agreed, by=by, today=TODAY)
    assert AuditLine.objects.filter(subject="contract").latest("number").act == "removed"


def test_nothing_is_saved_before_a_change_of_the_past_is_confirmed(
    agreed: Contract, manager: Employee
) -> None:
    by = Author(manager)
    with pytest.raises(Unconfirmed) as question:
        agreeing.end(agreed, date(2026, 11, 13), by=by, today=TODAY, confirmed="")
    assert Contract.objects.get().ends_on is None
    (stretch,) = question.value.effect.stretches
    assert (stretch.first, stretch.last) == (date(2026, 11, 14), TODAY)
    assert (stretch.after, stretch.target_after) == ("no contract", timedelta(0))
    assert stretch.target_before == timedelta(hours=24)
    token = question.value.effect.token
    agreeing.end(agreed, date(2026, 11, 13), by=by, today=TODAY, confirmed=token)
    assert Contract.objects.get().ends_on == date(2026, 11, 13)


def test_what_was_confirmed_confirms_nothing_else(agreed: Contract, manager: Employee) -> None:
    by = Author(manager)
    with pytest.raises(Unconfirmed) as question:
        agreeing.end(agreed, date(2026, 11, 13), by=by, today=TODAY, confirmed="")
    token = question.value.effect.token
    with pytest.raises(Unconfirmed):
        agreeing.end(agreed, date(2026, 11, 12), by=by, today=TODAY, confirmed=token)


def test_a_change_from_today_on_is_saved_at_once(
    agreed: Contract, ana: Employee, manager: Employee
) -> None:
    new = contract(ana, TODAY, hours="20")
    by = Author(manager)
    agreeing.save(new, by=by, today=TODAY, ends_current=True, confirmed="")
    assert Contract.objects.count() == 2


def test_leaving_in_mid_period_ends_the_contract_and_removes_what_comes_later(
    agreed: Contract, ana: Employee, manager: Employee
) -> None:
    by = Author(manager)
    agreeing.end(agreed, date(2026, 12, 31), by=by, today=TODAY)
    agreeing.save(contract(ana, date(2027, 1, 1)), by=by, today=TODAY)
    employees.deactivate(ana, by=by, now=NOW, last_day=date(2026, 11, 20))
    assert Contract.objects.get().ends_on == date(2026, 11, 20)
    lines = AuditLine.objects.filter(subject="contract").order_by("-number")
    assert {line.act for line in lines[:2]} == {"changed", "removed"}


def test_without_a_word_the_contract_ends_today(
    agreed: Contract, ana: Employee, manager: Employee
) -> None:
    employees.deactivate(ana, by=Author(manager), now=NOW)
    assert Contract.objects.get().ends_on == TODAY


def test_bringing_somebody_back_begins_a_new_contract(
    agreed: Contract, ana: Employee, manager: Employee
) -> None:
    by = Author(manager)
    employees.deactivate(ana, by=by, now=NOW, last_day=date(2026, 11, 10))
    begun = employees.reactivate(ana, by=by)
    assert begun is not None
    assert (begun.starts_on, begun.ends_on, begun.hours) == (TODAY, None, Decimal("40.00"))
    assert employees.reactivate(ana, by=by) is None
    assert Contract.objects.count() == 2


def test_who_comes_back_on_their_last_day_begins_tomorrow(
    agreed: Contract, ana: Employee, manager: Employee
) -> None:
    employees.deactivate(ana, by=Author(manager), now=NOW)
    begun = employees.reactivate(ana, by=Author(manager))
    assert begun is not None
    assert begun.starts_on == TOMORROW


def test_shifts_that_a_contract_touches_are_counted(
    agreed: Contract, ana: Employee, manager: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(14, 22), madrid(15, 6))
    make_log(ana, madrid(10, 9), madrid(10, 12))
    with pytest.raises(Unconfirmed) as question:
        agreeing.end(agreed, date(2026, 11, 13), by=Author(manager), today=TODAY, confirmed="")
    (stretch,) = question.value.effect.stretches
    assert (stretch.shifts, stretch.worked) == (1, timedelta(hours=8))
