"""The page of reports: the question in the address, its answer, and whose it is."""

from datetime import date

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, madrid, text_of
from timetracking.models import (
    CompanySettings,
    Employee,
    EmployeeLocation,
    Location,
    Role,
    Sale,
)


def test_the_month_is_shown_with_its_chart_and_table(
    owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(16, 8), madrid(16, 12))
    response = browse(owner).get("/reports/")
    html, text = response.content.decode(), text_of(response)
    assert response.status_code == 200
    assert "Hours by day" in text
    assert "Mon 16 Nov 4 h 00 100.0 %" in text
    assert "<title>Mon 16 Nov: 4 h 00</title>" in html
    assert "style=" not in html.partition("<main")[2]


def test_a_wrong_address_is_put_right(owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    response = client.get("/reports/?from=2026-11-02&to=2026-11-08&by=colour&measure=cost")
    assert response["Location"] == "/reports/?from=2026-11-02&to=2026-11-08&by=day&measure=cost"
    assert "Reports cannot be grouped like that" in text_of(client.get(response["Location"]))
    place = client.get("/reports/?location=99", follow=True)
    assert "That location does not exist" in text_of(place)


def test_members_are_refused(ana: Employee, browse: Browse) -> None:
    client = browse(ana)
    for path in ("", "table.csv", "sales/", "sales/import/", "sales/imported/"):
        assert client.get(f"/reports/{path}").status_code == 403
    assert client.post("/reports/sales/undo/").status_code == 403


def test_a_manager_reads_what_is_not_in_the_cost(
    owner: Employee,
    manager: Employee,
    ana: Employee,
    ben: Employee,
    browse: Browse,
    make_log: MakeLog,
) -> None:
    for person in (owner, ana, ben):
        make_log(person, madrid(16, 8), madrid(16, 12))
    text = text_of(browse(manager).get("/reports/?by=person&measure=cost"))
    assert "4 h 00 of managers and owners are not in the cost" in text
    assert "4 h 00 have no cost, because the people have no hourly rate" in text
    assert "31.41" not in text
    assert "Labour cost is basic pay" in text
    assert "of managers and owners" not in text_of(
        browse(owner).get("/reports/?by=person&measure=cost")
    )


def test_a_limited_manager_reads_whose_hours_they_are(
    make_employee: MakeEmployee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    bar, pier = (Location.objects.create(name=name) for name in ("Bar", "Pier"))
    lea = make_employee("Lea", Role.MANAGER, is_limited=True)
    for person in (lea, ana):
        EmployeeLocation.objects.create(employee=person, location=bar)
    make_log(ana, madrid(16, 8), madrid(16, 12), location=pier)
    client = browse(lea)
    text = text_of(client.get("/reports/?by=location&measure=borrowed"))
    assert "Other locations 4 h 00" in text
    assert "Pier" not in text
    assert "people of your locations" in text
    wrong = client.get(f"/reports/?location={pier.pk}", follow=True)
    assert "That location does not exist" in text_of(wrong)


def test_sales_that_are_missing_are_named(
    owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    bar = Location.objects.create(name="Bar")
    make_log(ana, madrid(16, 8), madrid(16, 12), location=bar)
    Sale.objects.create(location=bar, day=date(2026, 11, 16), amount=100)
    text = text_of(browse(owner).get("/reports/?measure=percent&by=week"))
    assert "50.0 %" in text
    assert "Bar: sales of 1 of 18 days." in text
    assert "counts the cost of all days" in text


@pytest.mark.parametrize("measure", ["hours", "percent"])
def test_an_empty_report_leads_on(measure: str, owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    page = client.get(f"/reports/?measure={measure}&from=2026-01-01&to=2026-01-31")
    text = text_of(page)
    if measure == "hours":
        assert "Nobody worked in this period" in text
        return
    assert "Add a location to enter sales" in text
    Location.objects.create(name="Bar")
    assert 'href="/reports/sales/"' in client.get("/reports/?measure=percent").content.decode()


def test_the_location_and_the_days_stay_with_the_visitor(
    owner: Employee, browse: Browse, company: CompanySettings
) -> None:
    bar = Location.objects.create(name="Bar")
    client = browse(owner)
    grid = client.get(f"/timesheets/?from=2026-11-02&to=2026-11-08&location={bar.pk}")
    address = f"/reports/?from=2026-11-02&amp;location={bar.pk}&amp;to=2026-11-08"
    assert f'href="{address}"' in grid.content.decode()
    report = client.get("/reports/?from=2026-01-01&to=2026-12-31&measure=cost")
    assert 'href="/timesheets/"' in report.content.decode()
    assert 'aria-current="page"' in report.content.decode()
