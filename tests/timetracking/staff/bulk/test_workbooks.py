"""XLSX workbooks, the small ones that unpack to much among them."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from timetracking.staff.bulk.columns import lines_of
from timetracking.staff.bulk.reading import read_file
from timetracking.staff.errors import ListRefused

pytest.importorskip("python_calamine")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def workbook(*sheets: str, **parts: bytes) -> bytes:
    """Return a workbook whose sheets have these rows."""
    names = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n, _ in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in enumerate(sheets, 1)
    )
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"></Types>')
        root = f'<Relationship Id="r" Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/>'
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{root}</Relationships>',
        )
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>{names}</sheets></workbook>',
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        )
        for number, rows in enumerate(sheets, 1):
            xml = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
            file.writestr(f"xl/worksheets/sheet{number}.xml", xml)
        for name, content in parts.items():
            file.writestr(f"xl/{name}.xml", content)
    return packed.getvalue()


HEADER = f'<row r="1">{cell("A1", "Nombre")}{cell("B1", "Tarifa")}</row>'
ANA = f'<row r="2">{cell("A2", "Ana")}<c r="B2"><v>13.2</v></c></row>'


def test_cells_and_figures_are_read() -> None:
    (ana,) = lines_of(read_file(workbook(HEADER + ANA)))
    assert (ana.name, ana.rate) == ("Ana", "13.2")


def test_the_first_sheet_with_something_is_read_and_named() -> None:
    table = read_file(workbook("", HEADER + ANA, HEADER))
    assert (len(table.rows), table.sheet) == (2, "S2")


def test_a_formula_counts_as_its_result() -> None:
    row = f'<row r="2">{cell("A2", "Ana")}<c r="B2"><f>6.6*2</f><v>13.2</v></c></row>'
    assert lines_of(read_file(workbook(HEADER + row)))[0].rate == "13.2"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('<row r="1"><c r="A1"><f>1+1</f></c></row>', "A1"),
        (f'<row r="1">{cell("A1", "x")}</row><row r="9">{cell("XFD1048576", "x")}</row>', "large"),
        (f'<row r="1048576">{cell("A1", "x")}</row>', "large"),
        (f'<row r="1">{cell("no", "x")}</row>', "large"),
        ("<row>" + "<c/>" * 300 + "</row>", "large"),
        ("<row/>" * 5001, "large"),
        ("", "nobody"),
        ("<row", "cannot be read|can read"),
    ],
)
def test_what_no_list_has_is_refused(rows: str, says: str) -> None:
    with pytest.raises(ListRefused, match=says):
        read_file(workbook(rows))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ListRefused, match="large"):
        read_file(workbook(ANA, sharedStrings=b"0" * (25 * 1024 * 1024)))


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    data = workbook(ANA, sharedStrings=b"0" * (25 * 1024 * 1024))
    size = (25 * 1024 * 1024).to_bytes(4, "little")
    with pytest.raises(ListRefused):
        read_file(data.replace(size, (1000).to_bytes(4, "little")))


def test_entities_are_refused() -> None:
    xml = b'<!DOCTYPE a [<!ENTITY b "x">]><worksheet/>'
    packed = BytesIO(workbook(ANA))
    with ZipFile(packed, "a") as file:
        file.writestr("xl/worksheets/sheet9.xml", xml)
    with pytest.raises(ListRefused):
        read_file(packed.getvalue())
