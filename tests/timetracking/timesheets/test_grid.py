"""The team's grid: the figures of the timesheets, and totals that add up."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, asks, madrid, text_of
from tests.timetracking.places import place
from timetracking.models import BreakKind, Correction, Employee, WorkLog
from timetracking.timesheets import marks
from timetracking.timesheets.grid import Grid

MINUTE = timedelta(minutes=1)
WEEK = "/timesheets/?from=2026-11-09&to=2026-11-15"


def grid_of(answer: Any) -> Grid:
    grid: Grid = answer.context["grid"]
    return grid


def hours(grid: Grid) -> dict[str, list[int]]:
    return {
        row.employee.name: [cell.minutes for cell in row.cells] + [row.carried, row.total]
        for row in grid.rows
    }


def test_a_week_has_the_figures_of_the_timesheets_and_adds_up(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(8, 22), madrid(9, 6))
    make_log(ana, madrid(10, 9), madrid(10, 17))
    make_log(ana, madrid(15, 20), madrid(16, 4))
    client = browse(manager)
    grid = grid_of(client.get(WEEK))
    assert hours(grid)["Ana"] == [0, 480, 0, 0, 0, 0, 480, 6 * 60 - 4 * 60, 1080]
    sheet = client.get(f"/people/{ana.pk}/?week=2026-W46").context["sheet"]
    (row,) = [row for row in grid.rows if row.employee == ana]
    assert row.total * MINUTE == sheet.total
    assert [cell.minutes * MINUTE for cell in row.cells] == [day.total for day in sheet.days]
    for row in grid.rows:
        assert sum((cell.minutes for cell in row.cells), row.carried) == row.total
    assert sum(grid.sums, grid.carried) == grid.total


@pytest.mark.parametrize("zone", ["Atlantic/Canary", "Pacific/Auckland", "America/Los_Angeles"])
def test_a_shift_counts_by_its_own_clocks(
    zone: str, manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    for day in (8, 9, 12, 15, 16):
        make_log(ana, madrid(day, 6), madrid(day, 10), time_zone=zone)
    client = browse(manager)
    (row,) = [row for row in grid_of(client.get(WEEK)).rows if row.employee == ana]
    sheet = client.get(f"/people/{ana.pk}/?week=2026-W46").context["sheet"]
    assert row.total * MINUTE == sheet.total


def test_the_column_of_what_is_carried_stands_only_where_it_is_needed(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(10, 9), madrid(10, 17))
    client = browse(manager)
    assert "Carried over" not in text_of(client.get(WEEK))
    make_log(ana, madrid(15, 20), madrid(16, 4))
    assert "Carried over" in text_of(client.get(WEEK))


def test_it_marks_what_is_to_review_and_what_still_runs(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(17, 9), madrid(17, 17), review="stated")
    make_log(ana, madrid(18, 9))
    text = text_of(browse(manager).get("/timesheets/"))
    assert "8 h 00 to check" in text
    assert "still running" in text


def marks_of(grid: Grid, name: str) -> list[list[str]]:
    (row,) = [row for row in grid.rows if row.employee.name == name]
    return [[mark.name for mark in cell.marks] for cell in row.cells]


def test_each_day_has_the_marks_of_its_shifts_and_requests(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    asked, edited, disputed = (make_log(ana, madrid(n, 9), madrid(n, 17)) for n in (9, 10, 11))
    missing = {"check_in": "2026-11-13T07:00:00Z", "time_zone": "Europe/Madrid"}
    for log, fields in (
        (asked, {"kind": "change", "status": "pending"}),
        (edited, {"kind": "edit", "status": "made"}),
        (disputed, {"kind": "edit", "status": "made", "reply": "disputed"}),
        (None, {"kind": "missing", "status": "pending", "after": missing}),
        (None, {"kind": "missing", "status": "refused", "after": missing}),
        (asked, {"kind": "change", "status": "refused"}),
    ):
        Correction.objects.create(employee=ana, work_log=log, asked_by=ana, reason="So", **fields)
    grid = grid_of(browse(manager).get(WEEK))
    requested = ["requested"]
    assert marks_of(grid, "Ana") == [
        *(requested, ["corrected"], ["disputed"], [], requested, [], [])
    ]
    assert grid.problems == 3
    assert [mark.name for mark in grid.legend] == ["requested", "corrected", "disputed"]


@pytest.mark.parametrize(
    ("began", "mark"), [(madrid(18, 9), "running"), (madrid(17, 9), "missing")]
)
def test_a_clock_out_is_missing_after_the_reminder_hours(
    began: datetime,
    mark: str,
    manager: Employee,
    ana: Employee,
    browse: Browse,
    make_log: MakeLog,
) -> None:
    make_log(ana, began)
    assert [mark] in marks_of(grid_of(browse(manager).get("/timesheets/")), "Ana")


def test_problems_are_a_filter_whose_totals_add_up(
    manager: Employee, ana: Employee, ben: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(10, 9), madrid(10, 17), review="automatic")
    make_log(ben, madrid(10, 9), madrid(10, 17))
    client = browse(manager)
    page = client.get(WEEK)
    assert "1 problem" in text_of(page)
    assert f"{WEEK}&problems=1".replace("&", "&amp;") in page.content.decode()
    grid = grid_of(client.get(f"{WEEK}&problems=1"))
    assert (set(hours(grid)), grid.problems, grid.total) == ({"Ana"}, 1, 480)
    WorkLog.objects.update(review="")
    empty = text_of(client.get(f"{WEEK}&problems=1"))
    assert "Nothing in this period needs your attention." in empty


@pytest.mark.parametrize(("day", "month", "minutes"), [(28, 3, 540), (24, 10, 660)])
def test_a_night_on_which_the_clocks_change_counts_as_it_elapsed(
    day: int,
    month: int,
    minutes: int,
    manager: Employee,
    ana: Employee,
    browse: Browse,
    make_log: MakeLog,
) -> None:
    make_log(ana, madrid(day, 21, month=month), madrid(day + 1, 7, month=month))
    first = f"2026-{month:02}-{day}"
    address = f"/timesheets/?from={first}&to={first}"
    (row,) = [row for row in grid_of(browse(manager).get(address)).rows if row.employee == ana]
    assert (row.cells[0].minutes, row.carried, row.total) == (minutes, 180 - minutes, 180)


def test_paid_breaks_take_nothing_and_the_others_and_deductions_do(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(10, 9), madrid(10, 17), deducted=900)
    kind = BreakKind.objects.get()
    for hour, is_paid in ((11, True), (12, False), (13, False)):
        start, end = madrid(10, hour), madrid(10, hour, 20)
        log.breaks.create(kind=kind, is_paid=is_paid, start=start, end=end)
    assert hours(grid_of(browse(manager).get(WEEK)))["Ana"][1] == 480 - 40 - 15


def test_other_packages_add_marks(
    manager: Employee, ana: Employee, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    holiday = marks.Mark("holiday", "night", "a holiday")
    monkeypatch.setattr(marks, "_SOURCES", [])
    marks.register(lambda asked: [(ana.pk, asked.period.first, holiday)])
    assert marks_of(grid_of(browse(manager).get(WEEK)), "Ana")[0] == ["holiday"]


def test_who_left_is_in_the_periods_in_which_they_worked(
    manager: Employee, make_employee: MakeEmployee, browse: Browse, make_log: MakeLog
) -> None:
    gone = make_employee("Gone", is_active=False)
    make_log(gone, madrid(10, 9), madrid(10, 17))
    client = browse(manager)
    assert "Gone" in hours(grid_of(client.get(WEEK)))
    assert "Gone" not in hours(grid_of(client.get("/timesheets/")))


def test_a_limited_manager_sees_their_people_alone(
    manager: Employee, ana: Employee, ben: Employee, browse: Browse
) -> None:
    place("Bar", manager, ana)
    Employee.objects.filter(pk=manager.pk).update(is_limited=True)
    assert set(hours(grid_of(browse(manager).get(WEEK)))) == {"Ana", "Max"}


def test_it_shows_the_people_of_a_location(
    owner: Employee, ana: Employee, ben: Employee, browse: Browse
) -> None:
    bar = place("Bar", ana)
    assert set(hours(grid_of(browse(owner).get(f"{WEEK}&location={bar.pk}")))) == {"Ana"}


@pytest.mark.parametrize(
    "query", ["from=x", "from=2026-03-08&to=2026-03-01", "from=2026-01-01&to=2026-12-31"]
)
def test_a_period_that_there_is_not_leads_to_the_week(
    query: str, manager: Employee, browse: Browse
) -> None:
    client = browse(manager)
    assert client.get(f"/timesheets/?{query}")["Location"] == "/timesheets/"
    assert "That period does not exist" in text_of(client.get("/timesheets/"))


def test_names_lead_to_the_week_and_back(owner: Employee, ana: Employee, browse: Browse) -> None:
    page = browse(owner).get(WEEK).content.decode().replace("&amp;", "&")
    way = quote(WEEK, safe="")
    assert f'href="/people/{ana.pk}/?week=2026-W46&back={way}"' in page


@pytest.mark.parametrize("people", [1, 8])
def test_it_asks_the_same_for_many(
    people: int, manager: Employee, make_employee: MakeEmployee, browse: Browse, make_log: MakeLog
) -> None:
    for number in range(people):
        someone = make_employee(f"Someone{number}", signs_in=False)
        make_log(someone, madrid(16, 8), madrid(16, 12))
        make_log(someone, madrid(17, 8), madrid(17, 12))
    client = browse(manager)
    # session, user, employee, company; places, people, corrections, shifts; own clock, what waits
    with asks(12):
        client.get("/timesheets/")
