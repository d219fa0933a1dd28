"""Sales are entered all or not at all, by those who may, and the trail knows it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from tests.timetracking.conftest import NOW, MakeEmployee, asks, violates
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.models import (
    AuditLine,
    CompanySettings,
    Employee,
    EmployeeLocation,
    Location,
    Role,
    Sale,
)
from timetracking.reports.entering import enter
from timetracking.reports.errors import FutureSales, SalesChanged
from timetracking.trail.verifying import verify

DAY = date(2026, 11, 16)
TEN, TWENTY = Decimal("10.00"), Decimal("20.00")


@pytest.fixture
def bar(company: CompanySettings) -> Location:
    return Location.objects.create(name="Bar")


def stored() -> dict[date, Decimal]:
    return dict(Sale.objects.values_list("day", "amount"))


def test_a_week_is_entered_changed_and_removed(owner: Employee, bar: Location) -> None:
    by = Author(owner)
    days = [DAY - timedelta(days=number) for number in range(3)]
    entered = enter({(bar.pk, day): TEN for day in days}, by=by, now=NOW)
    assert (entered.changed, stored()) == (3, dict.fromkeys(days, TEN))
    again = {(bar.pk, days[0]): TWENTY, (bar.pk, days[1]): None, (bar.pk, days[2]): TEN}
    assert enter(again, by=by, now=NOW).changed == 2
    assert stored() == {days[0]: TWENTY, days[2]: TEN}
    assert enter(again, by=by, now=NOW).lines is None
    lines = AuditLine.objects.filter(subject="sale").order_by("number")
    acts = [(line.act, line.before and line.before["amount"]) for line in lines]
    assert acts == [("created", None)] * 3 + [("changed", "10.00"), ("removed", "10.00")]
    assert {line.actor_id for line in lines} == {owner.pk}


def test_many_days_take_no_more_queries(owner: Employee, bar: Location) -> None:
    by = Author(owner)
    enter({(bar.pk, DAY - timedelta(days=9)): TEN}, by=by, now=NOW)
    days = [DAY - timedelta(days=number) for number in range(60)]
    # The location, who acts, the zone, what is stored; two writes; the end of the trail, its lines,
    # its new end.
    with asks(9):
        enter({(bar.pk, day): TWENTY for day in days}, by=by, now=NOW)
    assert Sale.objects.count() == 60


def test_who_may_enter_sales(
    owner: Employee,
    manager: Employee,
    ana: Employee,
    make_employee: MakeEmployee,
    bar: Location,
) -> None:
    pier = Location.objects.create(name="Pier")
    lea = make_employee("Lea", Role.MANAGER, is_limited=True)
    EmployeeLocation.objects.create(employee=lea, location=bar)
    for number, person in enumerate((owner, manager, lea)):
        enter({(bar.pk, DAY): TEN + number}, by=Author(person), now=NOW)
    for person, location in ((ana, bar), (lea, pier)):
        with pytest.raises(NotAllowed):
            enter({(location.pk, DAY): TEN}, by=Author(person), now=NOW)
    both = {(bar.pk, DAY): TWENTY, (pier.pk, DAY): TWENTY}
    with pytest.raises(NotAllowed):
        enter(both, by=Author(lea), now=NOW)
    assert stored() == {DAY: TEN + 2}


def test_a_day_that_has_not_begun_there_is_refused(owner: Employee, bar: Location) -> None:
    tomorrow = date(2026, 11, 19)
    with pytest.raises(FutureSales):
        enter({(bar.pk, DAY): TEN, (bar.pk, tomorrow): TEN}, by=Author(owner), now=NOW)
    assert stored() == {}
    far = Location.objects.create(name="Auckland", time_zone="Pacific/Auckland")
    enter({(far.pk, tomorrow): TEN}, by=Author(owner), now=NOW)


def test_what_somebody_else_has_entered_meanwhile_is_not_lost(
    owner: Employee, manager: Employee, bar: Location
) -> None:
    place, other = (bar.pk, DAY), (bar.pk, DAY - timedelta(days=1))
    enter({place: TEN}, by=Author(manager), now=NOW)
    with pytest.raises(SalesChanged) as caught:
        enter({place: TWENTY, other: TEN}, seen={}, by=Author(owner), now=NOW)
    assert caught.value.stored == {place: TEN}
    assert stored() == {DAY: TEN}
    # Who has typed nothing there, or the same, changes nothing and is not stopped.
    enter({place: None, other: TEN}, seen={place: None}, by=Author(owner), now=NOW)
    assert stored()[DAY] == TEN
    enter({place: TWENTY}, seen={place: TEN}, by=Author(owner), now=NOW)
    assert stored()[DAY] == TWENTY


def test_the_database_keeps_one_amount_a_day_and_none_below_zero(bar: Location) -> None:
    Sale.objects.create(location=bar, day=DAY, amount=TEN)
    with violates("sales_one_a_day"), transaction.atomic():
        Sale.objects.create(location=bar, day=DAY, amount=TWENTY)
    with violates("sales_not_negative"):
        Sale.objects.create(location=bar, day=DAY - timedelta(days=1), amount=-1)


def test_sales_that_were_changed_behind_the_trail_are_noticed(
    owner: Employee, bar: Location
) -> None:
    enter({(bar.pk, DAY): TEN}, by=Author(owner), now=NOW)

    def flaws() -> list[str]:
        return [str(flaw) for flaw in verify(now=timezone.now()) if "sale" in str(flaw)]

    assert flaws() == []
    Sale.objects.update(amount=TWENTY)
    assert len(flaws()) == 1
