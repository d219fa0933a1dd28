"""Lists as people have them: delimiters, encodings, headers in three languages, and none."""

import pytest

from timetracking.staff.bulk.columns import Line, lines_of
from timetracking.staff.bulk.reading import MOST_PEOPLE, decode, read_file, read_text
from timetracking.staff.errors import ListRefused

ANA = ("Ana Peña", "ana@example.com", "encargada", "Bar Süd", "13,20")


def persons(text: str) -> list[tuple[str, ...]]:
    return [values(line) for line in lines_of(read_text(text))]


def values(line: Line) -> tuple[str, ...]:
    return (line.name, line.email, line.role, line.location, line.rate)


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
@pytest.mark.parametrize(
    "header",
    [
        "Name|E-mail|Role|Location|Hourly rate",
        "Name|E-Mail-Adresse|Rolle|Standort|Stundenlohn (€)",
        "Nombre|Correo electrónico|Función|Local|Tarifa por hora",
        "",
    ],
)
def test_cells_are_found_with_and_without_a_header(delimiter: str, header: str) -> None:
    text = "\r\n".join(filter(None, [header, "|".join(ANA), "|".join(ANA)]))
    assert persons(text.replace("|", delimiter)) == [ANA, ANA]


def test_commas_part_cells_where_nothing_else_does() -> None:
    assert persons('Ana Peña,ana@example.com,encargada,Bar Süd,"13,20"') == [ANA]


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("Anna,anna@x.example,staff,Bar,12,50", ["12,50"]),
        ("Anna,anna@x.example,staff,Bar,12,50\nBen,ben@x.example,staff,Bar,13", ["12,50", "13"]),
        ("Anna, anna@x.example, staff, Bar, € 12,5 / h", ["€ 12,5 / h"]),
        ('Anna, anna@x.example, staff, Bar, "12,50"', ["12,50"]),
        ("Name,Mail,Rate\nAnna,a@x.example,12,50\nBen,,13\nCleo,,14,05,", ["12,50", "13", "14,05"]),
        ("Rate,Name,Hours\n12,50,Anna,40\n13,Ben,30", ["12,50", "13"]),
        ("Name,Rate,Hours\nAnna,12,40", ["12"]),
    ],
)
def test_an_amount_is_put_together_that_its_comma_parted(text: str, rates: list[str]) -> None:
    lines = lines_of(read_text(text))
    assert [line.rate for line in lines] == rates
    assert lines[0].name == "Anna"


@pytest.mark.parametrize("row", ["Pérez, Ana,a@x.example,12,50", "Ana,a@x.example,12,50,5"])
def test_a_line_with_more_values_than_columns_says_what_to_do(row: str) -> None:
    with pytest.raises(ListRefused, match=r"Line 2 .*quotation marks"):
        lines_of(read_text(f"Name,Mail,Rate\n{row}"))


def test_a_quotation_mark_left_open_swallows_no_lines() -> None:
    with pytest.raises(ListRefused, match="not closed"):
        read_text('Ana\n"Ben\nCleo\n')
    assert persons('"Ana" Peña;a@x.example\nBen;b@x.example')[0][0] == "Ana Peña"


def test_a_header_gives_the_order() -> None:
    text = "Stundenlohn;Nachname;Ort;Vorname;Telefon;Mail\n13,20;Peña;Bar Süd;Ana;0171;a@x.de"
    assert persons(text) == [("Ana Peña", "a@x.de", "", "Bar Süd", "13,20")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana\nBen\n", [("Ana", ""), ("Ben", "")]),
        ("ana@example.com\tAna\nben@example.com\tBen", [("Ana", "ana@example.com"), ("Ben",) * 1]),
        ("Ana Peña <ana@example.com>", [("Ana Peña", "ana@example.com")]),
        ("sep=;\nName;E-Mail\nAna;ana@example.com", [("Ana", "ana@example.com")]),
        ("\ufeffName\tMail\n\n  Ana \tana@example.com\n\t\n", [("Ana", "ana@example.com")]),
    ],
)
def test_short_lists(text: str, expected: list[tuple[str, ...]]) -> None:
    found = [line[:2] for line in persons(text)]
    assert [line[: len(one)] for line, one in zip(found, expected, strict=True)] == expected


def test_lines_keep_their_number_of_the_spreadsheet() -> None:
    assert [line.number for line in lines_of(read_text("Name\n\nAna\n\nBen"))] == [3, 5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_of_spreadsheets(encoding: str) -> None:
    text = "Name;E-Mail;Rolle;Standort;Lohn\n" + ";".join(ANA)
    assert [values(line) for line in lines_of(read_file(text.encode(encoding)))] == [ANA]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(encoding: str) -> None:
    assert decode("Añá\tx".encode(encoding)) == "Añá\tx"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n \n",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xd0\xcf\x11\xe0 old",
        b"PK\x03\x04 broken",
        b"a" * (2 * 1024 * 1024 + 1),
        b"Ana\n" * (MOST_PEOPLE + 2),
        b";".join([b"x"] * 100),
        b"Ana;" + b"x" * 201_000,
        b'"' + b"x" * 140_000,
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ListRefused) as refused:
        read_file(data)
    assert str(refused.value).endswith((".", "?"))
