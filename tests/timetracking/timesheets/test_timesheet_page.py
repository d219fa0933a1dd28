from datetime import timedelta

import pytest

from tests.timetracking.conftest import Browse, MakeLog, asks, madrid, text_of
from timetracking.models import CompanySettings, Employee


def test_my_timesheet_shows_my_week(
    ana: Employee, ben: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(16, 8, 58), madrid(16, 17), notes="Delivery came late")
    make_log(ben, madrid(17, 9), madrid(17, 17))
    response = browse(ana).get("/timesheet/")
    sheet = response.context["sheet"]
    assert (sheet.employee, sheet.is_own, sheet.week) == (ana, True, "2026-W47")
    assert sheet.total == timedelta(hours=8, minutes=2)
    text = text_of(response)
    for shown in ("08:58", "17:00", "8 h 02", "Delivery came late"):
        assert shown in text


def test_another_week_can_be_asked_for(ana: Employee, browse: Browse, make_log: MakeLog) -> None:
    make_log(ana, madrid(9, 9), madrid(9, 17))
    sheet = browse(ana).get("/timesheet/?week=2026-W46").context["sheet"]
    assert (sheet.week, sheet.next_week) == ("2026-W46", "2026-W47")
    assert sheet.total == timedelta(hours=8)


@pytest.mark.parametrize("week", ["", "now", "2026-W99", "2026-W48", "9999-W52", "0000-W00", "%00"])
def test_an_impossible_week_leads_to_the_current_one(
    ana: Employee, browse: Browse, week: str
) -> None:
    client = browse(ana)
    response = client.get(f"/timesheet/?week={week}")
    assert (response.status_code, response["Location"]) == (302, "/timesheet/")
    assert "That week does not exist." in text_of(client.get("/timesheet/"))


def test_the_company_says_when_weeks_start(
    ana: Employee, browse: Browse, company: CompanySettings
) -> None:
    company.week_starts_on = 7
    company.save()
    sheet = browse(ana).get("/timesheet/?week=2026-W47").context["sheet"]
    assert sheet.start.isoformat() == "2026-11-15"


def test_times_are_the_shifts_own_after_a_move(
    ana: Employee, browse: Browse, company: CompanySettings, make_log: MakeLog
) -> None:
    make_log(ana, madrid(16, 8, 58), madrid(16, 17))
    company.time_zone = "Asia/Tokyo"
    company.save()
    text = text_of(browse(ana).get("/timesheet/"))
    assert "08:58" in text
    assert "Madrid" in text
    assert "Europe/Madrid" not in text


@pytest.mark.parametrize("who", ["owner", "manager"])
def test_those_who_lead_see_anyones(
    request: pytest.FixtureRequest, ana: Employee, browse: Browse, make_log: MakeLog, who: str
) -> None:
    make_log(ana, madrid(16, 9), madrid(16, 17))
    actor = request.getfixturevalue(who)
    sheet = browse(actor).get(f"/people/{ana.pk}/").context["sheet"]
    assert (sheet.employee, sheet.is_own, sheet.total) == (ana, False, timedelta(hours=8))


def test_ones_own_is_ones_own_there_too(manager: Employee, browse: Browse) -> None:
    assert browse(manager).get(f"/people/{manager.pk}/").context["sheet"].is_own


def test_those_who_left_keep_their_history(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(16, 9), madrid(16, 17))
    Employee.objects.filter(pk=ana.pk).update(is_active=False)
    sheet = browse(manager).get(f"/people/{ana.pk}/").context["sheet"]
    assert sheet.total == timedelta(hours=8)


def test_a_member_sees_no_colleagues(ana: Employee, ben: Employee, browse: Browse) -> None:
    assert browse(ana).get(f"/people/{ben.pk}/").status_code == 403


def test_the_page_asks_the_database_little(
    manager: Employee,
    ana: Employee,
    browse: Browse,
    make_log: MakeLog,
) -> None:
    for day in range(2, 18):
        make_log(ana, madrid(day, 9), madrid(day, 17))
    client = browse(ana)
    with asks(8):  # session, user, employee, company, logs, breaks, the period, any hours in it
        client.get("/timesheet/")
    client = browse(manager)
    with asks(10):  # and whose, and what waits
        client.get(f"/people/{ana.pk}/")
