"""The rows of the team's grid as HTML: a template takes too long for some 15,000 cells.

Whatever people have typed is escaped here: names, and the texts of columns.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from urllib.parse import quote

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from timetracking.base.minutes import duration, signed
from timetracking.timesheets.grid import Cell, Grid, Row
from timetracking.timesheets.marks import Mark

_MINUTE = timedelta(minutes=1)
_ANYONE = 0


class Writer:
    """Writes the rows of one grid; a name leads to the person's page with `query`."""

    def __init__(self, grid: Grid, query: str = "") -> None:
        self._grid = grid
        self._query = escape(query)
        self._days = [day.isoformat() for day in grid.period.days]
        # How many of the days have begun: nothing can be recorded on a later one.
        self._begun = sum(day <= grid.today for day in grid.period.days)
        self._texts: dict[int, str] = {}
        self._marked: dict[tuple[Mark, ...], str] = {}

    def body(self) -> SafeString:
        """Return all rows of people."""
        return SafeString("\n".join(self.row(row) for row in self._grid.rows))

    def row(self, row: Row, *, out_of_band: bool = False) -> SafeString:
        """Return one person's row; out of band, htmx puts it in the place of that on the page."""
        pk = row.employee.pk
        person = self._person.replace(f"/{_ANYONE}/", f"/{pk}/")
        day = self._day.replace(f"/{_ANYONE}/", f"/{pk}/")
        cells = "".join(
            self._cell(cell, f"{day}?day={name}", is_future=number >= self._begun)
            for number, (cell, name) in enumerate(zip(row.cells, self._days, strict=True))
        )
        head = f'<a href="{person}{self._query}">{escape(row.employee.name)}</a>'
        right = [column.by_person.get(pk, "") for column in self._grid.columns]
        ends = self._ends(row.carried, row.total, right)
        swap = ' hx-swap-oob="true"' if out_of_band else ""
        return SafeString(f'<tr id="row-{pk}"{swap}><th scope="row">{head}</th>{cells}{ends}</tr>')

    def foot(self) -> SafeString:
        """Return the row of totals, and the rows that are registered."""
        grid = self._grid
        sums = "".join(f"<td>{self._text(minutes)}</td>" for minutes in grid.sums)
        ends = self._ends(grid.carried, grid.total, [column.total for column in grid.columns])
        rows = [f'<tr><th scope="row">{escape(_("Total"))}</th>{sums}{ends}</tr>']
        span = 1 + grid.carries
        for below in grid.below:
            texts = [below.by_day.get(day, "") for day in grid.period.days]
            cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
            total = f'<td class="grid__total" colspan="{span}">{escape(below.total)}</td>'
            rest = "<td></td>" * len(grid.columns)
            head = f'<th scope="row">{escape(below.label)}</th>'
            rows.append(f"<tr>{head}{cells}{total}{rest}</tr>")
        return SafeString("\n".join(rows))

    def _cell(self, cell: Cell, address: str, *, is_future: bool) -> str:
        minutes, marks = cell
        if not marks:
            if minutes:
                return f'<td><a href="{address}">{self._text(minutes)}</a></td>'
            return (
                "<td></td>"
                if is_future
                else f'<td><a href="{address}"{self._none}>&ndash;</a></td>'
            )
        kind = ' class="grid__review"' if cell.is_problem else ""
        return f'<td{kind}><a href="{address}">{self._text(minutes)}{self._marks(marks)}</a></td>'

    def _ends(self, carried: int, total: int, right: Iterable[str]) -> str:
        middle = f'<td class="muted">{signed(carried * _MINUTE)}</td>' if self._grid.carries else ""
        more = "".join(f"<td>{escape(text)}</td>" for text in right)
        return f'{middle}<td class="grid__total">{self._text(total)}</td>{more}'

    def _text(self, minutes: int) -> str:
        text = self._texts.get(minutes)
        if text is None:
            text = self._texts[minutes] = escape(duration(minutes * _MINUTE))
        return text

    def _marks(self, marks: tuple[Mark, ...]) -> str:
        text = self._marked.get(marks)
        if text is None:
            text = self._marked[marks] = "".join(map(mark_html, marks))
        return text

    @cached_property
    def _none(self) -> SafeString:
        return format_html(' class="grid__none" aria-label="{}"', _("No hours"))

    @cached_property
    def _person(self) -> str:
        # Reversed once: that of each of 500 people takes as long as all their cells.
        return reverse("timesheet-of", args=[_ANYONE])

    @cached_property
    def _day(self) -> str:
        return reverse("day", args=[_ANYONE])


def mark_html(mark: Mark, *, has_words: bool = True) -> SafeString:
    """Return a mark: its icon, and its words for whoever does not see it."""
    icon = format_html(
        '<svg class="icon mark mark--{}" aria-hidden="true" focusable="false"><use href="{}"></use>'
        "</svg>",
        mark.name,
        f"{static('img/icons.svg')}#{quote(mark.icon)}",
    )
    words = format_html('<span class="visually-hidden"> {}</span>', mark.label)
    return icon + words if has_words else icon
