"""The question that a report answers, as it stands in the address."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError, UnknownPeriod
from timetracking.base.periods import Period
from timetracking.base.weeks import Week
from timetracking.models import Location
from timetracking.reports.dimensions import DIMENSIONS
from timetracking.reports.errors import (
    NoReportPeriod,
    NoSalesOfPeople,
    UnknownComparison,
    UnknownGrouping,
    UnknownMeasure,
)
from timetracking.reports.measures import MEASURES

# A year, and a leap year too.
LONGEST = 366
COMPARISONS = ("", "before", "year")


@dataclass(frozen=True)
class Question:
    """Which figure, of which days, by what, and against which earlier days, "" for none."""

    period: Period
    by: str = "day"
    measure: str = "hours"
    location: Location | None = None
    against: str = ""

    @property
    def earlier(self) -> Period | None:
        """The period to compare with, None for none."""
        if self.against == "before":
            return self.period.previous
        if self.against == "year":
            return Period(_a_year_before(self.period.first), _a_year_before(self.period.last))
        return None

    @property
    def query(self) -> str:
        """The question as the query of an address, without a question mark."""
        words = {
            "from": self.period.first.isoformat(),
            "to": self.period.last.isoformat(),
            "by": self.by,
            "measure": self.measure,
        }
        if self.location:
            words["location"] = str(self.location.pk)
        if self.against:
            words["against"] = self.against
        return urlencode(words)

    def during(self, period: Period) -> "Question":
        """Return the same question about another period."""
        return replace(self, period=period)

    @classmethod
    def asked(
        cls, words: Mapping[str, str], *, location: Location | None, today: date, starts_on: int
    ) -> tuple[Self, list[TimeTrackingError]]:
        """Return the question of an address, and what is wrong with it.

        For a value that is wrong or missing it has the usual one: the month of `today`, by day,
        hours, no comparison.
        """
        wrong: list[TimeTrackingError] = []

        def one_of(name: str, known: Collection[str], usual: str, error: TimeTrackingError) -> str:
            word = words.get(name) or usual
            if word in known:
                return word
            wrong.append(error)
            return usual

        try:
            period = _period(words, today, starts_on)
        except NoReportPeriod as error:
            period = Period.month_of(today)
            wrong.append(error)
        by = one_of("by", DIMENSIONS, "day", UnknownGrouping())
        measure = one_of("measure", MEASURES, "hours", UnknownMeasure())
        against = one_of("against", COMPARISONS, "", UnknownComparison())
        if MEASURES[measure].of_places and not DIMENSIONS[by].has_sales:
            by = "day"
            wrong.append(NoSalesOfPeople())
        return cls(period, by, measure, location, against), wrong


@dataclass(frozen=True)
class Preset:
    """A period that people ask about often."""

    label: str
    period: Period


def presets(today: date, starts_on: int) -> list[Preset]:
    """Return the usual periods as of `today`."""
    week = Week.of(today, starts_on=starts_on)
    month = Period.month_of(today)
    year = Period(today.replace(month=1, day=1), today.replace(month=12, day=31))
    weeks = [Period(each.start, each.end) for each in (week, week.previous)]
    return [
        Preset(_("This week"), weeks[0]),
        Preset(_("Last week"), weeks[1]),
        Preset(_("This month"), month),
        Preset(_("Last month"), month.previous),
        Preset(_("This year"), year),
    ]


def _period(words: Mapping[str, str], today: date, starts_on: int) -> Period:
    first, last = words.get("from", ""), words.get("to", "")
    if not first and not last:
        return Period.month_of(today)
    try:
        return Period.shown(first, last, today=today, starts_on=starts_on, longest=LONGEST)
    except UnknownPeriod:
        raise NoReportPeriod(LONGEST) from None


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day - timedelta(days=366)
