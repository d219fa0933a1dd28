"""Pay lines as a CSV file that equals the page, and that no spreadsheet runs: rule 24."""

import csv
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO

from django.utils.translation import gettext as _

from places.money import currency_places
from timetracking.base.spreadsheets import neutralised
from timetracking.pay.engine.lines import Line
from timetracking.pay.explaining import label_of
from timetracking.pay.reading import Overview, Row

_HOUR = Decimal("0.01")


def as_csv(shown: Overview, currency: str) -> str:
    """Return all lines of a period, each person's in the order of their page.

    Figures are numbers with a point, whatever the reader's language; days are ISO 8601.
    """
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(_head())
    for row in shown.rows:
        for line in row.pay.lines:
            writer.writerow(_cells(shown, row, line, currency))
    # The mark lets Excel read the file as UTF-8.
    return "\ufeff" + file.getvalue()


def _head() -> list[str]:
    return [
        *(_("From"), _("Until"), _("Number"), _("Name"), _("Kind"), _("Code"), _("Wage type")),
        *(_("Location"), _("Minutes"), _("Hours, decimal"), _("Rate"), _("Factor"), _("Amount")),
        *(_("Currency"), _("Adjusts from"), _("Adjusts until")),
    ]


def _cells(shown: Overview, row: Row, line: Line, currency: str) -> list[str]:
    hours = (Decimal(line.minutes) / 60).quantize(_HOUR, ROUND_HALF_UP)
    places = Decimal(1).scaleb(-currency_places(currency))
    return [
        shown.period.first.isoformat(),
        shown.period.last.isoformat(),
        str(row.employee.pk),
        neutralised(row.employee.name),
        neutralised(label_of(line)),
        neutralised(line.code),
        neutralised(line.wage_type),
        neutralised(row.location_of(line)),
        str(line.minutes),
        str(hours),
        "" if line.rate is None else plain(line.rate),
        plain(line.factor),
        str(line.amount.quantize(places)),
        currency,
        *_adjusted(line),
    ]


def _adjusted(line: Line) -> Iterator[str]:
    first, last = line.adjusts or (None, None)
    yield first.isoformat() if first else ""
    yield last.isoformat() if last else ""


def plain(number: Decimal) -> str:
    """Return a number without needless zeros, however many places it was stored with."""
    return f"{number.normalize():f}"
