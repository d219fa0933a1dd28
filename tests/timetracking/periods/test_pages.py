"""The pages: the list, the closing page, and one's own period on the timesheet."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.timetracking.conftest import NOW, Browse, MakeLog, asks, madrid, text_of
from tests.timetracking.periods.conftest import Close
from tests.timetracking.periods.ways import OCTOBER
from timetracking.base.authors import Author
from timetracking.models import Approval, CompanySettings, Employee, PayPeriod, Role, WorkLog
from timetracking.periods import approving, listing, overview, own_period
from timetracking.periods.schedule import schedule_of

PAGE = "/pay/2026-10-01/"


def choices(page: Any) -> list[str]:
    return re.findall(r'name="ready" value="([^"]+)"', page.content.decode())


def test_the_list_shows_how_far_each_period_is(
    owner: Employee, ana: Employee, shift: WorkLog, browse: Browse, close: Close
) -> None:
    client = browse(owner)
    assert "0 of 1 approved" in text_of(client.get("/pay/"))
    approving.complete(ana, OCTOBER, by=Author(ana), now=NOW)
    assert "1 finished and waiting" in text_of(client.get("/pay/"))
    close()
    assert "locked by Olga" in text_of(client.get("/pay/"))


def test_a_period_is_closed_on_its_page(
    owner: Employee, ana: Employee, shift: WorkLog, browse: Browse
) -> None:
    me, client = browse(ana), browse(owner)
    assert "Is everything recorded?" in text_of(me.get("/timesheet/"))
    me.post("/timesheet/2026-10-01/complete/")
    assert "It waits for approval." in text_of(me.get("/timesheet/"))
    page = client.get(PAGE)
    assert "1 of 1 said that their hours are complete." in text_of(page)
    client.post(f"{PAGE}approve/", {"ready": choices(page)})
    assert "Lock this period" in text_of(client.get(PAGE))
    client.post(f"{PAGE}lock/")
    assert PayPeriod.objects.get().is_locked
    assert "Nobody can change these hours." in text_of(client.get(PAGE))
    assert "can no longer change" in text_of(me.get("/timesheet/"))
    refused = client.post(f"{PAGE}reopen/", {"reason": "\u200b "})
    assert refused.status_code == 422
    client.post(f"{PAGE}reopen/", {"reason": "A shift was missing"})
    assert not PayPeriod.objects.get().is_locked
    assert "A shift was missing" in text_of(client.get(PAGE))


def test_who_is_not_finished_is_not_among_all_who_are_approved_at_once(
    owner: Employee, ana: Employee, ben: Employee, shift: WorkLog, browse: Browse, make_log: MakeLog
) -> None:
    """Ben has no sign-in, so he cannot say it."""
    make_log(ben, madrid(20, 9, month=10), madrid(20, 17, month=10))
    client = browse(owner)
    page = client.get(PAGE)
    assert [one.partition("-")[0] for one in choices(page)] == [str(ben.pk)]
    one = re.findall(rf'name="one" value="({ana.pk}-[^"]+)"', page.content.decode())
    client.post(f"{PAGE}approve/", {"one": one[0]})
    assert Approval.objects.get().employee == ana
    assert "0 of 2 said that their hours are complete." in text_of(client.get(PAGE))


def test_what_is_in_the_way_is_named_with_a_link(
    owner: Employee, ana: Employee, shift: WorkLog, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(21, 9, month=10), madrid(21, 17, month=10), review="late")
    page = browse(owner).get(PAGE)
    assert "shift to check (Wed 21 Oct)" in text_of(page)
    assert f"/shifts/{log.pk}/" in page.content.decode()
    assert not choices(page)
    own = browse(ana).get("/timesheet/")
    assert "Before you can finish this period" in text_of(own)
    assert "My period is complete" not in text_of(own)


def test_an_approval_is_taken_back_on_the_page(
    manager: Employee, ana: Employee, shift: WorkLog, browse: Browse
) -> None:
    approving.approve(ana, OCTOBER, by=Author(manager), now=NOW)
    client = browse(manager)
    assert "Take back" in text_of(client.get(PAGE))
    client.post(f"{PAGE}take-back/", {"employee": ana.pk})
    assert Approval.objects.get().state == "open"
    client.post(f"{PAGE}take-back/", {"employee": ana.pk})
    assert "nothing to take back" in text_of(client.get(PAGE))
    assert client.post(f"{PAGE}take-back/", {"employee": "x"}).status_code == 404


def test_members_see_nothing_of_it_and_managers_do_not_lock(
    ana: Employee, manager: Employee, shift: WorkLog, browse: Browse, close: Close
) -> None:
    approving.approve(ana, OCTOBER, by=Author(manager), now=NOW)
    me, client = browse(ana), browse(manager)
    for path in ("/pay/", PAGE):
        assert me.get(path).status_code == 403
    for act in ("approve", "take-back", "lock", "reopen"):
        assert me.post(f"{PAGE}{act}/").status_code == 403
    assert "An owner locks the period" in text_of(client.get(PAGE))
    for act in ("lock", "reopen"):
        assert client.post(f"{PAGE}{act}/", {"reason": "x"}).status_code == 403


def test_a_limited_manager_sees_their_own_people_alone(
    make_employee: Any, ana: Employee, shift: WorkLog, browse: Browse
) -> None:
    client = browse(make_employee("Lea", Role.MANAGER, is_limited=True))
    assert "Ana" not in text_of(client.get(PAGE))
    assert client.post(f"{PAGE}take-back/", {"employee": ana.pk}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/pay/2026-10-02/", "/pay/2026-02-30/", "/pay/0001-01-01/", "/pay/9999-12-01/"]
)
def test_a_day_that_begins_no_period_is_no_page(path: str, owner: Employee, browse: Browse) -> None:
    assert browse(owner).get(path).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_people(
    owner: Employee, company: CompanySettings, make_employee: Any, make_log: MakeLog
) -> None:
    for number in range(5):
        one = make_employee(f"Person{number}")
        for day in range(1, 6):
            make_log(one, madrid(day, 9, month=10), madrid(day, 17, month=10), review="late")
    assert company.rules
    with asks(14):
        shown = overview.closing(owner, OCTOBER, schedule_of(company.rules), company, now=NOW)
        assert len(shown.people) == 5
    with asks(3):
        assert len(listing.lines(owner, company, now=NOW)) == 2


def test_one_is_asked_to_finish_the_last_period_or_today_s_on_its_last_day(
    ana: Employee, company: CompanySettings, shift: WorkLog, make_log: MakeLog
) -> None:
    make_log(ana, madrid(17, 9), madrid(17, 17))
    assert company.rules
    with asks(6):
        own = own_period.own_period(ana, company, now=NOW)
    assert own is not None
    assert own.period == OCTOBER
    last_day = own_period.own_period(ana, company, now=NOW + timedelta(days=12))
    assert last_day is not None
    assert last_day.period.last == date(2026, 11, 30)


def test_without_hours_one_is_asked_nothing(ana: Employee, company: CompanySettings) -> None:
    assert own_period.own_period(ana, company, now=NOW) is None


def test_the_refusals_of_one_s_own_steps_are_shown(
    ana: Employee, owner: Employee, shift: WorkLog, browse: Browse, close: Close
) -> None:
    client = browse(ana)
    client.post("/timesheet/2026-11-01/complete/")
    assert "You can finish it on that day or later." in text_of(client.get("/timesheet/"))
    client.post("/timesheet/2026-10-01/complete/")
    client.post("/timesheet/2026-10-01/incomplete/")
    assert Approval.objects.get().state == "open"
    close()
    client.post("/timesheet/2026-10-01/complete/")
    assert "are locked" in text_of(client.get("/timesheet/"))
    client.post("/timesheet/2026-10-01/incomplete/")
    assert "approved already" in text_of(client.get("/timesheet/"))
