"""A table as a CSV file that equals the page, and that no spreadsheet runs: rule 24."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO

from django.utils.translation import gettext as _

from timetracking.base.spreadsheets import neutralised
from timetracking.reports.measures import Unit
from timetracking.reports.tables import Cell, Column, Line, Table

_HOUR = Decimal("0.01")


def as_csv(table: Table) -> str:
    """Return the table with the figures as numbers, and its total as the last line.

    Hours are as on the page, and beside it in whole minutes and in decimal hours.
    """
    file = StringIO(newline="")
    writer = csv.writer(file)
    figures = [name for column in table.columns for name in _head(column)]
    writer.writerow([_("From"), table.by, *figures])
    for line in (*table.lines, table.total):
        first = line.first.isoformat() if line.first else ""
        writer.writerow([first, neutralised(line.label), *_figures(table, line)])
    # The mark lets Excel read the file as UTF-8.
    return "\ufeff" + file.getvalue()


def _head(column: Column) -> list[str]:
    label = neutralised(column.label)
    if column.unit is Unit.MINUTES:
        words = (_("%(name)s in minutes"), _("%(name)s, decimal"))
        return [label, *(word % {"name": label} for word in words)]
    return [label]


def _figures(table: Table, line: Line) -> list[str]:
    return [
        text
        for column, cell in zip(table.columns, line.cells, strict=True)
        for text in _texts(column, cell)
    ]


def _texts(column: Column, cell: Cell) -> list[str]:
    if column.unit is None:
        return [neutralised(cell.text)]
    number = "" if cell.value is None else str(cell.value)
    if column.unit is not Unit.MINUTES:
        return [number]
    hours = (Decimal(cell.value or 0) / 60).quantize(_HOUR, ROUND_HALF_UP)
    return [neutralised(cell.text), number, str(hours) if number else ""]
