"""The rows of the grid as HTML: nothing that was typed becomes a tag, and columns are as asked."""

from datetime import date
from html.parser import HTMLParser

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, madrid, text_of
from timetracking.models import Employee
from timetracking.timesheets import columns
from timetracking.timesheets.columns import Column, DayRow
from timetracking.timesheets.grid import Grid
from timetracking.timesheets.html import Writer, mark_html
from timetracking.timesheets.marks import Mark

WEEK = "/timesheets/?from=2026-11-09&to=2026-11-15"
ATTACK = "<script>alert('1')</script>\" onclick=\"x"


class Tags(HTMLParser):
    """Collects the tags and the names of attributes of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}


@pytest.fixture
def more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without columns and rows of other packages."""
    monkeypatch.setattr(columns, "_COLUMNS", [])
    monkeypatch.setattr(columns, "_ROWS", [])


@pytest.mark.usefixtures("more")
def test_what_people_typed_is_escaped(
    manager: Employee, make_employee: MakeEmployee, browse: Browse, make_log: MakeLog
) -> None:
    eve = make_employee(ATTACK, email="eve@example.com")
    make_log(eve, madrid(10, 9), madrid(10, 17), review="automatic")
    day = date(2026, 11, 9)
    columns.register_column(lambda shown: Column(ATTACK, {eve.pk: ATTACK}, ATTACK))
    columns.register_row(lambda shown: DayRow(ATTACK, {day: ATTACK}, ATTACK))
    response = browse(manager).get(WEEK)
    grid: Grid = response.context["grid"]
    writer = Writer(grid, '?week=2026-W46&back=/x/?"<script>')
    found = Tags(writer.body() + writer.foot())
    assert found.tags == {"tr", "th", "td", "a", "svg", "use", "span"}
    assert "onclick" not in found.attributes
    assert text_of(response).count(ATTACK) == 7


def test_a_mark_is_escaped() -> None:
    html = mark_html(Mark(ATTACK, ATTACK, ATTACK))
    assert Tags(html).tags == {"svg", "use", "span"}
    assert "onclick" not in Tags(html).attributes


@pytest.mark.usefixtures("more")
def test_columns_and_rows_stand_only_with_data(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(10, 9), madrid(10, 17))
    columns.register_column(
        lambda shown: Column("Target", {ana.pk: f"{shown.minutes[ana.pk]} of 2400"}, "2400")
    )
    columns.register_column(lambda shown: Column("Balance", {}, ""))
    columns.register_column(lambda shown: None)
    columns.register_row(lambda shown: DayRow("Cost", {shown.asked.period.first: "12.50"}, "99.00"))
    columns.register_row(lambda shown: None)
    text = text_of(browse(manager).get(WEEK))
    assert "Total Target" in text
    assert "8 h 00 480 of 2400" in text
    assert "Cost 12.50 99.00" in text
    assert "Balance" not in text


def test_cells_lead_to_the_day(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(17, 9), madrid(17, 17))
    page = browse(manager).get("/timesheets/").content.decode()
    assert f'<td><a href="/timesheets/{ana.pk}/?day=2026-11-17">8 h 00</a></td>' in page
    # A day without a shift can get one, a later one cannot.
    assert f'"/timesheets/{ana.pk}/?day=2026-11-16"' in page
    assert f'"/timesheets/{ana.pk}/?day=2026-11-19"' not in page
