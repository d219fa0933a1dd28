"""Tables are written in the reader's language, and what rounding leaves has a row of its own."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation

from timetracking.base.periods import Period
from timetracking.reports.dimensions import CARRIED, DIMENSIONS
from timetracking.reports.measures import MEASURES, Facts
from timetracking.reports.question import Question
from timetracking.reports.report import Report, Row
from timetracking.reports.tables import Table, table

MINUS = "\N{MINUS SIGN}"
DAYS = Period(date(2026, 11, 16), date(2026, 11, 17))


def shown(rows: list[Row], total: Facts, earlier: Facts | None = None, **words: Any) -> Table:
    question = Question(DAYS, **words)
    measure, dimension = MEASURES[question.measure], DIMENSIONS[question.by]
    return table(Report(question, dimension, measure, rows, total, earlier), "EUR")


def texts(found: Table) -> list[list[str]]:
    lines = [*found.lines, found.total]
    return [[line.label, *(cell.text for cell in line.cells)] for line in lines]


def test_hours_have_shares_and_changes() -> None:
    rows = [
        Row(0, "Mon", Facts(90), Facts(60)),
        Row(1, "Tue", Facts(30), Facts(0)),
        Row(CARRIED, "Carried over", Facts(-5), Facts(0)),
    ]
    found = shown(rows, Facts(115), Facts(60), against="before")
    assert [column.label for column in found.columns] == [
        "Hours",
        "Share",
        "Before",
        "Change",
        "Change in %",
    ]
    assert texts(found) == [
        ["Mon", "1 h 30", "78.3 %", "1 h 00", "+30 min", "+50.0 %"],
        ["Tue", "30 min", "26.1 %", "0 min", "+30 min", ""],
        ["Carried over", f"{MINUS}5 min", f"{MINUS}4.3 %", "0 min", f"{MINUS}5 min", ""],
        ["Total", "1 h 55", "100.0 %", "1 h 00", "+55 min", "+91.7 %"],
    ]
    assert [line.bar for line in found.lines] == [100, 33, None]
    assert found.title == "Hours by day"


def test_rounding_has_a_row_of_its_own() -> None:
    pay = 20 * 1250  # 20 minutes at 12.50: 4.1666
    rows = [Row(number, str(number), Facts(20, pay=pay), None) for number in range(3)]
    found = shown(rows, Facts(60, pay=3 * pay), measure="cost", by="person")
    assert texts(found)[-2:] == [
        ["Rounding", f"{MINUS}€0.01", "", ""],
        ["Total", "€12.50", "100.0 %", "1 h 00"],
    ]
    exact = shown([Row(0, "A", Facts(60, pay=75000), None)], Facts(60, pay=75000), measure="cost")
    assert [line.label for line in exact.lines] == ["A"]


def test_percentages_have_no_share() -> None:
    facts = Facts(60, pay=75000, sales=Decimal(40))
    rows = [
        Row(0, "Mon", facts, Facts(60, pay=75000, sales=Decimal(50))),
        Row(1, "Tue", Facts(), None),
    ]
    found = shown(rows, facts, facts, measure="percent", against="before")
    assert texts(found)[0] == ["Mon", "31.3 %", "€12.50", "€40.00", "25.0 %", "+6.3 points"]
    assert texts(found)[1][1] == "\N{EN DASH}"


def test_it_speaks_the_readers_language() -> None:
    with translation.override("de"):
        facts = Facts(90, pay=75000)
        found = shown([Row(0, "Mo", facts, None)], facts, measure="cost")
        assert texts(found)[0][1] == "12,50\N{NO-BREAK SPACE}€"
