"""The CSV file equals the page, and no spreadsheet computes what is in it."""

import csv
from io import StringIO

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, madrid
from timetracking.base.spreadsheets import neutralised
from timetracking.models import Employee


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        " =A1",
        "+49",
        "@SUM(A1)",
        "-1+2",
        "-SUM(A1)",
        "-A1",
        "-cmd|' /C calc'!A0",
        "\N{FULLWIDTH EQUALS SIGN}1",
        "\tx",
        "\rx",
    ],
)
def test_formulas_are_neutralised(text: str) -> None:
    assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        "Ana",
        "-Ana",
        "- Ana María -",
        "Østby",
        "李娜",
        "آنا",
        "O'Neill",
        "Bar 7",
        "12 h 00",
        "\N{EN DASH}",
        "",
    ],
)
def test_names_stay_as_they_are(text: str) -> None:
    assert neutralised(text) == text


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_the_file_has_what_the_page_shows(
    owner: Employee, make_employee: MakeEmployee, browse: Browse, make_log: MakeLog
) -> None:
    names = ["=HYPERLINK(1)", "-Ana"]
    for number, name in enumerate(names):
        person = make_employee(name, signs_in=False, email="", hourly_rate="12.50")
        make_log(person, madrid(16, 8), madrid(16, 9 + number, 20))
    client = browse(owner)
    response = client.get("/reports/table.csv?by=person&measure=cost")
    assert response["Content-Type"].startswith("text/csv")
    assert 'filename="cost-person-2026-11-01-2026-11-30.csv"' in response["Content-Disposition"]
    rows = rows_of(response.content)
    assert rows == [
        ["From", "Person", "Labour cost", "Share", "Hours", "Hours in minutes", "Hours, decimal"],
        ["", "-Ana", "29.17", "63.6 %", "2 h 20", "140", "2.33"],
        ["", "'=HYPERLINK(1)", "16.67", "36.4 %", "1 h 20", "80", "1.33"],
        ["", "Rounding", "-0.01", "", "", "", ""],
        ["", "Total", "45.83", "100.0 %", "3 h 40", "220", "3.67"],
    ]
    days = rows_of(client.get("/reports/table.csv?by=day").content)
    assert days[16][:3] == ["2026-11-16", "Mon 16 Nov", "3 h 40"]
    wrong = client.get("/reports/table.csv?by=colour")
    assert wrong.status_code == 400
    assert "cannot be grouped" in wrong.content.decode()
