"""Who is in, on a wall screen: /board/ and /board/<location>/."""

from datetime import timedelta
from typing import Any

import pytest

from tests.timetracking.conftest import (
    NOW,
    Browse,
    MakeEmployee,
    MakeLog,
    asks,
    madrid,
    text_of,
)
from timetracking.models import (
    Break,
    BreakKind,
    CompanySettings,
    Employee,
    Location,
    Review,
    Role,
    Rules,
)
from timetracking.presence.presence import Board, BoardSection, State


@pytest.fixture
def bar(ana: Employee) -> Location:
    """The location of Ana."""
    location = Location.objects.create(name="Bar")
    location.staff.add(ana)
    return location


@pytest.fixture
def cafe(ben: Employee) -> Location:
    """The location of Ben."""
    location = Location.objects.create(name="Café")
    location.staff.add(ben)
    return location


def board_of(response: Any) -> Board:
    found: Board = response.context["board"]
    return found


def names(place: BoardSection) -> list[str]:
    return [row.employee.name for row in place.present]


def test_the_board_shows_who_is_where(
    manager: Employee,
    ana: Employee,
    ben: Employee,
    bar: Location,
    cafe: Location,
    browse: Browse,
    make_log: MakeLog,
) -> None:
    make_log(ana, madrid(18, 8, 58), location=bar)
    response = browse(manager).get("/board/")
    found = [(place.location, names(place), place.out) for place in board_of(response).sections]
    assert found == [(bar, ["Ana"], 0), (cafe, [], 1)]
    assert "since 08:58" in text_of(response)


def test_who_is_out_counts_once_wherever_they_belong(
    manager: Employee, ana: Employee, ben: Employee, bar: Location, cafe: Location, browse: Browse
) -> None:
    cafe.staff.add(ana)
    client = browse(manager)
    board = board_of(client.get("/board/"))
    assert [place.out for place in board.sections if place.location] == [1, 2]
    assert board.counts["out"] == 3
    assert board_of(client.get(f"/board/{cafe.pk}/")).counts["out"] == 2


def test_one_place_has_an_address_of_its_own(
    manager: Employee,
    ana: Employee,
    ben: Employee,
    bar: Location,
    cafe: Location,
    browse: Browse,
    make_log: MakeLog,
) -> None:
    make_log(ana, madrid(18, 8), location=bar)
    make_log(ben, madrid(18, 8), location=cafe)
    (place,) = board_of(browse(manager).get(f"/board/{cafe.pk}/")).sections
    assert (place.location, names(place)) == (cafe, ["Ben"])


def test_a_break_is_shown_with_its_kind_and_its_beginning(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    kind = BreakKind.objects.create(name="Lunch")
    log = make_log(ana, madrid(18, 8))
    Break.objects.create(work_log=log, kind=kind, is_paid=False, start=madrid(18, 12, 30))
    for path in ("/board/", "/team/"):
        assert "Lunch since 12:30" in text_of(browse(manager).get(path))
    assert board_of(browse(manager).get("/board/")).counts == {
        "in": 0,
        "break": 1,
        "late": 0,
        "out": 1,
    }


@pytest.mark.parametrize(("seconds", "state"), [(-1, State.IN), (0, State.LATE)])
def test_who_is_in_too_long_is_expected_to_have_left(
    seconds: int,
    state: State,
    manager: Employee,
    ana: Employee,
    browse: Browse,
    make_log: MakeLog,
    company: CompanySettings,
) -> None:
    make_log(ana, NOW - timedelta(hours=company.rules.reminder_hours, seconds=seconds))
    response = browse(manager).get("/board/")
    assert board_of(response).sections[0].present[0].state == state
    assert ("Expected to have left" in text_of(response)) == (state == State.LATE)


def test_who_was_clocked_out_by_shiftbook_is_expected_to_have_left(
    manager: Employee, ana: Employee, ben: Employee, browse: Browse, make_log: MakeLog
) -> None:
    for one, review in ((ana, Review.AUTOMATIC), (ben, Review.STATED)):
        make_log(one, madrid(17, 18), madrid(18, 2), review=review)
    response = browse(manager).get("/board/")
    (row,) = board_of(response).sections[0].present
    assert (row.employee, row.state) == (ana, State.ENDED)
    assert "Ended by Shiftbook at 02:00" in text_of(response)


def test_who_came_back_after_that_is_in(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(17, 18), madrid(18, 2), review=Review.AUTOMATIC)
    make_log(ana, madrid(18, 9))
    (row,) = board_of(browse(manager).get("/board/")).sections[0].present
    assert row.state == State.IN


def test_times_are_those_of_the_place(
    manager: Employee, ana: Employee, bar: Location, browse: Browse, make_log: MakeLog
) -> None:
    Location.objects.filter(pk=bar.pk).update(time_zone="Atlantic/Canary")
    make_log(ana, madrid(18, 9), location=bar, time_zone="Atlantic/Canary")
    text = text_of(browse(manager).get(f"/board/{bar.pk}/"))
    assert "since 08:00" in text
    assert "12:00" in text  # the clock of the page: 13:00 in Madrid
    assert "Atlantic/Canary" not in text
    assert "Atlantic/Canary" in text_of(browse(manager).get("/board/"))


def test_a_limited_manager_sees_their_places_and_people_alone(
    make_employee: MakeEmployee,
    ana: Employee,
    ben: Employee,
    bar: Location,
    cafe: Location,
    browse: Browse,
    make_log: MakeLog,
) -> None:
    lim = make_employee("Lim", Role.MANAGER, is_limited=True)
    lim.locations.add(bar)
    make_log(ana, madrid(18, 8), location=bar)
    make_log(ben, madrid(18, 8), location=cafe)
    client = browse(lim)
    response = client.get("/board/")
    assert [names(place) for place in board_of(response).sections] == [["Ana"]]
    assert "Ben" not in text_of(response)
    assert "Café" not in text_of(response)
    assert client.get(f"/board/{cafe.pk}/").status_code == 404


def test_someone_borrowed_is_shown_elsewhere_to_a_limited_manager(
    make_employee: MakeEmployee,
    ana: Employee,
    bar: Location,
    cafe: Location,
    browse: Browse,
    make_log: MakeLog,
) -> None:
    lim = make_employee("Lim", Role.MANAGER, is_limited=True)
    lim.locations.add(bar)
    make_log(ana, madrid(18, 8), location=cafe)
    places = board_of(browse(lim).get("/board/")).sections
    assert [(place.location, names(place)) for place in places] == [(bar, []), (None, ["Ana"])]


def test_a_member_sees_no_board_unless_the_company_wants_it(
    ana: Employee, bar: Location, browse: Browse, company: CompanySettings
) -> None:
    client = browse(ana)
    for path in ("/board/", f"/board/{bar.pk}/"):
        response = client.get(path)
        assert response.status_code == 403
        assert "has not opened the board to staff" in text_of(response)
    assert "/board/" not in client.get("/").content.decode()


def test_a_member_sees_their_own_locations_where_the_company_wants_it(
    ana: Employee,
    ben: Employee,
    make_employee: MakeEmployee,
    bar: Location,
    cafe: Location,
    browse: Browse,
    make_log: MakeLog,
    company: CompanySettings,
) -> None:
    CompanySettings.objects.update(members_see_team=True)
    cleo = make_employee("Cleo", signs_in=False)
    cleo.locations.add(bar, cafe)
    make_log(cleo, madrid(18, 8), location=bar)
    make_log(ben, madrid(18, 8), location=cafe)
    client = browse(ana)
    assert 'href="/board/"' in client.get("/").content.decode()
    (place,) = board_of(client.get("/board/")).sections
    assert (place.location, names(place), place.out) == (bar, ["Cleo"], 1)
    assert "Ben" not in text_of(client.get("/board/"))
    assert client.get(f"/board/{cafe.pk}/").status_code == 404


def test_where_there_are_no_locations_a_member_sees_everyone(
    ana: Employee, ben: Employee, browse: Browse, make_log: MakeLog, company: CompanySettings
) -> None:
    CompanySettings.objects.update(members_see_team=True)
    make_log(ben, madrid(18, 8))
    (place,) = board_of(browse(ana).get("/board/")).sections
    assert (place.location, names(place), place.out) == (None, ["Ben"], 1)


def test_a_member_of_no_location_sees_nobody_of_one(
    ana: Employee, ben: Employee, cafe: Location, browse: Browse, make_log: MakeLog
) -> None:
    CompanySettings.objects.update(members_see_team=True)
    make_log(ben, madrid(18, 8), location=cafe)
    (place,) = board_of(browse(ana).get("/board/")).sections
    assert (names(place), place.out) == ([], 1)


def test_a_member_whose_location_is_closed_does_not_see_where_its_people_went(
    ana: Employee, ben: Employee, bar: Location, cafe: Location, browse: Browse, make_log: MakeLog
) -> None:
    CompanySettings.objects.update(members_see_team=True)
    bar.staff.add(ben)
    make_log(ben, madrid(18, 8), location=cafe)
    Location.objects.filter(pk=bar.pk).update(is_active=False)
    response = browse(ana).get("/board/")
    assert board_of(response).sections == []
    assert "Ben" not in text_of(response)


def test_a_closed_location_has_no_board(manager: Employee, bar: Location, browse: Browse) -> None:
    Location.objects.filter(pk=bar.pk).update(is_active=False)
    assert browse(manager).get(f"/board/{bar.pk}/").status_code == 404


def test_what_is_seen_already_is_not_sent_again(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog, clock: Any
) -> None:
    client, htmx = browse(manager), {"hx-request": "true"}
    version = board_of(client.get("/board/")).version
    clock.shift(60)
    same = client.get("/board/", {"seen": version}, headers=htmx)
    assert (same.status_code, same.content) == (204, b"")
    make_log(ana, NOW)
    changed = client.get("/board/", {"seen": version}, headers=htmx)
    assert changed.status_code == 200
    assert changed.content.decode().count('id="board"') == 1
    assert "<html" not in changed.content.decode()


def test_a_page_is_whole_whatever_was_seen(manager: Employee, browse: Browse) -> None:
    client = browse(manager)
    version = board_of(client.get("/board/")).version
    assert "<html" in client.get("/board/", {"seen": version}).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda log: Employee.objects.update(name="Someone"),
        lambda log: Location.objects.update(name="Elsewhere"),
        lambda log: type(log).objects.update(check_in=NOW - timedelta(hours=2)),
        lambda log: type(log).objects.update(check_out=NOW),
        lambda log: type(log).objects.update(location=None),
        lambda log: Rules.objects.update(reminder_hours=1),
        lambda log: Employee.objects.filter(name="Ben").update(is_active=False),
        lambda log: Break.objects.create(
            work_log=log,
            kind=BreakKind.objects.create(name="Tea"),
            is_paid=True,
            start=NOW,
        ),
    ],
)
def test_whatever_is_shown_changes_the_version(
    change: Any,
    manager: Employee,
    ana: Employee,
    ben: Employee,
    bar: Location,
    browse: Browse,
    make_log: MakeLog,
) -> None:
    ben.locations.add(bar)
    log = make_log(ana, NOW - timedelta(hours=3), location=bar)
    client = browse(manager)
    before = board_of(client.get("/board/")).version
    change(log)
    assert board_of(client.get("/board/")).version != before


def test_the_board_asks_the_database_little(
    manager: Employee, make_employee: MakeEmployee, browse: Browse, make_log: MakeLog
) -> None:
    locations = [Location.objects.create(name=f"Place {number}") for number in range(5)]
    for number in range(10):
        someone = make_employee(f"Someone{number}", signs_in=False)
        someone.locations.add(*locations[number % 5 :])
        make_log(someone, madrid(18, 8), location=locations[number % 5])
    client = browse(manager)
    # Session, user, employee, company; locations, employees, logs, breaks, who belongs where.
    with asks(9):
        client.get("/board/")
    with asks(9):
        client.get(f"/board/{locations[0].pk}/")
