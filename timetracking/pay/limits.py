"""Warnings about rest, breaks and long hours: rule 23. They refuse nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from timetracking.base.minutes import duration
from timetracking.base.periods import Period
from timetracking.models import CompanySettings, Employee, PayRules
from timetracking.pay import rules
from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.rules import Limits
from timetracking.pay.engine.warnings import first_day_for_warnings, warnings_of
from timetracking.pay.errors import sentence
from timetracking.pay.gathering import gather
from timetracking.pay.periods_of import of_engine
from timetracking.pay.reading import own_or_led

# Of a day, rest and days in a row need no more; an average over weeks is told on the closing page.
_LATELY = timedelta(days=14)
# How long before a limit people are told at the clock.
_BEFORE = timedelta(minutes=30)
# Whoever has worked for less is near no limit, and the clock page asks nothing.
_NEAR_NONE = timedelta(hours=4)


@dataclass(frozen=True)
class Warned:
    """A warning about somebody's day, with the law or agreement behind it."""

    employee: int
    day: date
    text: str
    source: str
    code: str


def warnings_for(
    employees: Collection[int],
    period: Period,
    *,
    company: CompanySettings,
    now: datetime,
    is_brief: bool = False,
) -> dict[int, list[Warned]]:
    """Return the warnings for people's days of a period, by their id; who has none is missing.

    Takes one query without limits, else eight, however many people there are. `is_brief` reads the
    shifts of two weeks alone, so it leaves out averages.
    """
    book = rules.book(company)
    if not employees or not _has_limits(book):
        return {}
    days = of_engine(period)
    since = period.first - _LATELY if is_brief else first_day_for_warnings(days, book)
    gathered = gather(employees, period.first, period.last, company=company, now=now, since=since)
    found = {
        pk: [
            Warned(pk, one.day, sentence(one), one.source, one.code)
            for one in warnings_of(gathered[pk].person, days, book)
            if one.day and not (is_brief and one.code == "high_average")
        ]
        for pk in employees
    }
    return {pk: every for pk, every in found.items() if every}


def warnings_of_team(
    actor: Employee, period: Period, *, company: CompanySettings, now: datetime, is_brief: bool
) -> list[tuple[Employee, list[Warned]]]:
    """Return the warnings for the people whom `actor` leads, by name, and for an owner's own."""
    staff = [one for one in own_or_led(actor) if one.is_active]
    found = warnings_for(
        [one.pk for one in staff], period, company=company, now=now, is_brief=is_brief
    )
    return [(one, found[one.pk]) for one in staff if one.pk in found]


def near_a_limit(worked: timedelta, taken: timedelta, day: date) -> str:
    """Return what to tell somebody at the clock who nears a limit of a day, "" for nothing.

    `worked` and `taken` are the work and the breaks of the day so far. Takes one query, and none
    for less than four hours.
    """
    if worked < _NEAR_NONE:
        return ""
    row = PayRules.objects.filter(starts_on__lte=day).order_by("-starts_on").first()
    if row is None:
        return ""
    limits = rules.rule_set(row).limits
    return _near_the_daily(limits, worked) or _near_a_break(limits, worked, taken)


def _near_the_daily(limits: Limits, worked: timedelta) -> str:
    if limits.daily is None:
        return ""
    most = timedelta(minutes=limits.daily.minutes)
    if worked < most - _BEFORE:
        return ""
    facts = {"worked": duration(worked), "most": duration(most)}
    return _("You have worked %(worked)s today; %(most)s is the limit.") % facts


def _near_a_break(limits: Limits, worked: timedelta, taken: timedelta) -> str:
    for after, due in reversed(limits.breaks):
        begins, needed = timedelta(minutes=after), timedelta(minutes=due)
        if worked >= begins - _BEFORE and taken < needed:
            facts = {"after": duration(begins), "due": duration(needed)}
            return _("More than %(after)s of work need a break of %(due)s.") % facts
    return ""


def _has_limits(book: RuleBook) -> bool:
    return any(kinds.rules.limits != Limits() for kinds in book.all_kinds)
