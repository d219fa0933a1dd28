"""What people do now by their shifts."""

import pytest

from tests.timetracking.conftest import NOW, MakeLog, asks, madrid
from timetracking.models import Break, BreakKind, Employee, Location, Rules
from timetracking.presence.presence import State, who_is_in


def test_it_parts_who_is_in_from_who_is_not(
    manager: Employee, ana: Employee, ben: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 8))
    rules = Rules.objects.get()
    with asks(3):
        found = who_is_in(now=NOW, rules=rules, actor=manager)
    assert [(row.employee, row.state) for row in found.present] == [(ana, State.IN)]
    assert set(found.absent) == {ben, manager}


@pytest.mark.parametrize(("day", "state"), [(18, State.BREAK), (17, State.LATE)])
def test_a_break_shows_unless_the_shift_has_lasted_too_long(
    day: int, state: State, manager: Employee, ana: Employee, make_log: MakeLog
) -> None:
    kind = BreakKind.objects.create(name="Lunch")
    log = make_log(ana, madrid(day, 8))
    Break.objects.create(work_log=log, kind=kind, is_paid=False, start=madrid(day, 9))
    (row,) = who_is_in(now=NOW, rules=Rules.objects.get(), actor=manager).present
    assert (row.state, row.open_break is not None) == (state, True)


def test_at_a_location_are_who_is_in_there_and_who_belongs_there_and_is_in_nowhere(
    manager: Employee,
    ana: Employee,
    ben: Employee,
    bar: Location,
    cafe: Location,
    make_log: MakeLog,
) -> None:
    make_log(ben, madrid(18, 8), location=bar)
    rules = Rules.objects.get()
    found = who_is_in(now=NOW, rules=rules, actor=manager, location=bar)
    assert ([row.employee for row in found.present], found.absent) == ([ben], [ana])
    found = who_is_in(now=NOW, rules=rules, actor=manager, location=cafe)
    assert (found.present, found.absent) == ([], [])
