"""What rounding and deductions took from people or gave them, shift by shift.

Rounding is accepted only if it is neutral over time: 29 CFR 785.48(b).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.inputs import Key, Period, Person, Shift
from timetracking.pay.engine.rules import Rounding
from timetracking.pay.engine.spans import spans_of


@dataclass(frozen=True, slots=True)
class Effect:
    """A shift: counted = clocked + rounded - deducted, in minutes without unpaid breaks."""

    shift: Key
    day: date
    clocked: int
    rounded: int
    deducted: int
    counted: int


def effects(person: Person, period: Period, book: RuleBook) -> tuple[Effect, ...]:
    """Return what became of each shift that began in the period, in the order of time.

    Give the person the shifts next to them too, beyond which nothing is rounded.
    """
    as_clocked = RuleBook(
        (since, replace(rules, rounding_in=Rounding(), rounding_out=Rounding()))
        for since, rules in book.versions
    )
    whole = tuple(replace(shift, deducted=0) for shift in person.shifts)
    clocked, days = _minutes(whole, as_clocked)
    before_deduction, _ = _minutes(whole, book)
    counted, _ = _minutes(person.shifts, book)
    return tuple(
        Effect(
            shift=key,
            day=days[key],
            clocked=minutes,
            rounded=before_deduction.get(key, 0) - minutes,
            deducted=before_deduction.get(key, 0) - counted.get(key, 0),
            counted=counted.get(key, 0),
        )
        for key, minutes in clocked.items()
        if period.first <= days[key] <= period.last
    )


def _minutes(shifts: Iterable[Shift], book: RuleBook) -> tuple[dict[Key, int], dict[Key, date]]:
    minutes: dict[Key, int] = {}
    days: dict[Key, date] = {}
    for span in spans_of(tuple(shifts), book):
        key = span.work.shift.key
        minutes[key] = minutes.get(key, 0) + span.minutes
        days[key] = date.fromordinal(span.work.own_day)
    return minutes, days
