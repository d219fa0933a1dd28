"""The lists of corrections: one's own, and for managers what was decided."""

import pytest

from tests.timetracking.conftest import Browse, MakeLog, asks, madrid, text_of
from tests.timetracking.corrections.conftest import Ask
from timetracking.models import Employee, WorkLog


@pytest.mark.parametrize("who", ["ana", "manager"])
def test_everyone_sees_their_own(
    who: str,
    request: pytest.FixtureRequest,
    browse: Browse,
    make_log: MakeLog,
    asked: Ask,
    shift: WorkLog,
) -> None:
    someone = request.getfixturevalue(who)
    client = browse(someone)
    assert "Nothing yet." in text_of(client.get("/corrections/"))
    asked(shift if who == "ana" else make_log(someone, madrid(17, 9), madrid(17, 17)))
    page = text_of(client.get("/corrections/"))
    assert "change of a shift , Tue 17 Nov 2026, 09:00 to 17:00" in page


def test_managers_see_no_one_else_s_there(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog, asked: Ask
) -> None:
    asked(shift)
    assert "Ana" not in text_of(browse(manager).get("/corrections/"))


@pytest.mark.parametrize("people", [1, 6])
def test_the_list_asks_the_same_however_long_it_is(
    people: int, browse: Browse, manager: Employee, make_log: MakeLog, asked: Ask
) -> None:
    for number in range(people):
        asked(make_log(manager, madrid(1 + number, 9), madrid(1 + number, 17)))
    client = browse(manager)
    # Session, user, employee, company; own; places, own clock, what waits.
    with asks(8):
        client.get("/corrections/")
