"""A list of sales that somebody pasted or uploaded, checked line by line."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timetracking.models import Location
from timetracking.reports.amounts import has_month_first, looks_like_day, read_amount, read_day
from timetracking.reports.entering import Place
from timetracking.reports.errors import ValueRefused
from timetracking.staff.bulk.reading import Kind, Table
from timetracking.staff.errors import ListRefused

# A year of five locations.
SALES = Kind(
    2000,
    gettext_lazy("There are no sales in the list. Put one day on each line."),
    gettext_lazy("The list has %(number)d lines. Enter at most %(most)d at once."),
)
_WORDS = {
    "day": "day date tag datum dia fecha",
    "location": "location place branch site standort filiale ort local centro sucursal tienda",
    "amount": "amount sales revenue turnover total umsatz betrag summe ventas importe facturacion",
}
_COLUMN_OF = {word: name for name, words in _WORDS.items() for word in words.split()}


@dataclass
class Line:
    """A line of the list with what it means, or with what is wrong."""

    number: int
    text: str
    location: Location | None = None
    day: date | None = None
    amount: Decimal | None = None
    before: Decimal | None = None
    """What is entered for the day already."""
    problem: str = ""

    @property
    def outcome(self) -> str:
        """What will happen: "problem", "same", "changed" or "new"."""
        if self.problem:
            return "problem"
        if self.before is None:
            return "new"
        return "same" if self.before == self.amount else "changed"


def check(
    table: Table,
    *,
    offered: Sequence[Location],
    place: Location | None,
    today: Callable[[Location], date],
    stored: Callable[[Sequence[Place]], Mapping[Place, Decimal]],
) -> list[Line]:
    """Return what each line means; `place` is where those were sold that name no location.

    `offered` are the locations that may be named, `today` is the day at one of them, and `stored`
    what is entered already. Raises ListRefused for a list without days or amounts.
    """
    columns, rows = _columns(table)
    days = [_cell(cells, columns, "day") for _number, cells in rows]
    month_first = has_month_first(days)
    names = {_plain(location.name): location for location in offered}
    lines, places = [], set[Place]()
    for number, cells in rows:
        line = Line(number, " · ".join(filter(None, cells)))
        try:
            line.location = _location(_cell(cells, columns, "location"), names, offered, place)
            line.day = read_day(_cell(cells, columns, "day"), month_first=month_first)
            line.amount = read_amount(_cell(cells, columns, "amount"))
            _judge(line.location, line.day, places, today)
        except ValueRefused as error:
            line.problem = str(error)
        lines.append(line)
    before = stored(list(places))
    for line in lines:
        if line.location and line.day:
            line.before = before.get((line.location.pk, line.day))
    return lines


def _judge(
    location: Location, day: date, places: set[Place], today: Callable[[Location], date]
) -> None:
    if day > today(location):
        raise ValueRefused(_("This day has not begun yet."))
    if day.year < 1970:
        raise ValueRefused(_("This day is too long ago."))
    if (location.pk, day) in places:
        raise ValueRefused(_("The list has this day twice. Leave one of the lines out."))
    places.add((location.pk, day))


def _location(
    typed: str,
    names: Mapping[str, Location],
    offered: Sequence[Location],
    place: Location | None,
) -> Location:
    if typed:
        found = names.get(_plain(typed))
        if found is None:
            raise ValueRefused(
                _("You cannot choose a location “%(name)s”. Choose from: %(offered)s.")
                % {"name": typed, "offered": ", ".join(one.name for one in offered)}
            )
        return found
    if place is None:
        raise ValueRefused(_("Where was this sold? Choose a location for lines without one."))
    return place


def _columns(table: Table) -> tuple[dict[str, int], list[tuple[int, list[str]]]]:
    """Return where the columns are, by a header or else by what is in them, and the other lines."""
    rows = table.rows
    header = [_COLUMN_OF.get(_plain(cell), "") for cell in rows[0][1]]
    if "day" in header and "amount" in header:
        columns = {name: at for at, name in enumerate(header) if name}
        rows = rows[1:]
    else:
        columns = _guessed(rows)
    if not rows:
        raise ListRefused(str(SALES.none))
    return columns, rows


def _guessed(rows: Sequence[tuple[int, list[str]]]) -> dict[str, int]:
    cells = [cells for _number, cells in rows]
    width = max(map(len, cells))
    columns = [[row[at] if at < len(row) else "" for row in cells] for at in range(width)]
    share = {at: sum(map(looks_like_day, column)) for at, column in enumerate(columns)}
    day = max(share, key=lambda at: share[at])
    if not share[day]:
        raise ListRefused(
            _("No line begins with a day. Put a day, such as 2026-11-18, and the sales on each.")
        )
    amounts = {at: _numbers(column) for at, column in enumerate(columns) if at != day}
    if not amounts or not max(amounts.values()):
        raise ListRefused(_("There are no amounts in the list. Put the sales beside each day."))
    amount = max(amounts, key=lambda at: amounts[at])
    others = [at for at in range(width) if at not in {day, amount} and any(columns[at])]
    return {"day": day, "amount": amount} | ({"location": others[0]} if others else {})


def _numbers(column: Sequence[str]) -> int:
    return sum(any(letter.isdigit() for letter in cell) for cell in column)


def _cell(cells: Sequence[str], columns: Mapping[str, int], name: str) -> str:
    at = columns.get(name)
    return cells[at] if at is not None and at < len(cells) else ""


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
