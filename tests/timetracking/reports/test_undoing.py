"""A list of sales is taken back as far as nobody has changed it since."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.timetracking.conftest import NOW
from timetracking.base.authors import Author
from timetracking.models import CompanySettings, Employee, Location, Sale
from timetracking.reports.entering import enter
from timetracking.reports.undoing import undo

DAY = date(2026, 11, 16)
TEN, TWENTY, THIRTY = Decimal(10), Decimal(20), Decimal(30)


@pytest.fixture
def bar(company: CompanySettings) -> Location:
    return Location.objects.create(name="Bar")


def test_days_are_as_before_unless_changed_since(
    owner: Employee, manager: Employee, bar: Location
) -> None:
    days = [DAY - timedelta(days=number) for number in range(3)]
    enter({(bar.pk, days[0]): TEN}, by=Author(owner), now=NOW)
    listed = enter({(bar.pk, day): TWENTY for day in days}, by=Author(owner), now=NOW)
    assert listed.lines
    enter({(bar.pk, days[2]): THIRTY}, by=Author(manager), now=NOW)
    undone, kept = undo(listed.lines, by=Author(owner), now=NOW)
    assert (undone.changed, kept) == (2, 1)
    assert dict(Sale.objects.values_list("day", "amount")) == {days[0]: TEN, days[2]: THIRTY}
    assert undo(listed.lines, by=Author(owner), now=NOW)[0].changed == 0


def test_nobody_takes_back_what_others_have_entered(
    owner: Employee, manager: Employee, bar: Location
) -> None:
    listed = enter({(bar.pk, DAY): TWENTY}, by=Author(owner), now=NOW)
    assert listed.lines
    assert undo(listed.lines, by=Author(manager), now=NOW)[0].changed == 0
    assert Sale.objects.count() == 1
