"""The inbox of corrections: what waits, for whom."""

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, asks, madrid, text_of
from tests.timetracking.corrections.conftest import Ask
from timetracking.models import Employee, WorkLog


def test_the_inbox_says_so_when_nothing_waits(browse: Browse, manager: Employee) -> None:
    page = text_of(browse(manager).get("/corrections/"))
    assert "Nothing to do." in page


def test_members_see_their_own_and_no_inbox(
    browse: Browse, ana: Employee, shift: WorkLog, asked: Ask
) -> None:
    assert "Nothing yet." in text_of(browse(ana).get("/corrections/"))
    asked(shift)
    page = text_of(browse(ana).get("/corrections/"))
    assert "change of a shift , Tue 17 Nov 2026, 09:00 to 17:00" in page
    assert "To decide" not in page


def test_managers_see_in_the_tabs_how_much_waits(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog, asked: Ask
) -> None:
    assert "tabs__count" not in browse(manager).get("/team/").content.decode()
    asked(shift)
    WorkLog.objects.update(review="automatic")
    assert "Requests 2 waiting" in text_of(browse(manager).get("/team/"))
    assert "tabs__count" not in browse(ana).get("/timesheet/").content.decode()


@pytest.mark.parametrize("people", [1, 6])
def test_the_lists_ask_the_same_however_long_they_are(
    people: int,
    browse: Browse,
    manager: Employee,
    make_employee: MakeEmployee,
    make_log: MakeLog,
    asked: Ask,
) -> None:
    for number in range(people):
        someone = make_employee(f"Person{number}", signs_in=False)
        asked(make_log(someone, madrid(17, 9), madrid(17, 17), review="stated"))
    client = browse(manager)
    client.get("/")
    # Session, user, employee, company; what waits, thrice; decided, own; the tab's count.
    with asks(10):
        client.get("/corrections/")
