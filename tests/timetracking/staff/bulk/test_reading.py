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
