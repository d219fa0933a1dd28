"""Who is in, on a wall screen: /board/ and /board/<location>/."""

from typing import Any

from tests.timetracking.conftest import NOW, Browse, MakeEmployee, MakeLog, asks, madrid, text_of
from tests.timetracking.presence.conftest import board_of, names
from timetracking.models import CompanySettings, Employee, Location, Role


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
        assert "has not made the board visible to staff" in text_of(response)
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
