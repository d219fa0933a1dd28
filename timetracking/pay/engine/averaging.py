"""Overtime by the weighted average of a week's rates: 29 CFR 778.115.

In a week with several rates, each hour is paid at its own, and each hour of overtime gets on top
what its multiplier adds, such as a half, of the average: all that the week earned at the plain
rates and by premiums (778.207), divided by its hours. That average is known when the week ends, so
this premium belongs to the period in which it does (778.106). A week with one rate and no premiums,
all within the period, needs none of this.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.clocks import week_of
from timetracking.pay.engine.explaining import text_of
from timetracking.pay.engine.inputs import Period
from timetracking.pay.engine.lines import Groups
from timetracking.pay.engine.overtime import Timed
from timetracking.pay.engine.premiums import Extra
from timetracking.pay.engine.terms import Terms, TermsOf

_LAST = 6


class _Week(NamedTuple):
    """A week's minutes, and its premiums that are part of the regular rate (778.207)."""

    start: int
    parts: list[Timed]
    extras: list[Extra]

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts)

    def earned(self, terms: TermsOf) -> Fraction:
        """Return what the week earns at the plain rates, with its premiums."""
        earned = Fraction()
        for part in self.parts:
            earned += (_hourly(part, terms) or 0) * part.minutes
        for extra in self.extras:
            minutes = extra.end - extra.start
            earned += (_hourly(extra, terms) or 0) * minutes * Fraction(extra.kind.factor)
        return earned / 60


def averaged(
    parts: Sequence[Timed],
    extras: Iterable[Extra],
    groups: Groups,
    period: Period,
    book: RuleBook,
    terms: TermsOf,
) -> Iterable[Timed]:
    """Return all minutes, the overtime of such weeks as straight time; add its premiums."""
    if not any(kinds.rules.averages_rates for kinds in book.all_kinds):
        return parts
    weeks: dict[int, _Week] = {}
    for part in parts:
        weeks.setdefault(part.week, _Week(part.week, [], [])).parts.append(part)
    for extra in extras:
        day = extra.span.day
        if not extra.kind.is_excluded:
            weeks[week_of(day, book.kinds_on(day).rules.week_start)].extras.append(extra)
    return [
        part for week in weeks.values() for part in _straight(week, groups, period, book, terms)
    ]


def _straight(
    week: _Week, groups: Groups, period: Period, book: RuleBook, terms: TermsOf
) -> Iterator[Timed]:
    first, last = period.first.toordinal(), period.last.toordinal()
    ends = week.start + _LAST
    rates = {_hourly(part, terms) for part in week.parts}
    is_plain = len(rates) == 1 and not week.extras and first <= week.start and ends <= last
    rules = book.kinds_on(ends).rules
    if is_plain or not rules.averages_rates or rules.bank is not None:
        yield from week.parts
        return
    contract = terms.contract_on(ends)
    average = Terms(week.earned(terms) * 60 / week.minutes, None, contract)
    note = _note(week, terms)
    for part in week.parts:
        if part.kind.name != "overtime":
            yield part
            continue
        kinds, span = book.kinds_on(part.span.day), part.span
        yield part._replace(kind=kinds.straight)
        if first <= ends <= last:
            kind = kinds.on_top(part.kind)
            group = groups.of(kind, average, span.work.shift.location)
            group.add(part.start, part.end, kind, span)
            group.note = note


def _hourly(part: Timed | Extra, terms: TermsOf) -> Fraction | None:
    work = part.span.work
    return terms.on(work.day, work.shift.position).hourly


def _note(week: _Week, terms: TermsOf) -> dict[str, object]:
    """Say how the average came about."""
    return {
        "average": {
            "week": date.fromordinal(week.start).isoformat(),
            "earned": text_of(week.earned(terms)),
            "minutes": week.minutes,
        }
    }
