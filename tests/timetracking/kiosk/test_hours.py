"""People's own hours at a kiosk, after their PIN: the figures of their timesheet, for a minute."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from tests.conftest import TenantClient
from tests.timetracking.conftest import MADRID, NOW, MakeLog, asks, madrid
from tests.timetracking.kiosk.tablet import identify, refusal_of
from timetracking.base.authors import Author
from timetracking.base.months import Month
from timetracking.base.weeks import Week
from timetracking.kiosk import pins
from timetracking.models import BreakKind, CompanySettings, Employee, Location
from timetracking.timesheets.own_hours import own_hours
from timetracking.timesheets.sheets import timesheet


def hours(tablet: TenantClient, employee: Employee, token: str | None = None) -> Any:
    token = identify(tablet, employee).json()["token"] if token is None else token
    return tablet.post("/kiosk/hours/", {"employee": employee.pk, "token": token})


def text(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(str(response.json()["hours"]).split())


def test_the_hours_are_those_of_the_timesheet(
    tablet: TenantClient, ana: Employee, bar: Location, make_log: MakeLog, company: CompanySettings
) -> None:
    make_log(ana, madrid(15, 22), madrid(16, 6), location=bar)
    log = make_log(ana, madrid(17, 9, 5), madrid(17, 15, 37), location=bar, notes="The till")
    kind = BreakKind.objects.get()
    log.breaks.create(kind=kind, is_paid=False, start=madrid(17, 12, 2), end=madrid(17, 12, 33))
    make_log(ana, madrid(18, 8), location=bar)
    sheet = timesheet(ana, Week(date(2026, 11, 16)), company=company, now=NOW, is_own=True)
    found = own_hours(ana, company=company, zone=MADRID, now=NOW)
    assert (found.week_hours.total, found.week_hours.carried_in) == (sheet.total, sheet.carried_in)
    assert found.month_hours.total == timedelta(hours=8 + 5 + 6, minutes=1)
    shown = text(hours(tablet, ana))
    # From Sunday's shift, Tuesday with its break, and today until now.
    for figure in ("6 h 00", "09:05", "12:33", "6 h 01", "5 h 00", "17 h 01", "19 h 01"):
        assert figure in shown
    assert "The till" not in shown
    assert "<a " not in shown


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Atlantic/Canary", "America/New_York"])
def test_what_is_listed_adds_up_to_the_total_in_any_zone(
    ana: Employee, make_log: MakeLog, company: CompanySettings, zone: str
) -> None:
    for day, hour in ((1, 0), (1, 23), (8, 23), (15, 23), (16, 11)):
        start = madrid(day, hour) - timedelta(minutes=30)
        make_log(ana, start, start + timedelta(hours=7, minutes=30), time_zone=zone)
    found = own_hours(ana, company=company, zone=MADRID, now=NOW)
    for sums in (found.week_hours, found.month_hours):
        listed = sum((day.total for day in sums.days), timedelta())
        assert listed + sums.carried_in - sums.carried_out == sums.total
        assert sums.carried_out < timedelta(hours=8)


def test_a_shift_since_yesterday_is_shown_as_running(
    tablet: TenantClient, ana: Employee, bar: Location, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 0) - timedelta(hours=1), location=bar)
    token = pins_token(tablet, ana)
    assert "In since Tue 17 Nov, 23:00: 14 h 00" in text(hours(tablet, ana, token))


def pins_token(tablet: TenantClient, employee: Employee) -> str:
    return str(identify(tablet, employee).json()["token"])


def test_somebody_without_hours_reads_so(tablet: TenantClient, ana: Employee) -> None:
    shown = text(hours(tablet, ana))
    assert shown.count("No shift") == 3
    assert shown.count("0 min") == 3


def test_the_hours_cost_a_few_queries_however_many_shifts_there_are(
    tablet: TenantClient, ana: Employee, bar: Location, make_log: MakeLog
) -> None:
    for day in range(1, 18):
        make_log(ana, madrid(day, 9), madrid(day, 12), location=bar)
    token = pins_token(tablet, ana)
    with asks(6):
        hours(tablet, ana, token)


def test_only_who_has_just_typed_the_pin_reads_them(
    tablet: TenantClient, ana: Employee, ben: Employee, clock: time_machine.Traveller
) -> None:
    token = pins_token(tablet, ana)
    assert "took too long" in refusal_of(hours(tablet, ben, token))
    assert "took too long" in refusal_of(hours(tablet, ana, "made:up"))
    assert tablet.post("/kiosk/hours/", {"employee": ana.pk}).status_code == 422
    clock.shift(timedelta(seconds=40))
    assert hours(tablet, ana, token).status_code == 200
    # Reading does not renew it.
    clock.shift(timedelta(seconds=21))
    assert "took too long" in refusal_of(hours(tablet, ana, token))


def test_a_token_of_an_earlier_pin_opens_nothing(tablet: TenantClient, ana: Employee) -> None:
    token = pins_token(tablet, ana)
    pins.set_pin(ana, "739264", by=Author())
    assert "took too long" in refusal_of(hours(tablet, ana, token))


def test_who_has_left_reads_nothing_there(tablet: TenantClient, ana: Employee) -> None:
    token = pins_token(tablet, ana)
    Employee.objects.filter(pk=ana.pk).update(is_active=False)
    assert "not on the list" in refusal_of(hours(tablet, ana, token))


def test_no_browser_keeps_them(tablet: TenantClient, ana: Employee) -> None:
    assert "no-store" in hours(tablet, ana)["Cache-Control"]


def test_a_month_has_its_days_in_any_year() -> None:
    february = Month.of(date(2028, 2, 17))
    assert (february.start, february.end) == (date(2028, 2, 1), date(2028, 2, 29))
    assert len(february.days) == 29
    assert Month.of(date(2026, 12, 31)).end == date(2026, 12, 31)
