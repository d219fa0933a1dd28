"""Random weeks of work around the night in which Europe's clocks go back, for property tests."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tests.timetracking.pay.building import NEW_YEAR, night, person, steps, sunday
from timetracking.pay.engine.inputs import (
    Break,
    Calendar,
    Holiday,
    Key,
    Period,
    Person,
    Rate,
    Shift,
)
from timetracking.pay.engine.presets import PRESETS
from timetracking.pay.engine.rules import Additional, Premium, RuleSet, Sourced

ZONES = ("Europe/Madrid", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
FIRST = datetime(2026, 10, 18, 6, tzinfo=UTC)
PERIOD = Period(date(2026, 10, 19), date(2026, 10, 31))
MINUTE = timedelta(minutes=1)
HOLIDAYS: dict[Key | None, Calendar] = {
    "bar": {date(2026, 10, 26): Holiday("a"), date(2026, 10, 22): Holiday("b", True)}
}

OWN = RuleSet(
    "own",
    daily=steps((8, "1.25"), (10, "1.5")),
    weekly=steps((40, "1.5"), (48, "2")),
    premiums=(
        replace(night(), over=120),
        sunday(),
        Premium("holiday", Decimal(100), on_holidays=True),
        Premium("late", Decimal(10), 20 * 60, 23 * 60, weekdays=(4, 5, 6)),
    ),
    additional=Additional(),
    paid_break_up_to=Sourced(10),
)
RULES = (OWN, replace(OWN, premiums_add_up=False, week_start=7), *PRESETS.values())


@st.composite
def shifts(draw: st.DrawFn) -> list[Shift]:
    """Shifts one after the other, some of which touch, with breaks that do not overlap."""
    moment = FIRST + draw(st.integers(0, 60 * 24)) * MINUTE
    made = []
    zone, location = draw(st.sampled_from(ZONES)), "bar"
    for number in range(draw(st.integers(1, 12))):
        length = draw(st.integers(1, 14 * 60))
        made.append(
            Shift(
                key=number,
                zone=zone,
                check_in=moment,
                check_out=moment + length * MINUTE,
                location=location,
                breaks=tuple(draw(breaks(moment, length))),
                position=draw(st.sampled_from(["", "chef"])),
            )
        )
        moment += (length + draw(st.sampled_from([0, 1, 30, 600, 1000]))) * MINUTE
    return made


@st.composite
def breaks(draw: st.DrawFn, start: datetime, length: int) -> list[Break]:
    """Up to two breaks within a shift."""
    edges = sorted(set(draw(st.lists(st.integers(0, length), max_size=4))))
    pairs = [pair for number, pair in enumerate(pairwise(edges)) if number % 2 == 0]
    return [
        Break(start + begins * MINUTE, start + ends * MINUTE, draw(st.booleans()))
        for begins, ends in pairs
    ]


def worker(made: list[Shift], **changes: Any) -> Person:
    """Return somebody with these shifts, a part-time contract and two rates."""
    rates = (
        Rate(NEW_YEAR, Decimal("12.37")),
        Rate(date(2026, 10, 25), Decimal("13.41")),
        Rate(NEW_YEAR, Decimal("17.50"), "chef"),
    )
    somebody = person(made, weekly=30, rates=rates, holidays=dict(HOLIDAYS))
    return replace(somebody, **changes)


def split(shift: Shift, after: timedelta) -> list[Shift]:
    """Return the two parts of a shift, with each part of a break."""
    at = shift.check_in + after
    first = tuple(replace(one, end=min(one.end, at)) for one in shift.breaks if one.start < at)
    second = tuple(replace(one, start=max(one.start, at)) for one in shift.breaks if one.end > at)
    return [
        replace(shift, check_out=at, breaks=first),
        replace(shift, key=f"{shift.key}b", check_in=at, breaks=second),
    ]
