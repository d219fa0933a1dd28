"""Germany, Spain and the United Kingdom: what their laws say about pay and warnings."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.timetracking.pay.building import (
    BERLIN,
    JUNE,
    LONDON,
    OCTOBER,
    Shifts,
    amounts,
    minutes,
    paid,
    person,
    rest,
)
from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.findings import Finding
from timetracking.pay.engine.inputs import Absence, Break, Holiday, Period, Person
from timetracking.pay.engine.presets import PRESETS
from timetracking.pay.engine.warnings import first_day_for_warnings, warnings_of

GERMANY, SPAIN, UK = PRESETS["DE"], PRESETS["ES"], PRESETS["UK"]


def warned(
    somebody: Person | Shifts, preset: str, period: Period = JUNE
) -> list[tuple[str, dict[str, Any]]]:
    """Return the codes and facts of the warnings."""
    one = person(somebody) if isinstance(somebody, Shifts) else somebody
    findings = warnings_of(one, period, RuleBook.of(PRESETS[preset]))
    return [(finding.code, finding.facts) for finding in findings]


def pause(start: str, end: str) -> Break:
    return rest(f"2026-06-01 {start}", f"2026-06-01 {end}", BERLIN)


# Germany.


def test_german_night_work_is_more_than_two_hours_of_the_night() -> None:
    """ArbZG § 2 Abs. 3 and 4, § 6 Abs. 5: from 23:00 to 06:00, 25 % (BAG 10 AZR 423/14)."""
    short = Shifts(BERLIN).add("2026-06-01 17:00", "2026-06-02 01:00")
    long = Shifts(BERLIN).add("2026-06-01 17:00", "2026-06-02 01:30")
    assert minutes(paid(short, GERMANY)) == {"regular": 480}
    assert minutes(paid(long, GERMANY)) == {"regular": 510, "night-25": 150}


def test_german_sundays_and_holidays_are_marked_as_customary() -> None:
    """BAG 5 AZR 97/05: the law gives no claim to a premium for them."""
    somebody = person(
        Shifts(BERLIN).add("2026-10-03 10:00", "14:00").add("2026-10-04 10:00", "14:00"),
        holidays={"bar": {date(2026, 10, 3): Holiday("Tag der Deutschen Einheit")}},
    )
    lines = {line.code: line for line in paid(somebody, GERMANY, OCTOBER).lines}
    assert {code: line.minutes for code, line in lines.items()} == {
        "regular": 480,
        "holiday-125": 240,
        "sunday-50": 240,
    }
    assert lines["holiday-125"].explanation["parts"][0]["rule"]["is_customary"]


@pytest.mark.parametrize(
    ("end", "breaks", "due"),
    [
        ("14:00", [], None),  # exactly six hours need none
        ("14:01", [], 30),
        ("16:30", [("12:00", "12:30")], None),
        ("16:30", [("10:00", "10:15"), ("13:00", "13:15")], None),  # in parts of 15 minutes
        ("16:30", [("10:00", "10:14"), ("13:00", "13:16")], 30),  # 14 minutes do not count
        ("17:30", [("12:00", "12:30")], None),  # exactly nine hours
        ("17:31", [("12:00", "12:30")], 45),
    ],
)
def test_german_breaks(end: str, breaks: list[tuple[str, str]], due: int | None) -> None:
    """ArbZG § 4 sentences 1 and 2."""
    worked = Shifts(BERLIN).add("2026-06-01 08:00", end, *(pause(*times) for times in breaks))
    found = {code: facts["due"] for code, facts in warned(worked, "DE") if code == "missing_break"}
    assert found == ({"missing_break": due} if due else {})


def test_a_german_break_after_more_than_six_hours() -> None:
    """ArbZG § 4 sentence 3: nobody works for longer than six hours without a break."""
    worked = Shifts(BERLIN).add("2026-06-01 08:00", "15:00", pause("14:15", "14:45"))
    assert warned(worked, "DE") == [("long_without_break", {"minutes": 375, "most": 360})]


def test_the_time_between_two_shifts_of_a_day_is_a_break() -> None:
    worked = Shifts(BERLIN).add("2026-06-01 08:00", "12:00").add("2026-06-01 12:30", "16:30")
    assert warned(worked, "DE") == []


@pytest.mark.parametrize(("end", "is_long"), [("18:45", False), ("18:46", True)])
def test_more_than_ten_hours_a_day(end: str, is_long: bool) -> None:
    """ArbZG § 3."""
    worked = Shifts(BERLIN).add("2026-06-01 08:00", end, pause("13:00", "13:45"))
    assert warned(worked, "DE") == (
        [("long_day", {"minutes": 601, "most": 600})] if is_long else []
    )


@pytest.mark.parametrize(("next_start", "minutes_of_rest"), [("09:00", None), ("08:59", 659)])
def test_eleven_hours_of_rest(next_start: str, minutes_of_rest: int | None) -> None:
    """ArbZG § 5 Abs. 1."""
    worked = (
        Shifts(BERLIN).add("2026-06-01 18:00", "22:00").add(f"2026-06-02 {next_start}", "12:00")
    )
    found = [facts["minutes"] for code, facts in warned(worked, "DE") if code == "short_rest"]
    assert found == ([minutes_of_rest] if minutes_of_rest else [])


def test_a_tap_by_mistake_does_not_interrupt_the_rest() -> None:
    worked = Shifts(BERLIN).add("2026-06-01 14:00", "20:00")
    worked.add("2026-06-02 01:00:10", "2026-06-02 01:00:40").add("2026-06-03 08:00", "12:00")
    assert warned(worked, "DE") == []


def test_rest_is_elapsed_time() -> None:
    """In the night of 29 March 2026 the clocks show eleven hours, and ten pass."""
    worked = Shifts(BERLIN).add("2026-03-28 18:00", "22:00").add("2026-03-29 09:00", "12:00")
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert warned(worked, "DE", march) == [
        ("short_rest", {"minutes": 600, "least": 660, "since": date(2026, 3, 28)})
    ]


# Spain.


def test_spanish_night_work_is_from_22_to_6() -> None:
    """ET art. 36.1; the pay for it is for the collective agreement: art. 36.2."""
    result = paid(Shifts().add("2026-06-01 21:00", "2026-06-02 07:00"), SPAIN)
    night = next(line for line in result.lines if line.name == "night")
    assert night.minutes == 480
    assert night.explanation["parts"][0]["rule"]["is_customary"]


def test_spanish_complementary_hours() -> None:
    """ET art. 12.5: beyond a part-time contract, paid as ordinary ones, up to 30 % of it."""
    somebody = person(Shifts().days("2026-06-01", [5, 5, 5, 5.5, 6]), weekly=20)
    assert amounts(paid(somebody, SPAIN)) == {"regular": Decimal(200), "additional": Decimal(65)}
    assert warned(somebody, "ES") == [("much_additional", {"minutes": 390, "most": 360})]


def test_spanish_complementary_hours_within_the_agreed_share() -> None:
    assert warned(person(Shifts().days("2026-06-01", [5, 5, 5, 5, 6]), weekly=20), "ES") == []


def test_spanish_overtime_is_paid_at_least_as_ordinary_hours() -> None:
    """ET art. 35.1 and 34.3: the tenth hour of a day."""
    result = paid(Shifts().add("2026-06-01 08:00", "18:00"), SPAIN)
    assert amounts(result) == {"regular": Decimal(90), "overtime-1": Decimal(10)}


def test_twelve_hours_of_rest_in_spain() -> None:
    """ET art. 34.3."""
    worked = Shifts().add("2026-06-01 18:00", "22:00").add("2026-06-02 09:30", "12:00")
    assert warned(worked, "ES")[0][1]["minutes"] == 690


# The United Kingdom.

SEVENTEEN_WEEKS = Period(date(2026, 6, 22), date(2026, 6, 28))


def weeks(*hours_a_day: float) -> Shifts:
    """Return shifts from Monday to Friday in weeks that end on 28 June."""
    first = date(2026, 6, 22) - timedelta(weeks=len(hours_a_day) - 1)
    worked = Shifts(LONDON)
    for number, hours in enumerate(hours_a_day):
        worked.days(str(first + timedelta(weeks=number)), [hours] * 5)
    return worked


def averages(somebody: Person | Shifts) -> list[dict[str, Any]]:
    found = warned(somebody, "UK", SEVENTEEN_WEEKS)
    return [facts for code, facts in found if code == "high_average"]


def test_forty_eight_hours_on_average_over_seventeen_weeks() -> None:
    """Working Time Regulations 1998, reg. 4: 17 weeks of 48 hours are allowed."""
    assert averages(weeks(*[9.6] * 17)) == []
    over = averages(weeks(*[9.6] * 16, 9.8))
    assert over == [{"minutes": 2883, "most": 2880, "since": date(2026, 3, 2)}]


def test_one_week_of_sixty_hours_is_no_average() -> None:
    assert averages(weeks(*[8] * 16, 12)) == []


def test_what_was_before_the_seventeen_weeks_does_not_count() -> None:
    assert averages(weeks(*[15] * 3, *[9.6] * 17)) == []


def test_days_of_leave_count_neither_as_work_nor_as_time() -> None:
    """Reg. 4(6) and (7): 16 weeks of 50 hours and a week of leave are 50 on average."""
    leave = tuple(Absence(date(2026, 6, 22) + timedelta(days=number)) for number in range(7))
    worked = weeks(*[10] * 16, 0)
    assert averages(person(worked)) == []
    assert averages(person(worked, absences=leave))[0]["minutes"] == 3000


def test_warnings_need_the_weeks_before() -> None:
    first = first_day_for_warnings(SEVENTEEN_WEEKS, RuleBook.of(UK))
    assert first <= date(2026, 3, 2)


@pytest.mark.parametrize(("end", "due"), [("14:00", 0), ("14:01", 20)])
def test_twenty_minutes_of_break_in_more_than_six_hours(end: str, due: int) -> None:
    """Reg. 12, with reg. 12(3) for the 20 minutes."""
    found = warned(Shifts(LONDON).add("2026-06-01 08:00", end), "UK")
    assert [facts["due"] for _, facts in found] == ([due] if due else [])


def test_six_days_in_a_row() -> None:
    found = warned(Shifts(LONDON).days("2026-06-01", [4] * 5), "UK")
    assert found == []
    found = warned(Shifts(LONDON).days("2026-06-01", [4] * 7), "UK")
    assert [facts["days"] for code, facts in found if code == "days_in_a_row"] == [6, 7]


def test_a_warning_names_its_source() -> None:
    somebody = person(Shifts(BERLIN).add("2026-06-01 08:00", "19:00", pause("13:00", "13:45")))
    assert warnings_of(somebody, JUNE, RuleBook.of(GERMANY)) == [
        Finding(
            "long_day",
            {"minutes": 615, "most": 600},
            day=date(2026, 6, 1),
            source="ArbZG § 3",
        )
    ]
