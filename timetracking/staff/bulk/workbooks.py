"""Reads the cells of an XLSX workbook, with limits to what a small file may unpack to."""

import re
from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from timetracking.staff.errors import ListRefused

_MOST_PARTS = 500
_MOST_UNPACKED = 24 * 1024 * 1024
_MOST_CELLS = 60_000
_LAST_ROW, _LAST_COLUMN = 5000, 256
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# What the libraries raise for a file that is damaged or made to harm.
_BROKEN = (BadZipFile, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError)


def read_workbook(data: bytes) -> tuple[str, list[list[str]]]:
    """Return the texts of the first visible sheet that is not empty, and its name.

    The name is "" if no other sheet has anything in it. Raises ListRefused.
    """
    from python_calamine import CalamineError, SheetVisibleEnum, load_workbook

    try:
        book = load_workbook(BytesIO(_repacked(data)))
        sheets = [
            meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible
        ]
        filled = [(name, rows) for name in sheets if (rows := _rows(book, name))]
    except (CalamineError, *_BROKEN, expat.ExpatError):
        raise _unreadable() from None
    if not filled:
        raise ListRefused(_("There is nobody in the file. Put one person in each row."))
    name, rows = filled[0]
    return (name if len(filled) > 1 else ""), rows


def _rows(book: Any, name: str) -> list[list[str]]:
    sheet = book.get_sheet_by_name(name)
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return rows if any(any(row) for row in rows) else []


def _text(value: Any) -> str:
    """Return a cell as people write it: 13.2 rather than 13.200000000000001."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:.10g}" if abs(value) < 10**10 else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _repacked(data: bytes) -> bytes:
    """Return the workbook with its parts stored as they are, none of them larger than it says.

    Python unpacks no more of a part than its entry states, and compares its checksum; others trust
    the compressed data, which may hold gigabytes.
    """
    unpacked = BytesIO()
    with ZipFile(BytesIO(data)) as packed, ZipFile(unpacked, "w") as stored:
        parts = [part for part in packed.infolist() if not part.is_dir()]
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise _too_large()
        if "xl/workbook.xml" not in {part.filename for part in parts}:
            raise _unreadable()
        for part in parts:
            if not part.filename.endswith((".xml", ".rels")):
                continue  # pictures and printer settings
            content = packed.read(part)
            if len(content) > part.file_size:
                raise _too_large()
            # All of them: the workbook says which parts are sheets, wherever they are.
            _Survey().inspect(content)
            stored.writestr(part.filename, content)
    return unpacked.getvalue()


class _Survey:
    """Looks at the cells of a sheet before they are read.

    Two cells in far corners make a table of billions, which would be laid out in memory.
    """

    def __init__(self) -> None:
        self._cells = self._row = self._column = 0
        self._cell = ""
        self._is_formula = False
        self._has_value = False

    def inspect(self, xml: bytes) -> None:
        """Raise ListRefused for too many cells, one too far out, or a formula without a value."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(xml, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "c":
            self._cells += 1
            self._cell = attributes.get("r", "")
            self._is_formula = self._has_value = False
            self._row, self._column = self._place(self._cell)
        if self._cells > _MOST_CELLS or self._row > _LAST_ROW or self._column > _LAST_COLUMN:
            raise _too_large()
        if name == "c":
            return
        if name == "f":
            self._is_formula = True
        elif name in {"v", "is"}:
            self._has_value = True

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "c" and self._is_formula and not self._has_value:
            raise ListRefused(
                _(
                    "Cell %(cell)s has a formula whose result is not in the file. Open it in your "
                    "spreadsheet and save it again, or copy the cells and paste them."
                )
                % {"cell": self._cell}
            )

    def _place(self, reference: str) -> tuple[int, int]:
        """Return the row and the column of a cell: without a reference it follows the last one."""
        if not reference:
            return self._row, self._column + 1
        found = _REFERENCE.fullmatch(reference)
        if not found:
            raise _too_large()
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return int(found[2]), column

    @staticmethod
    def _refuse(*args: object) -> None:
        raise _unreadable()


def _unreadable() -> ListRefused:
    return ListRefused(
        _("This file is not an Excel workbook that we can read. Save it as .xlsx or .csv.")
    )


def _too_large() -> ListRefused:
    return ListRefused(
        _("The workbook is too large. Copy the rows with the people into a new one, or paste them.")
    )
