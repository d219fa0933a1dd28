"""One's own month, the periods on offer, and what stays chosen."""

from datetime import date

import pytest

from tests.timetracking.conftest import Browse, MakeLog, asks, madrid, text_of
from tests.timetracking.places import place
from timetracking.base.pay_schedule import Change, Kind, Schedule
from timetracking.base.periods import Period
from timetracking.models import Employee
from timetracking.timesheets.offers import ways


def test_my_month_has_the_figures_of_the_grid_and_adds_up(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(31, 22, month=10), madrid(1, 6))
    make_log(ana, madrid(10, 9), madrid(10, 17), review="automatic")
    own = browse(ana).get("/timesheet/month/").context
    grid = browse(manager).get("/timesheets/?from=2026-11-01&to=2026-11-30").context["grid"]
    (row,) = [row for row in grid.rows if row.employee == ana]
    assert (row.cells, row.carried, row.total) == (
        own["row"].cells,
        own["row"].carried,
        own["row"].total,
    )
    assert sum(cell.minutes for _day, cell in own["days"]) + row.carried == row.total == 840


def test_my_month_leads_to_my_days_and_takes_no_form(
    ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(10, 9), madrid(10, 17), review="automatic")
    client = browse(ana)
    response = client.get("/timesheet/month/")
    page = response.content.decode()
    assert f'href="/timesheets/{ana.pk}/?day=2026-11-10&amp;back=%2Ftimesheet%2Fmonth%2F"' in page
    assert "day=2026-11-19" not in page  # tomorrow
    assert "to check" in text_of(response)
    assert client.post("/timesheet/month/").status_code == 405
    assert 'href="/timesheet/month/"' in client.get("/timesheet/").content.decode()


def test_a_month_that_there_is_not_leads_to_this_one(ana: Employee, browse: Browse) -> None:
    client = browse(ana)
    assert client.get("/timesheet/month/?from=x")["Location"] == "/timesheet/month/"


def test_the_periods_on_offer_are_the_week_of_today_and_the_month_shown() -> None:
    shown = Period.month_of(date(2026, 2, 3))
    found = ways(shown, today=date(2026, 11, 18), starts_on=7, schedule=Schedule())
    week, month = found.offers
    assert week.period == Period(date(2026, 11, 15), date(2026, 11, 21))
    assert (month.period, month.is_shown, week.is_shown) == (shown, True, False)


def test_pay_periods_are_on_offer_and_follow_each_other() -> None:
    schedule = Schedule((Change(date.min, Kind.HALF_MONTHLY, date(2026, 1, 1)),))
    half = Period(date(2026, 2, 16), date(2026, 2, 28))
    choices = {"today": date(2026, 11, 18), "starts_on": 1, "schedule": schedule}
    found = ways(half, **choices)  # type: ignore[arg-type]
    assert found.previous == Period(date(2026, 2, 1), date(2026, 2, 15))
    assert found.next == Period(date(2026, 3, 1), date(2026, 3, 15))
    assert [offer.is_shown for offer in found.offers] == [False, True, False]
    # A month goes on to months.
    month = ways(Period.month_of(date(2026, 2, 3)), **choices)  # type: ignore[arg-type]
    assert month.next == Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize("days", ["from=2026-11-01&to=2026-11-30", "from=2026-11-09&to=2026-11-15"])
def test_location_and_problems_stay_chosen_from_period_to_period(
    days: str, owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    bar = place("Bar", ana)
    make_log(ana, madrid(10, 9), madrid(10, 17), review="automatic")
    address = f"/timesheets/?{days}&location={bar.pk}&problems=1"
    page = browse(owner).get(address).content.decode().replace("&amp;", "&")
    steps = [part.split('"', 1)[0] for part in page.split('href="') if "to=2026-1" in part[:90]]
    assert len([step for step in steps if f"location={bar.pk}" in step]) == len(steps) > 3
    assert f"/timesheets/?{days}&location={bar.pk}" in steps  # everyone again


def test_my_month_asks_little(ana: Employee, browse: Browse, make_log: MakeLog) -> None:
    for day in range(2, 18):
        make_log(ana, madrid(day, 9), madrid(day, 17))
    client = browse(ana)
    with asks(8):  # session, user, employee, company; corrections, shifts, holidays, contracts
        client.get("/timesheet/month/")
