"""Each line of a list says what it will do, or what is wrong with it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from timetracking.models import Location
from timetracking.reports.entering import Place
from timetracking.reports.lists import SALES, Line, check
from timetracking.staff.bulk.reading import read_text
from timetracking.staff.errors import ListRefused

BAR, PIER = Location(pk=1, name="Bar"), Location(pk=2, name="Beach, Hotel")
TODAY = date(2026, 11, 18)


def checked(text: str, place: Location | None = None) -> list[Line]:
    def stored(places: Sequence[Place]) -> dict[Place, Decimal]:
        known = {(1, date(2026, 11, 16)): Decimal(10), (1, date(2026, 11, 17)): Decimal(20)}
        return {place: known[place] for place in places if place in known}

    return check(
        read_text(text, SALES),
        offered=[BAR, PIER],
        place=place,
        today=lambda location: TODAY,
        stored=stored,
    )


def test_lines_say_what_they_will_do() -> None:
    lines = checked("2026-11-16;Bar;10,00\n2026-11-17;bar;21\n2026-11-17;Beach, Hotel;1.234,50")
    assert [line.outcome for line in lines] == ["same", "changed", "new"]
    assert [line.amount for line in lines] == [Decimal("10.00"), 21, Decimal("1234.50")]
    assert lines[2].location is PIER


@pytest.mark.parametrize(
    "text",
    [
        "Datum;Umsatz;Filiale\n16.11.2026;12,50;Bar",
        "Ventas\tFecha\tLocal\n12,50\t2026-11-16\tBar",
        "12.50,Bar,2026-11-16",
        "2026-11-16|12.50|Bar",
    ],
)
def test_columns_are_found_by_a_header_or_by_what_is_in_them(text: str) -> None:
    [line] = checked(text)
    assert (line.problem, line.location, line.day) == ("", BAR, date(2026, 11, 16))
    assert line.amount == Decimal("12.50")


def test_lines_without_a_location_take_the_chosen_one() -> None:
    assert checked("2026-11-16;5", BAR)[0].location is BAR
    assert "Choose a location" in checked("2026-11-16;5")[0].problem


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("2026-11-19;Bar;5", "has not begun"),
        ("1969-12-31;Bar;5", "too long ago"),
        ("2026-11-16;Cellar;5", "You cannot choose a location “Cellar”"),
        ("2026-11-16;Bar;", "not an amount"),
        ("2026-11-16;Bar;-5", "less than zero"),
        ("2026-11-16;Bar;=1+1", "not an amount"),
        ("16th;Bar;5", "not a day"),
        ("2/3/2026;Bar;5", "can be two days"),
        ("2026-11-15;Bar;7", "this day twice"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: str, sentence: str) -> None:
    first, second = checked(f"2026-11-15;Bar;5\n{line}")
    assert first.problem == ""
    assert sentence in second.problem
    assert second.outcome == "problem"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There are no sales in the list"),
        ("Day;Sales", "There are no sales in the list"),
        ("Bar;5", "No line begins with a day"),
        ("2026-11-16;Bar", "no amounts"),
        ("2026-11-16;5\n" * 2002, "at most 2000 at once"),
        ('2026-11-16;"Bar;5', "quotation mark"),
    ],
)
def test_what_is_no_list_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ListRefused, match=sentence):
        checked(text)
