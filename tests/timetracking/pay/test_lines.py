"""Pay lines: what each says of itself, in order, with the wage type and the cost centre."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.timetracking.pay.building import (
    OCTOBER,
    Shifts,
    night,
    paid,
    person,
    rest,
    steps,
    sunday,
)
from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.inputs import Period
from timetracking.pay.engine.rules import RuleSet, Sourced

RULES = RuleSet(
    "ES",
    version=3,
    daily=(replace(steps((8, "1.25"))[0], source="agreement, art. 12"),),
    premiums=(night(), replace(sunday(), source="agreement, art. 27")),
    wage_types=(("regular", "1000"), ("sunday-50", "2050")),
)


def test_a_line_explains_itself() -> None:
    """As in the issue: Saturday 31 October 22:00 to Sunday 06:00, six hours of Sunday."""
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    somebody = person(Shifts().add("2026-10-31 22:00", "2026-11-01 06:00"), rate="12.50")
    line = next(line for line in paid(somebody, RULES, november).lines if line.name == "sunday")
    assert (line.minutes, line.rate, line.amount) == (360, Decimal("12.50"), Decimal("37.50"))
    assert (line.location, line.wage_type, line.is_time) == ("bar", "2050", False)
    assert line.explanation == {
        "code": "sunday-50",
        "minutes": 360,
        "factor": "0.5",
        "rate": {"hourly": "12.50", "since": "2026-01-01", "position": ""},
        "sum": "37.5",
        "parts": [
            {
                "rule": {
                    "rule": "premium",
                    "after": None,
                    "rule_set": "ES",
                    "version": 3,
                    "source": "agreement, art. 27",
                    "is_customary": False,
                },
                "minutes": 360,
                "pieces": [
                    {
                        "shift": 1,
                        "from": "2026-11-01T00:00+01:00",
                        "to": "2026-11-01T06:00+01:00",
                        "minutes": 360,
                        "breaks": [],
                    }
                ],
            }
        ],
    }
    assert json.loads(json.dumps(line.explanation)) == line.explanation


def test_a_shift_with_a_break_is_one_piece() -> None:
    worked = Shifts().add("2026-10-05 09:00", "17:00", rest("2026-10-05 12:00", "2026-10-05 12:30"))
    (piece,) = paid(worked, RULES, OCTOBER).lines[0].explanation["parts"][0]["pieces"]
    assert (piece["from"][11:16], piece["to"][11:16], piece["minutes"]) == ("09:00", "17:00", 450)
    assert [one["minutes"] for one in piece["breaks"]] == [30]


def test_each_location_bears_its_own() -> None:
    worked = Shifts().add("2026-10-05 09:00", "10:00", location="hotel")
    worked.add("2026-10-05 11:00", "14:00", location="bar")
    lines = paid(worked, RULES, OCTOBER).lines
    assert [(line.location, line.minutes) for line in lines] == [("bar", 180), ("hotel", 60)]


def test_time_comes_before_premiums() -> None:
    worked = Shifts().add("2026-10-04 08:00", "23:00")
    codes = [line.code for line in paid(worked, RULES, OCTOBER).lines]
    assert codes == ["regular", "overtime-1.25", "night-25", "sunday-50"]


def test_the_pieces_of_a_line_add_up_to_it() -> None:
    worked = Shifts().days("2026-10-01", [9, 10, 11, 7.5, 8])
    for line in paid(worked, RULES, OCTOBER).lines:
        pieces = line.explanation["parts"][0]["pieces"]
        assert sum(piece["minutes"] for piece in pieces) == line.minutes


def test_overtime_by_two_rules_is_one_line() -> None:
    """Monday's ninth hour is over the day, and all of Saturday over the week."""
    rules = replace(RULES, weekly=steps((40, "1.25")), premiums=())
    (_, line) = paid(Shifts().days("2026-10-05", [9, 8, 8, 8, 8, 4]), rules, OCTOBER).lines
    assert (line.code, line.minutes) == ("overtime-1.25", 300)
    told = [(part["rule"]["rule"], part["minutes"]) for part in line.explanation["parts"]]
    assert told == [("daily", 60), ("weekly", 240)]


def test_a_new_version_with_the_same_figures_makes_no_new_line() -> None:
    book = RuleBook([(date(2026, 10, 1), RULES), (date(2026, 10, 7), replace(RULES, version=4))])
    (_, line) = paid(Shifts().days("2026-10-05", [9, 9, 9, 9]), book, OCTOBER).lines
    assert line.minutes == 240
    parts = line.explanation["parts"]
    assert [(part["rule"]["version"], part["minutes"]) for part in parts] == [(3, 120), (4, 120)]


def test_a_line_is_spread_over_days_and_positions_to_the_cent() -> None:
    worked = Shifts().add("2026-10-05 22:00", "2026-10-06 02:00", position="bar")
    worked.add("2026-10-06 10:00", "13:00", position="kitchen")
    (line,) = paid(person(worked, rate="10.01"), RuleSet("plain"), OCTOBER).lines
    told = [(str(cost.day), cost.position, cost.minutes, str(cost.amount)) for cost in line.costs]
    assert told == [
        ("2026-10-05", "bar", 120, "20.02"),
        ("2026-10-06", "bar", 120, "20.02"),
        ("2026-10-06", "kitchen", 180, "30.03"),
    ]


def test_a_shift_without_a_position_has_that_of_the_contract() -> None:
    somebody = person(Shifts().add("2026-10-05 09:00", "10:00"))
    contract = replace(somebody.contracts[0], position="chef")
    (line,) = paid(replace(somebody, contracts=(contract,)), RuleSet("plain"), OCTOBER).lines
    assert [cost.position for cost in line.costs] == ["chef"]


def test_the_minutes_up_to_a_minimum_are_on_the_day_of_the_shift() -> None:
    rules = RuleSet("minimum", minimum_shift=Sourced(180, "agreement"))
    lines = paid(Shifts().add("2026-10-05 22:00", "23:00"), rules, OCTOBER).lines
    assert [(line.code, cost.minutes) for line in lines for cost in line.costs] == [
        ("regular", 60),
        ("minimum", 120),
    ]


def test_a_break_after_the_change_of_clocks_is_shown_as_they_show_it() -> None:
    worked = Shifts().add(
        "2026-10-24 22:00", "2026-10-25 08:00", rest("2026-10-25 04:00", "2026-10-25 04:30")
    )
    (line,) = paid(worked, RuleSet("plain"), OCTOBER).lines
    (piece,) = line.explanation["parts"][0]["pieces"]
    assert piece["breaks"][0]["from"] == "2026-10-25T04:00+01:00"
