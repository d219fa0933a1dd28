"""Who is where, since when, and who is expected to have left."""

from datetime import timedelta
from typing import Any

import pytest

from tests.timetracking.conftest import NOW, Browse, MakeLog, madrid, text_of
from tests.timetracking.presence.conftest import board_of, names
from timetracking.models import Break, BreakKind, CompanySettings, Employee, Location, Review, Rules
from timetracking.presence.presence import State


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
    for path in ("/board/", "/today/"):
        assert "Lunch since 12:30" in text_of(browse(manager).get(path))
    assert board_of(browse(manager).get("/board/")).counts == {
        "in": 0,
        "break": 1,
        "late": 0,
        "out": 1,
    }


@pytest.mark.parametrize(("minutes", "state"), [(-1, State.IN), (0, State.LATE)])
def test_who_is_in_too_long_is_expected_to_have_left(
    minutes: int,
    state: State,
    manager: Employee,
    ana: Employee,
    browse: Browse,
    make_log: MakeLog,
    company: CompanySettings,
) -> None:
    make_log(ana, NOW - timedelta(hours=company.rules.reminder_hours, minutes=minutes))
    response = browse(manager).get("/board/")
    assert board_of(response).sections[0].present[0].state == state
    assert ("Still clocked in?" in text_of(response)) == (state == State.LATE)


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
    assert "Canary" not in text
    assert "Canary" in text_of(browse(manager).get("/board/"))


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
