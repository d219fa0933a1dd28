"""What the calendar, the company and a location say of a day."""

from datetime import date

import pytest

from tests.timetracking.conftest import MakeEmployee, asks
from tests.timetracking.places import place
from timetracking.calendars.holidays import holidays_of, holidays_of_people
from timetracking.models import CompanySettings, Employee, Holiday, Portion

YEAR = date(2026, 1, 1), date(2026, 12, 31)
MAY_DAY, SAN_ISIDRO, EVE = date(2026, 5, 1), date(2026, 5, 15), date(2026, 12, 24)


@pytest.fixture(autouse=True)
def spain(company: CompanySettings) -> None:
    CompanySettings.objects.update(country="ES", region="MD")


def test_a_location_has_the_calendar_of_the_company_or_its_own() -> None:
    bar, beach, berlin = (
        place("Bar"),
        place("Beach", region="CN"),
        place("Berlin", country="DE", region="BE"),
    )
    with asks(2):
        found = holidays_of([bar, beach, berlin, None], *YEAR)
    assert found[bar.pk] == found[None]
    assert date(2026, 5, 2) in found[bar.pk]
    assert date(2026, 5, 30) in found[beach.pk]
    assert date(2026, 5, 2) not in found[beach.pk]
    assert date(2026, 10, 3) in found[berlin.pk]
    assert date(2026, 10, 12) not in found[berlin.pk]


def test_the_municipality_has_its_own_and_the_company_too() -> None:
    bar, hotel = place("Bar"), place("Hotel")
    Holiday.objects.create(location=bar, day=SAN_ISIDRO, name="San Isidro")
    Holiday.objects.create(day=date(2026, 7, 1), name="Company day", portion="half")
    found = holidays_of([bar, hotel], *YEAR)
    assert SAN_ISIDRO in found[bar.pk]
    assert SAN_ISIDRO not in found[hotel.pk]
    assert found[hotel.pk][date(2026, 7, 1)].is_half
    assert found[hotel.pk][date(2026, 7, 1)].is_own


def test_a_holiday_can_be_switched_off_everywhere_and_on_again_at_a_place() -> None:
    bar, hotel = place("Bar"), place("Hotel")
    Holiday.objects.create(location=bar, day=MAY_DAY, name="Closed")
    Holiday.objects.create(day=MAY_DAY, name="Open", portion=Portion.NONE)
    found = holidays_of([bar, hotel], *YEAR)
    assert (MAY_DAY in found[bar.pk], MAY_DAY in found[hotel.pk]) == (True, False)


def test_half_days_come_every_year_from_the_first_on() -> None:
    Holiday.objects.create(day=EVE, every_year=True, name="Eve", portion="half")
    years = date(2025, 1, 1), date(2028, 12, 31)
    found = holidays_of([None], *years)[None]
    assert [day.year for day in found if (day.month, day.day) == (12, 24)] == [2026, 2027, 2028]


def test_what_is_said_of_one_day_goes_before_every_year() -> None:
    Holiday.objects.create(day=EVE, name="Whole this year")
    Holiday.objects.create(day=date(2024, 12, 24), every_year=True, name="Eve", portion="half")
    assert not holidays_of([None], *YEAR)[None][EVE].is_half


def test_the_29th_of_february_comes_in_leap_years() -> None:
    Holiday.objects.create(day=date(2024, 2, 29), every_year=True, name="Leap day")
    found = holidays_of([None], date(2024, 1, 1), date(2028, 12, 31))[None]
    assert [day.year for day, off in found.items() if off.name == "Leap day"] == [2024, 2028]


def test_only_the_days_that_are_asked_for() -> None:
    found = holidays_of([None], MAY_DAY, MAY_DAY)[None]
    assert list(found) == [MAY_DAY]


def test_with_several_locations_a_day_is_free_if_it_is_at_all(make_employee: MakeEmployee) -> None:
    bar, hotel = place("Bar"), place("Hotel")
    both, one, none = (make_employee(name, signs_in=False) for name in ("Both", "One", "None"))
    both.locations.add(bar, hotel)
    one.locations.add(bar)
    Holiday.objects.create(location=bar, day=SAN_ISIDRO, name="San Isidro")
    Holiday.objects.create(location=hotel, day=MAY_DAY, name="Half", portion="half")
    with asks(4):
        found = holidays_of_people([both.pk, one.pk, none.pk], *YEAR)
    assert (SAN_ISIDRO in found[one.pk], SAN_ISIDRO in found[both.pk]) == (True, False)
    assert (found[one.pk][MAY_DAY].is_half, found[both.pk][MAY_DAY].is_half) == (False, True)
    assert found[none.pk] == holidays_of([None], *YEAR)[None]


def test_a_company_without_a_country_has_its_own_alone(ana: Employee) -> None:
    CompanySettings.objects.update(country="", region="")
    Holiday.objects.create(day=MAY_DAY, name="Ours")
    assert list(holidays_of([None], *YEAR)[None]) == [MAY_DAY]
    assert list(holidays_of_people([ana.pk], *YEAR)[ana.pk]) == [MAY_DAY]
