"""The pay engine's speed: python -m benchmarks.pay, about a minute.

Everybody works eight to ten hours on each of 31 days, with a break, overtime, and every fifth at
night, by the German rules with daily and weekly overtime. Nothing is read from a database.
"""

import argparse
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median

from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.inputs import (
    Break,
    Calendar,
    Contract,
    Holiday,
    Key,
    Period,
    Person,
    Rate,
    Shift,
)
from timetracking.pay.engine.pay import pay
from timetracking.pay.engine.presets import PRESETS
from timetracking.pay.engine.rules import Step

PERIOD = Period(date(2026, 10, 1), date(2026, 10, 31))
HOLIDAYS: dict[Key | None, Calendar] = {
    "bar": {date(2026, 10, 3): Holiday("Tag der Deutschen Einheit")}
}
SIZES = (50, 500, 5000)
PROMISED, ROUNDS = 1.0, 3


def book() -> RuleBook:
    """Return rules in which every shift has something to compute."""
    daily = (Step(480, Decimal("1.25")), Step(570, Decimal("1.5")))
    weekly = (Step(2400, Decimal("1.25")),)
    return RuleBook.of(replace(PRESETS["DE"], daily=daily, weekly=weekly))


def people(count: int) -> list[Person]:
    """Return so many people, each with a shift on each of 31 days."""
    draw = random.Random(17)  # noqa: S311 - the same people every time
    contracts = (Contract(date(2026, 1, 1), 2400),)
    return [
        Person(
            key=number,
            contracts=contracts,
            rates=(Rate(date(2026, 1, 1), Decimal(draw.randint(1300, 2800)) / 100),),
            shifts=tuple(_shift(day, number, draw) for day in PERIOD.days),
            holidays=HOLIDAYS,
            home="bar",
        )
        for number in range(count)
    ]


def _shift(day: date, number: int, draw: random.Random) -> Shift:
    hour = 19 if number % 5 == 0 else draw.randint(5, 10)
    start = datetime(day.year, day.month, day.day, hour, draw.randint(0, 59), tzinfo=UTC)
    pause = start + timedelta(hours=4, minutes=draw.randint(0, 30))
    return Shift(
        key=day.toordinal(),
        zone="Europe/Berlin",
        check_in=start,
        check_out=start + timedelta(minutes=draw.randint(480, 630)),
        location="bar",
        breaks=(Break(pause, pause + timedelta(minutes=30)),),
    )


def seconds(count: int, clock: Callable[[], float]) -> float:
    """Return how long the pay of so many people takes, the median of three rounds."""
    everybody, rules = people(count), book()
    took = []
    for _ in range(ROUNDS):
        begun = clock()
        for person in everybody:
            pay(person, PERIOD, rules)
        took.append(clock() - begun)
    return median(took)


def main() -> None:
    """Print the time for each number of people, by the wall clock and of the processor."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pay")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    print("| employees | shifts | s | s of the processor | µs of it a shift |")  # noqa: T201
    print("| ---: | ---: | ---: | ---: | ---: |")  # noqa: T201
    for size in parser.parse_args().sizes:
        shifts = size * len(PERIOD.days)
        wall, processor = seconds(size, time.perf_counter), seconds(size, time.process_time)
        each = processor / shifts * 1e6
        print(  # noqa: T201
            f"| {size:,} | {shifts:,} | {wall:.2f} | {processor:.2f} | {each:.1f} |"
        )
    print(f"Promised: under {PROMISED:.0f} s for 500 employees.")  # noqa: T201


if __name__ == "__main__":
    main()
