"""Who reads which sales."""

from datetime import date
from decimal import Decimal

from tests.timetracking.conftest import MakeEmployee, asks
from timetracking.base.periods import Period
from timetracking.models import CompanySettings, Employee, EmployeeLocation, Location, Role, Sale
from timetracking.reports.sales import amounts_of, sales_within

DAY = date(2026, 11, 16)


def test_each_sees_the_sales_of_their_locations(
    owner: Employee, ana: Employee, make_employee: MakeEmployee, company: CompanySettings
) -> None:
    bar, pier = (Location.objects.create(name=name) for name in ("Bar", "Pier"))
    lea = make_employee("Lea", Role.MANAGER, is_limited=True)
    EmployeeLocation.objects.create(employee=lea, location=bar)
    for location in (bar, pier):
        Sale.objects.create(location=location, day=DAY, amount=location.pk)
    week = [Period(DAY, date(2026, 11, 22))]
    with asks(1):
        assert {row.location for row in sales_within(owner, week)} == {bar.pk, pier.pk}
    assert [row.location for row in sales_within(owner, week, pier)] == [pier.pk]
    assert [row.location for row in sales_within(lea, week)] == [bar.pk]
    assert list(sales_within(lea, week, pier)) == []
    assert list(sales_within(ana, week)) == []
    places = [(bar.pk, DAY), (pier.pk, DAY)]
    assert amounts_of(lea, places) == {(bar.pk, DAY): Decimal(bar.pk)}
    assert amounts_of(owner, []) == {}
