"""Warnings about rest, breaks and long hours, as codes with facts: rule 23.

They are about what was clocked, whatever is rounded or deducted for pay, and refuse nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from timetracking.pay.engine.book import RuleBook, first_day_needed
from timetracking.pay.engine.clocks import week_of
from timetracking.pay.engine.findings import Finding
from timetracking.pay.engine.inputs import Period, Person
from timetracking.pay.engine.overtime import timed
from timetracking.pay.engine.spans import spans_of
from timetracking.pay.engine.terms import TermsOf
from timetracking.pay.engine.workdays import Workday, workdays

WEEK = 7


def first_day_for_warnings(period: Period, book: RuleBook) -> date:
    """Return the day from which shifts are needed for the warnings of a period.

    The average looks back over 17 weeks, or as many as the rules say.
    """
    weeks = max(kinds.rules.limits.average_weeks for kinds in book.all_kinds)
    return first_day_needed(period, book) - timedelta(weeks=weeks)


def warnings_of(person: Person, period: Period, book: RuleBook) -> list[Finding]:
    """Return the warnings for the days of a period, in the order of the days.

    Give the person all shifts from `first_day_for_warnings` on; shifts of the future, such as
    planned ones, are warned about before they happen.
    """
    days = workdays(person.shifts, book)
    checks: tuple[Callable[[], Iterable[Finding]], ...] = (
        lambda: _rest(days),
        lambda: _long_days(days),
        lambda: _breaks(days),
        lambda: _days_in_a_row(days),
        lambda: _averages(person, period, days, book),
        lambda: _additional(person, book),
    )
    found = [finding for check in checks for finding in check()]
    inside = [one for one in found if one.day and period.first <= one.day <= period.last]
    return sorted(inside, key=lambda one: (one.day or date.min, one.code))


def _rest(days: list[Workday]) -> Iterator[Finding]:
    """The rest between two working days, in elapsed time."""
    for before, after in pairwise(days):
        least = after.rules.limits.rest
        rest = after.first - before.last
        if least is not None and 0 <= rest < least.minutes:
            facts = {"minutes": rest, "least": least.minutes, "since": before.day}
            yield Finding("short_rest", facts, day=after.day, source=least.source)


def _long_days(days: list[Workday]) -> Iterator[Finding]:
    for day in days:
        most = day.rules.limits.daily
        if most is not None and day.worked > most.minutes:
            facts = {"minutes": day.worked, "most": most.minutes}
            yield Finding("long_day", facts, day=day.day, source=most.source)


def _breaks(days: list[Workday]) -> Iterator[Finding]:
    """Breaks that are too short or too late; time between two shifts of a day is a break too."""
    for day in days:
        limits = day.rules.limits
        due = max((due for after, due in limits.breaks if day.worked > after), default=0)
        taken = sum(end - start for start, end in day.breaks(limits.shortest_break))
        run = day.longest_run(limits.shortest_break)
        if taken < due:
            facts = {"worked": day.worked, "due": due, "taken": taken}
            yield Finding("missing_break", facts, day=day.day, source=limits.breaks_source)
        elif limits.unbroken is not None and run > limits.unbroken:
            facts = {"minutes": run, "most": limits.unbroken}
            yield Finding("long_without_break", facts, day=day.day, source=limits.breaks_source)


def _days_in_a_row(days: list[Workday]) -> Iterator[Finding]:
    run, previous = 0, None
    for day in days:
        if not day.worked:
            continue
        run = run + 1 if previous and day.day - previous == timedelta(days=1) else 1
        previous, most = day.day, day.rules.limits.days_in_a_row
        if most is not None and run >= most:
            facts = {"days": run, "since": day.day - timedelta(days=run - 1)}
            source = day.rules.limits.days_source
            yield Finding("days_in_a_row", facts, day=day.day, source=source)


def _averages(
    person: Person, period: Period, days: list[Workday], book: RuleBook
) -> Iterator[Finding]:
    """The average of the weeks that end in the period, each with those before it.

    Whoever has been employed for less has the average since then, and days of absence count
    neither as work nor as time: Working Time Regulations 1998, reg. 4, Directive art. 16.
    """
    minutes = {day.day: day.worked for day in days}
    absent = {one.day: Fraction(1, 2) if one.is_half else Fraction(1) for one in person.absences}
    employed = [contract.first for contract in person.contracts] + [day.day for day in days[:1]]
    for end in period.days:
        rules = book.on(end)
        most, ordinal = rules.limits.weekly_average, end.toordinal()
        if most is None or ordinal != week_of(ordinal, rules.week_start) + WEEK - 1:
            continue
        since = end - timedelta(days=WEEK * rules.limits.average_weeks - 1)
        since = max(since, min(employed, default=since))
        span = Fraction((end - since).days + 1)
        span -= sum((share for day, share in absent.items() if since <= day <= end), Fraction())
        worked = sum(count for day, count in minutes.items() if since <= day <= end)
        if span >= WEEK and worked * WEEK > most.minutes * span:
            facts = {"minutes": int(worked * WEEK / span), "most": most.minutes, "since": since}
            yield Finding("high_average", facts, day=end, source=most.source)


def _additional(person: Person, book: RuleBook) -> Iterator[Finding]:
    """Work beyond the contract that is more than its agreed share, such as in Spain."""
    if not any(one.rules.additional and one.rules.additional.most for one in book.all_kinds):
        return
    terms, minutes = TermsOf(person), dict[int, int]()
    for part in timed(spans_of(person.shifts, book), book, terms):
        if part.kind.name == "additional":
            minutes[part.week] = minutes.get(part.week, 0) + part.minutes
    for week, count in minutes.items():
        agreed = sum(terms.agreed(day) for day in range(week, week + WEEK))
        rule = book.kinds_on(week).rules.additional
        if rule is not None and rule.most is not None and count * 100 > agreed * rule.most:
            facts = {"minutes": count, "most": agreed * rule.most // 100}
            day = date.fromordinal(week + WEEK - 1)
            yield Finding("much_additional", facts, day=day, source=rule.source)
