"""Overtime by the weighted average of a week's rates: 29 CFR 778.115.

In a week with several rates, each hour is paid at its own, and each hour of overtime gets on top
what its multiplier adds, such as a half, of the average: all that the week earned at the plain
rates, divided by its hours. That average is known when the week ends, so the premium belongs to the
period in which it does (778.106). A week with one rate within one period needs none of this.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.explaining import text_of
from timetracking.pay.engine.inputs import Period
from timetracking.pay.engine.kinds import STRAIGHT
from timetracking.pay.engine.lines import Groups
from timetracking.pay.engine.overtime import Timed
from timetracking.pay.engine.terms import Terms, TermsOf

_LAST = 6


def averaged(
    parts: list[Timed], groups: Groups, period: Period, book: RuleBook, terms: TermsOf
) -> Iterable[Timed]:
    """Return all minutes, the overtime of such weeks as straight time; add its premiums."""
    if not any(kinds.rules.averages_rates for kinds in book.all_kinds):
        return parts
    weeks: dict[int, list[Timed]] = {}
    for part in parts:
        weeks.setdefault(part.week, []).append(part)
    return [
        part
        for week, of_week in weeks.items()
        for part in _of_week(week, of_week, groups, period, book, terms)
    ]


def _of_week(
    week: int,
    parts: list[Timed],
    groups: Groups,
    period: Period,
    book: RuleBook,
    terms: TermsOf,
) -> Iterator[Timed]:
    first, last = period.first.toordinal(), period.last.toordinal()
    rates = {_hourly(part, terms) for part in parts}
    is_plain = len(rates) == 1 and first <= week and week + _LAST <= last
    rules = book.kinds_on(week + _LAST).rules
    if is_plain or not rules.averages_rates or rules.bank is not None:
        yield from parts
        return
    average = _average(parts, terms)
    note = _note(week, parts, terms)
    for part in parts:
        if part.kind.name != "overtime":
            yield part
            continue
        yield part._replace(kind=STRAIGHT)
        if first <= week + _LAST <= last:
            kind = book.kinds_on(part.span.day).on_top(part.kind)
            work = part.span.work
            group = groups.of(kind, average, work.shift.location)
            group.add(part.start, part.end, part.span.offset, work)
            group.note = note


def _hourly(part: Timed, terms: TermsOf) -> Fraction | None:
    work = part.span.work
    return terms.on(work.day, work.shift.position).hourly


def _earned(parts: Iterable[Timed], terms: TermsOf) -> Fraction:
    """Return what the minutes earn at their plain rates."""
    earned = Fraction()
    for part in parts:
        earned += (_hourly(part, terms) or 0) * part.minutes
    return earned / 60


def _average(parts: list[Timed], terms: TermsOf) -> Terms:
    minutes = sum(part.minutes for part in parts)
    return Terms(_earned(parts, terms) * 60 / minutes, None, None)


def _note(week: int, parts: list[Timed], terms: TermsOf) -> dict[str, object]:
    """Say how the average came about."""
    return {
        "average": {
            "week": date.fromordinal(week).isoformat(),
            "earned": text_of(_earned(parts, terms)),
            "minutes": sum(part.minutes for part in parts),
        }
    }
