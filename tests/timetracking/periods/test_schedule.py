"""The setting of pay periods: it never changes a period in its middle."""

from datetime import date

import pytest

from tests.timetracking.conftest import NOW, Browse
from tests.timetracking.periods.conftest import Close
from tests.timetracking.periods.ways import OCTOBER
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.base.pay_schedule import Kind, Schedule
from timetracking.base.periods import Period
from timetracking.company import settings
from timetracking.company.errors import SettingsChanged
from timetracking.models import AuditLine, CompanySettings, Employee, Rules, WorkLog
from timetracking.periods import approving, schedule
from timetracking.periods.errors import FirstDayUnfit
from timetracking.periods.schedule import Wish, schedule_of
from timetracking.trail.verifying import flaws

TODAY = NOW.date()
WEEKLY = Wish(Kind.WEEKLY, date(2026, 11, 2))


def stored() -> Schedule:
    return schedule_of(Rules.objects.get())


def test_a_company_that_has_not_begun_chooses_for_all_time(owner: Employee) -> None:
    schedule.change(WEEKLY, by=Author(owner), today=TODAY)
    assert stored().period_of(date(2020, 1, 1)) == Period(date(2019, 12, 30), date(2020, 1, 5))
    line = AuditLine.objects.last()
    assert line is not None
    assert line.after is not None
    assert line.after["pay_schedule"] == ["0001-01-01 weekly 2026-11-02"]
    assert not list(flaws())


def test_a_change_holds_from_the_day_after_the_current_period(
    owner: Employee, shift: WorkLog, close: Close
) -> None:
    close()
    schedule.change(WEEKLY, by=Author(owner), today=TODAY)
    assert stored().period_of(TODAY) == Period(date(2026, 11, 1), date(2026, 11, 30))
    assert stored().period_of(date(2026, 12, 1)) == Period(date(2026, 12, 1), date(2026, 12, 6))
    assert stored().period_of(OCTOBER.first) == OCTOBER


def test_a_change_holds_after_the_last_period_that_anybody_finished(
    owner: Employee, ana: Employee
) -> None:
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    end = NOW.replace(day=30)
    approving.complete(ana, november, by=Author(ana), now=end)
    assert schedule.boundary(stored(), TODAY) == date(2026, 12, 1)
    assert schedule.boundary(stored(), date(2026, 12, 5)) == date(2027, 1, 1)


def test_a_second_change_replaces_one_that_has_not_begun(
    owner: Employee, shift: WorkLog, close: Close
) -> None:
    close()
    for kind in (Kind.WEEKLY, Kind.TWO_WEEKLY):
        wish = Wish(kind, date(2026, 12, 7))
        schedule.change(wish, by=Author(owner), today=TODAY)
    assert [one.kind for one in stored().changes] == [Kind.MONTHLY, Kind.TWO_WEEKLY]


def test_a_day_that_not_every_month_has_is_refused(owner: Employee) -> None:
    with pytest.raises(FirstDayUnfit, match="28th"):
        schedule.change(Wish(Kind.MONTHLY, date(2026, 10, 31)), by=Author(owner), today=TODAY)
    assert Rules.objects.get().pay_schedule == []


def test_only_owners_change_it_and_none_over_another(owner: Employee, manager: Employee) -> None:
    with pytest.raises(NotAllowed):
        schedule.change(WEEKLY, by=Author(manager), today=TODAY)
    seen = settings.version()
    schedule.change(WEEKLY, by=Author(owner), today=TODAY, seen=seen)
    with pytest.raises(SettingsChanged):
        schedule.change(
            Wish(Kind.MONTHLY, date(2026, 11, 1)), by=Author(owner), today=TODAY, seen=seen
        )
    assert stored().changes[0].kind == Kind.WEEKLY


def test_the_other_settings_do_not_undo_it(owner: Employee) -> None:
    stale = CompanySettings.objects.select_related("rules").get()
    schedule.change(WEEKLY, by=Author(owner), today=TODAY)
    stale.idle_minutes = 30
    settings.save(stale, by=Author(owner))
    assert stored().changes[0].kind == Kind.WEEKLY
    line = AuditLine.objects.last()
    assert line is not None
    assert line.after is not None
    assert line.after["pay_schedule"] == ["0001-01-01 weekly 2026-11-02"]


def test_the_page_shows_and_saves_it(owner: Employee, manager: Employee, browse: Browse) -> None:
    assert browse(manager).get("/settings/pay-periods/").status_code == 403
    client = browse(owner)
    page = client.get("/settings/pay-periods/")
    assert page.context["coming"][0] == Period(date(2026, 11, 1), date(2026, 11, 30))
    form = {"kind": "two-weekly", "first": "2026-11-02", "seen": settings.version()}
    assert client.post("/settings/pay-periods/", form).status_code == 303
    assert stored().period_of(TODAY) == Period(date(2026, 11, 16), date(2026, 11, 29))
    assert client.post("/settings/pay-periods/", form).status_code == 409
    form = {"kind": "monthly", "first": "2026-10-31", "seen": settings.version()}
    refused = client.post("/settings/pay-periods/", form)
    assert refused.status_code == 422
    assert 'value="2026-10-31"' in refused.content.decode()
    assert client.post("/settings/pay-periods/", {**form, "first": "x"}).status_code == 422
