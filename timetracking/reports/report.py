"""Answers the question of a report, in a number of queries that does not grow. Reads only."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.names import sort_key
from timetracking.base.judging import require
from timetracking.base.local_time import local_date
from timetracking.base.periods import Period
from timetracking.base.rights import can_see_reports
from timetracking.models import CompanySettings, Employee, EmployeeLocation, Location
from timetracking.reports.cost import Prices, rates_seen_by
from timetracking.reports.counting import Piece, part_of, pieces
from timetracking.reports.dimensions import CARRIED, DIMENSIONS, Dimension, Names
from timetracking.reports.measures import MEASURES, Facts, Measure
from timetracking.reports.positions import Positions
from timetracking.reports.question import Question
from timetracking.reports.sales import Sold, sales_within
from timetracking.reports.spans import Spans
from timetracking.reports.sums import Wanted

UNPAIRED = -2
"""The key of earlier days that have no counterpart, such as the 31st beside a month of 30 days."""
# A shift that began before the period, and reaches into it, has the rate of that day.
_BEFORE = timedelta(days=3)
_Table = dict[Hashable, Facts]


@dataclass(frozen=True)
class Row:
    """What is known of one day, week, month, location or person, and of its counterpart earlier."""

    key: Hashable
    label: str
    facts: Facts
    earlier: Facts | None
    part: Period | None = None
    """The days of a row of time."""


@dataclass(frozen=True)
class Report:
    """The rows of a report and their sums.

    `sold` has the number of days with sales of each location, `days` is how many have begun.
    """

    question: Question
    dimension: Dimension
    measure: Measure
    rows: list[Row]
    total: Facts
    earlier: Facts | None
    sold: list[tuple[Location, int]] = field(default_factory=list)
    days: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nobody worked in the period, nor in the one to compare with."""
        sums = [self.total, *([self.earlier] if self.earlier else [])]
        return not any(facts.minutes or facts.sales is not None for facts in sums)


def report(
    actor: Employee, question: Question, *, company: CompanySettings, now: datetime
) -> Report:
    """Answer the question from the hours of the people whom `actor` may see.

    The total of hours is that of the team's grid. A location's hours are those that were worked
    there, by whomever. Costs count only those whose rates `actor` may see. Takes eleven queries at
    most, whatever the period. Raises NotAllowed.
    """
    require(actor, can_see_reports)
    return _Answer(actor, question, company, now).report()


class _Answer:
    def __init__(
        self, actor: Employee, question: Question, company: CompanySettings, now: datetime
    ) -> None:
        self._actor, self._question, self._now = actor, question, now
        self._company = company
        self._today = local_date(now, company.zone)
        self._dimension = DIMENSIONS[question.by]
        self._measure = MEASURES[question.measure]
        self._names = _names(actor)
        periods = [question.period, *filter(None, [question.earlier])]
        self._terms = [self._dimension.split(one, company.week_starts_on) for one in periods]
        self._wanted = self._want()

    def _want(self) -> Wanted:
        people, prices, positions = self._names.people, None, None
        first = min(term.period.first for term in self._terms) - _BEFORE
        last = max(term.period.last for term in self._terms)
        if self._measure.needs_rates:
            prices = Prices(rates_seen_by(self._actor), people, first, last)
        if "position" in self._dimension.by:
            positions = Positions(people, first, last)
            self._names.positions.extend(positions.names)
        return Wanted(
            people,
            location=self._question.location,
            by=self._dimension.by,
            prices=prices,
            positions=positions,
            members=_members() if self._measure.needs_members else None,
        )

    def report(self) -> Report:
        tables: list[_Table] = [{} for _term in self._terms]
        counted = pieces(self._wanted, self._terms, zone=self._company.zone, now=self._now)
        for piece in counted:
            key = self._dimension.key(piece, self._names)
            tables[piece.term].setdefault(key, Facts()).add(piece.facts)
        sold = self._add_sales(tables) if self._measure.of_places else []
        totals = [_total(table.values()) for table in tables]
        earlier = tables[1] if len(tables) > 1 else None
        return Report(
            question=self._question,
            dimension=self._dimension,
            measure=self._measure,
            rows=self._rows(tables[0], earlier),
            total=totals[0],
            earlier=totals[1] if earlier is not None else None,
            sold=sold,
            days=self._days_begun(),
        )

    def _add_sales(self, tables: list[_Table]) -> list[tuple[Location, int]]:
        """Add the sales to the rows; return the number of days with sales of each location."""
        days: dict[int, int] = {}
        periods = [term.period for term in self._terms]
        for sold in sales_within(self._actor, periods, self._question.location):
            for number, term in enumerate(self._terms):
                if (piece := _as_piece(sold, number, term)) is not None:
                    key = self._dimension.key(piece, self._names)
                    tables[number].setdefault(key, Facts()).add_sales(sold.amount)
                    days[sold.location] = days.get(sold.location, 0) + (number == 0)
        place = self._question.location
        shown = [place] if place else list(self._names.locations.values())
        return [(one, days.get(one.pk, 0)) for one in shown if one.is_active or one.pk in days]

    def _rows(self, now: _Table, earlier: _Table | None) -> list[Row]:
        parts = self._terms[0].parts
        if not self._dimension.is_of_time:
            keys = [*now, *(key for key in earlier or {} if key not in now)]
            rows = [self._row(key, self._label(key), now, earlier) for key in keys]
            return sorted(rows, key=self._order)
        shown = [
            key
            for key, part in enumerate(parts)
            if key in now or part.first <= self._today or key in (earlier or {})
        ]
        rows = [self._row(key, self._label(key), now, earlier) for key in shown]
        carried = self._row(CARRIED, self._label(CARRIED), now, earlier)
        if any(facts and facts != Facts() for facts in (carried.facts, carried.earlier)):
            rows.append(carried)
        unpaired = [key for key in earlier or {} if isinstance(key, int) and key >= len(parts)]
        if earlier and unpaired:
            rest = _total(earlier[key] for key in unpaired)
            rows.append(Row(UNPAIRED, _("Days without a counterpart"), Facts(), rest))
        return rows

    def _row(self, key: Hashable, label: str, now: _Table, earlier: _Table | None) -> Row:
        before = None if earlier is None else earlier.get(key, Facts())
        parts = self._terms[0].parts
        is_part = self._dimension.is_of_time and isinstance(key, int) and key >= 0
        part = parts[key] if is_part and isinstance(key, int) else None
        return Row(key, label, now.get(key, Facts()), before, part)

    def _label(self, key: Hashable) -> str:
        return self._dimension.label(key, self._terms[0].parts, self._names)

    def _order(self, row: Row) -> tuple[Decimal, tuple[str, ...]]:
        return -Decimal(self._measure.value(row.facts) or 0), tuple(map(str, sort_key(row.label)))

    def _days_begun(self) -> int:
        period = self._question.period
        return max(0, (min(period.last, self._today) - period.first).days + 1)


def _names(actor: Employee) -> Names:
    return Names(
        people={employee.pk: employee for employee in Employee.objects.seen_by(actor)},
        locations={location.pk: location for location in Location.objects.seen_by(actor).by_name()},
    )


def _members() -> dict[int, set[int]]:
    members: dict[int, set[int]] = {}
    for employee, location in EmployeeLocation.objects.values_list("employee_id", "location_id"):
        members.setdefault(employee, set()).add(location)
    return members


def _as_piece(sold: Sold, number: int, term: Spans) -> Piece | None:
    """Return the sales of a day as a piece without work, None if the day is outside the term."""
    part = part_of(sold.day, term)
    return None if part is None else Piece(number, part, None, sold.location, None, Facts())


def _total(rows: Iterable[Facts]) -> Facts:
    total = Facts()
    for facts in rows:
        total.add(facts)
    return total
