"""The company's own holidays are entered by owners, one for a day and place."""

from datetime import date

import pytest

from tests.timetracking.conftest import violates
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.base.errors import EntryChanged, NotAllowed
from timetracking.calendars import entering
from timetracking.calendars.errors import DayTaken, HolidayGone, YearTooFar
from timetracking.models import AuditLine, Employee, Holiday

DAY = date(2026, 5, 15)


def test_an_entry_is_saved_changed_and_removed_with_lines(owner: Employee) -> None:
    by, entry = Author(owner), Holiday(day=DAY, name="San Isidro")
    entering.save(entry, by=by)
    entry.portion = "half"
    entering.save(entry, by=by)
    entering.remove(entry, by=by)
    lines = AuditLine.objects.filter(subject="holiday").order_by("number")
    assert [line.act for line in lines] == ["created", "changed", "removed"]


@pytest.mark.parametrize("is_placed", [True, False])
def test_a_day_has_one_entry_for_a_place(owner: Employee, is_placed: bool) -> None:
    bar = place("Bar") if is_placed else None
    entering.save(Holiday(day=DAY, name="San Isidro", location=bar), by=Author(owner))
    with pytest.raises(DayTaken, match="15 May 2026"):
        entering.save(Holiday(day=DAY, name="Other", location=bar), by=Author(owner))
    with violates("holidays_one_a_day"):
        Holiday.objects.create(day=DAY, name="Other", location=bar)
    other = None if is_placed else place("Hotel")
    entering.save(Holiday(day=DAY, name="Other", location=other), by=Author(owner))


@pytest.mark.parametrize("who", ["manager", "ana"])
def test_only_owners_enter_holidays(who: str, ana: Employee, manager: Employee) -> None:
    entry = Holiday.objects.create(day=DAY, name="San Isidro")
    by = Author(manager if who == "manager" else ana)
    for act in (
        lambda: entering.save(Holiday(day=date(2026, 6, 1), name="Mine"), by=by),
        lambda: entering.remove(entry, by=by),
        lambda: entering.add_all(entering.half_days(2026, ("A", "B")), by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Holiday.objects.count() == 1


@pytest.mark.parametrize("year", [1949, 2101, 9999])
def test_a_year_far_away_is_a_slip(owner: Employee, year: int) -> None:
    with pytest.raises(YearTooFar, match="from 1950 to 2100"):
        entering.save(Holiday(day=DAY.replace(year=year), name="Far"), by=Author(owner))


def test_the_half_days_are_added_once(owner: Employee) -> None:
    by = Author(owner)
    Holiday.objects.create(day=date(2026, 12, 24), name="Ours")
    added = entering.add_all(entering.half_days(2026, ("Eve", "Last day")), by=by)
    assert [row.name for row in added] == ["Last day"]
    assert entering.add_all(entering.half_days(2026, ("Eve", "Last day")), by=by) == []


def test_an_older_version_and_a_removed_entry_are_refused(owner: Employee) -> None:
    by = Author(owner)
    entry = entering.save(Holiday(day=DAY, name="San Isidro"), by=by)
    with pytest.raises(EntryChanged):
        entering.save(entry, by=by, seen=0)
    gone = Holiday(pk=entry.pk, day=DAY, name="Again")
    entering.remove(entry, by=by)
    with pytest.raises(HolidayGone):
        entering.save(gone, by=by)


def test_a_word_that_is_no_portion_is_refused_by_the_database(owner: Employee) -> None:
    Holiday.objects.create(day=DAY, name="San Isidro")
    with violates("holidays_portion"):
        Holiday.objects.update(portion="most")
