"""The table of a report: the same for the page, its chart and its CSV file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from timetracking.reports.dimensions import CARRIED
from timetracking.reports.measures import MEASURES, Facts, Measure, Unit
from timetracking.reports.report import UNPAIRED, Report, Row
from timetracking.reports.writing import (
    Figure,
    write,
    write_change,
    write_growth,
    write_share,
)


@dataclass(frozen=True)
class Column:
    """A column of figures; those of `unit` None are texts that a spreadsheet can do without."""

    label: str
    unit: Unit | None


@dataclass(frozen=True)
class Cell:
    """A figure and how it is written."""

    text: str
    value: Figure = None


@dataclass(frozen=True)
class Line:
    """A row of the table.

    `first` is its first day, if it is one of time. `bar` is the part of the greatest value, of 100,
    None for no bar.
    """

    label: str
    cells: list[Cell]
    first: date | None = None
    bar: int | None = None
    is_aside: bool = False
    """Whether it is no day, location or person, but makes the others add up."""


@dataclass(frozen=True)
class Table:
    """What a report shows; `total` stands below."""

    title: str
    by: str
    columns: list[Column]
    lines: list[Line]
    total: Line


def table(report: Report, currency: str) -> Table:
    """Return the table of a report, whose rows add up to its total."""
    return _Writer(report, currency).table()


class _Writer:
    def __init__(self, report: Report, currency: str) -> None:
        self._report, self._currency = report, currency
        self._measure = report.measure
        self._beside = [MEASURES[name] for name in report.measure.beside]
        self._most = max((self._number(row.facts) for row in report.rows), default=Decimal())

    def table(self) -> Table:
        report = self._report
        lines = [self._line(row) for row in report.rows]
        if self._is_rounded():
            lines.append(self._rounding())
        total = Row(None, _("Total"), report.total, report.earlier)
        return Table(
            # Translators: the title of a report, such as "Hours by day".
            title=_("%(figure)s %(by)s")
            % {"figure": self._measure.label, "by": report.dimension.phrase},
            by=str(report.dimension.title),
            columns=self._columns(),
            lines=lines,
            total=self._line(total),
        )

    def _columns(self) -> list[Column]:
        measure = self._measure
        columns = [Column(str(measure.label), measure.unit)]
        if measure.adds_up:
            columns.append(Column(_("Share"), None))
        columns += [Column(str(one.label), one.unit) for one in self._beside]
        if self._report.earlier is not None:
            columns += [Column(_("Before"), measure.unit), Column(_("Change"), None)]
            columns += [Column(_("Change in %"), None)] if measure.adds_up else []
        return columns

    def _line(self, row: Row) -> Line:
        measure, value = self._measure, self._measure.value(row.facts)
        cells = [self._cell(measure, row.facts)]
        if measure.adds_up:
            cells.append(Cell(write_share(value, measure.value(self._report.total))))
        cells += [self._cell(one, row.facts) for one in self._beside]
        if row.earlier is not None:
            before = measure.value(row.earlier)
            change = write_change(value, before, measure.unit, self._currency)
            cells += [self._cell(measure, row.earlier), Cell(change)]
            cells += [Cell(write_growth(value, before))] if measure.adds_up else []
        is_aside = row.key in {CARRIED, UNPAIRED} and self._report.dimension.is_of_time
        first = row.part.first if row.part else None
        return Line(row.label, cells, first, self._bar(row, is_aside=is_aside), is_aside)

    def _bar(self, row: Row, *, is_aside: bool) -> int | None:
        if row.key is None or is_aside or self._most <= 0:
            return None
        return max(0, round(100 * self._number(row.facts) / self._most))

    def _number(self, facts: Facts) -> Decimal:
        return Decimal(self._measure.value(facts) or 0)

    def _cell(self, measure: Measure, facts: Facts) -> Cell:
        value = measure.value(facts)
        return Cell(write(value, measure.unit, self._currency), value)

    def _is_rounded(self) -> bool:
        """Return whether costs are shown, and those of the rows do not add up to the total."""
        if not self._measure.needs_rates:
            return False
        return any(self._remainders())

    def _remainders(self) -> Sequence[Decimal]:
        """Return what rounding each row has added or taken, now and earlier: rule 11a."""
        report = self._report
        sums = [report.total.cost - sum(row.facts.cost for row in report.rows)]
        if report.earlier is not None:
            before = sum(row.earlier.cost for row in report.rows if row.earlier)
            sums.append(report.earlier.cost - before)
        return [Decimal(one) for one in sums]

    def _rounding(self) -> Line:
        remainders = list(self._remainders())
        by_label = {str(MEASURES["cost"].label): remainders[0]}
        if self._measure.name == "cost" and len(remainders) > 1:
            by_label[_("Before")] = remainders[1]
        cells = []
        for column in self._columns():
            value = by_label.get(column.label) if column.unit is Unit.MONEY else None
            text = "" if not value else write(value, Unit.MONEY, self._currency)
            cells.append(Cell(text, value or None))
        return Line(_("Rounding"), cells, is_aside=True)
