"""The pay of one person in one period, and their hours alone.

In this order: shifts are rounded (`stretches`), lose their unpaid breaks and are cut at midnight
(`spans`); each minute becomes regular or overtime (`overtime`), and may have premiums (`premiums`);
minutes of one kind at one rate and location become a line (`lines`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from timetracking.pay.engine.averaging import averaged
from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.inputs import Period, Person
from timetracking.pay.engine.kinds import REGULAR, SALARY, Kind
from timetracking.pay.engine.lines import Group, Groups, Line, in_order
from timetracking.pay.engine.overtime import Timed, timed
from timetracking.pay.engine.premiums import Extra, premiums
from timetracking.pay.engine.salaries import salary_lines
from timetracking.pay.engine.spans import Span, spans_of
from timetracking.pay.engine.stretches import Work
from timetracking.pay.engine.terms import TermsOf


@dataclass(frozen=True, slots=True)
class Day:
    """The work of the shifts that began on a day, by the clocks of their own zones (rule 8).

    `overtime` minutes are among those worked. `target` is what the contract has for the day.
    """

    day: date
    worked: int
    target: int
    overtime: int = 0
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a period: minutes = those of its days - carried_out + carried_in (rule 11b).

    What a shift has after the midnight that ends the period is carried out of it, and what one that
    began before has after the first midnight is carried in.
    """

    days: tuple[Day, ...]
    minutes: int
    carried_in: int
    carried_out: int


@dataclass(frozen=True, slots=True)
class Pay:
    """What a person gets for a period, and the hours that it is for."""

    lines: tuple[Line, ...]
    hours: Hours


def worked(person: Person, period: Period, book: RuleBook) -> Hours:
    """Return the hours of a period, without kinds of pay: a third of the work of `pay`."""
    return _hours(spans_of(person.shifts, book), period, TermsOf(person), {})


def pay(person: Person, period: Period, book: RuleBook, *, places: int = 2) -> Pay:
    """Return the lines and hours of a person in a period.

    The shifts are all from `first_day_needed` to the day after the period, which may go on from a
    shift of the last one; more make no difference. `places` are the currency's decimal places.
    """
    terms = TermsOf(person)
    spans = spans_of(person.shifts, book)
    parts = timed(spans, book, terms)
    extras = list(premiums(spans, book, person.holidays))
    groups = Groups()
    _add_time(averaged(parts, extras, groups, period, book, terms), groups, period, book, terms)
    _add_premiums(extras, groups, period, terms)
    _top_up(spans, groups, period, terms)
    rules = book.on(period.last)
    lines = [group.line(places, rules) for group in groups if group.kind is not SALARY]
    lines += salary_lines(person, groups, period, places, rules)
    return Pay(in_order(lines), _hours(spans, period, terms, _overtime(parts)))


def _overtime(parts: Iterable[Timed]) -> dict[Work, int]:
    """Return the minutes of overtime of each shift."""
    minutes: dict[Work, int] = {}
    for part in parts:
        if part.kind.name == "overtime":
            work = part.span.work
            minutes[work] = minutes.get(work, 0) + part.minutes
    return minutes


def _add_time(
    parts: Iterable[Timed], groups: Groups, period: Period, book: RuleBook, terms: TermsOf
) -> None:
    """Put all worked minutes of the period into groups."""
    first, last = period.first.toordinal(), period.last.toordinal()
    for start, end, kind, span, _ in parts:
        if first <= span.day <= last:
            work = span.work
            if kind.name == "overtime" and kind.rules is not None and kind.rules.bank is not None:
                kind = book.kinds_on(span.day).banked
            _group(groups, kind, work, terms).add(start, end, kind, span)


def _add_premiums(extras: Iterable[Extra], groups: Groups, period: Period, terms: TermsOf) -> None:
    first, last = period.first.toordinal(), period.last.toordinal()
    for start, end, kind, span in extras:
        if first <= span.day <= last:
            _group(groups, kind, span.work, terms).add(start, end, kind, span)


def _group(groups: Groups, kind: Kind, work: Work, terms: TermsOf) -> Group:
    """Return the group of a shift's minutes; a salary has those of its regular hours."""
    shift = work.shift
    of_shift = terms.on(work.day, shift.position)
    if kind is REGULAR and of_shift.is_salaried:
        kind = SALARY
    return groups.of(kind, of_shift, shift.location)


def _top_up(spans: Iterable[Span], groups: Groups, period: Period, terms: TermsOf) -> None:
    """Pay stretches of work that are shorter than the minimum as if they were not."""
    first, last = period.first.toordinal(), period.last.toordinal()
    lengths: dict[Work, int] = {}
    for span in spans:
        stretch = span.work.stretch
        if first <= stretch.day <= last and stretch.rules.minimum_shift is not None:
            lengths[stretch] = lengths.get(stretch, 0) + span.minutes
    for stretch, minutes in lengths.items():
        minimum = stretch.rules.minimum_shift
        if minimum is not None and minutes < minimum.minutes:
            group = _group(groups, stretch.kinds.minimum, stretch, terms)
            group.top_up(stretch, minutes, minimum.minutes)


def _hours(
    spans: Iterable[Span], period: Period, terms: TermsOf, overtime: Mapping[Work, int]
) -> Hours:
    first, last = period.first.toordinal(), period.last.toordinal()
    total = carried_in = carried_out = 0
    minutes_of: dict[Work, int] = {}
    for start, end, _, day, work in spans:
        minutes = end - start
        is_listed, counts = first <= work.own_day <= last, first <= day <= last
        if is_listed:
            minutes_of[work] = minutes_of.get(work, 0) + minutes
        if counts:
            total += minutes
        carried_in += minutes if counts and not is_listed else 0
        carried_out += minutes if is_listed and not counts else 0
    days = _days(minutes_of, period, terms, overtime)
    return Hours(days, total, carried_in, carried_out)


def _days(
    minutes_of: Mapping[Work, int], period: Period, terms: TermsOf, overtime: Mapping[Work, int]
) -> tuple[Day, ...]:
    figures: dict[int, list[int]] = {}
    for work, minutes in minutes_of.items():
        of_day = figures.setdefault(work.own_day, [0, 0, 0])
        of_day[0] += minutes
        of_day[1] += overtime.get(work, 0)
        of_day[2] += work.shift.is_provisional
    days = []
    for day in period.days:
        ordinal = day.toordinal()
        minutes, over, provisional = figures.get(ordinal, (0, 0, 0))
        days.append(Day(day, minutes, terms.target(ordinal), over, bool(provisional)))
    return tuple(days)
