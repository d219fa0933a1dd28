"""Reads a list of people that somebody pasted or uploaded: as a table of texts."""

import csv
import re
import unicodedata
from dataclasses import dataclass, field
from io import StringIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timetracking.staff.errors import ListRefused

MOST_PEOPLE = 500
MOST_BYTES = 2 * 1024 * 1024
# What a page sends back and forth; 500 people with long names and addresses need a third of it.
MOST_CHARACTERS = 200_000
MOST_COLUMNS = 60
_DELIMITERS = "\t;|,"
_XLSX = b"PK\x03\x04"
# The container of .xls, and of an .xlsx with a password.
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Kind:
    """What is in the lines of a list: how many there may be, and the sentences for none and more.

    The second one has the places `number` and `most`.
    """

    most: int
    none: "str | Promise"
    too_many: "str | Promise"


PEOPLE = Kind(
    MOST_PEOPLE,
    gettext_lazy("There is nobody in the list. Put one person on each line."),
    gettext_lazy("The list has %(number)d lines. Add at most %(most)d people at once."),
)


@dataclass(frozen=True)
class Table:
    """The rows that are not empty, each with its number in the list, from 1 on."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    sheet: str = ""
    """The sheet that was read, if the file has others with something in them."""
    is_by_commas: bool = False
    """Whether commas part the cells, so that 12,50 without quotation marks is two of them."""


def read_file(data: bytes) -> Table:
    """Read a CSV file or an XLSX workbook. Raises ListRefused."""
    if len(data) > MOST_BYTES:
        raise ListRefused(_("The file is larger than 2 MB. Keep the columns that are needed."))
    if data.startswith(_XLSX):
        from timetracking.staff.bulk.workbooks import read_workbook

        sheet, cells = read_workbook(data)
        return _table(cells, sheet)
    if data.startswith(_OLD_EXCEL):
        raise ListRefused(
            _(
                "This is an old Excel file, or one with a password. Save it without a password as "
                ".xlsx or .csv, or copy the cells and paste them."
            )
        )
    return read_text(decode(data))


def read_text(text: str, kind: Kind = PEOPLE) -> Table:
    """Read lines with cells parted by tabs, semicolons, bars or commas. Raises ListRefused."""
    if len(text) > MOST_BYTES:
        raise ListRefused(_("That is more than 2 MB. Keep the columns that are needed."))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if named := re.match(r"sep=(.)\n", text, re.IGNORECASE):  # Excel writes it
        delimiter, text = named[1], text[named.end() :]
    else:
        delimiter = _delimiter(text)
    cells = _cells(text, delimiter)
    return _table(cells, "", kind=kind, is_by_commas=delimiter == ",")


def _cells(text: str, delimiter: str) -> list[list[str]]:
    def read(*, strict: bool) -> list[list[str]]:
        lines = StringIO(text, newline="")
        return list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=strict))

    try:
        return read(strict=True)
    except csv.Error as error:
        if "end of data" in str(error):
            # Read otherwise, the lines from there on would be one cell.
            raise ListRefused(
                _("A quotation mark is opened in the list and not closed. Remove or close it.")
            ) from None
    try:
        return read(strict=False)
    except csv.Error:
        raise ListRefused(
            _("The list has a cell that is too long. Is there a quotation mark too many?")
        ) from None


def decode(data: bytes) -> str:
    """Decode what spreadsheets of our languages write: UTF-8, UTF-16, else Windows-1252.

    Any text can be Windows-1252, so no guess is needed beyond that. Raises ListRefused.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _decoded(data, encoding + ("-sig" if encoding == "utf-8" else ""))
    if b"\0" in data[:200]:
        return _decoded(data, "utf-16-be" if data[:1] == b"\0" else "utf-16-le")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "windows-1252")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ListRefused(
            _("This file is not a list that we can read. Upload a .csv or .xlsx file.")
        )
    return text


def _delimiter(text: str) -> str:
    """Return what parts the cells: the first of the candidates that most lines have."""
    lines = [line for line in text.split("\n")[:200] if line.strip()]
    for delimiter in _DELIMITERS:
        if sum(delimiter in line for line in lines) * 2 > len(lines):
            return delimiter
    return next((delimiter for delimiter in _DELIMITERS if delimiter in text), ",")


def _table(
    rows: list[list[str]], sheet: str, *, kind: Kind = PEOPLE, is_by_commas: bool = False
) -> Table:
    cells = [(number, [_tidy(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
    cells = [(number, row) for number, row in cells if any(row)]
    if not cells:
        raise ListRefused(str(kind.none))
    if len(cells) > kind.most + 1:
        raise ListRefused(str(kind.too_many) % {"number": len(cells), "most": kind.most})
    if max(len(row) for _number, row in cells) > MOST_COLUMNS:
        raise ListRefused(_("The list has too many columns. Keep those that are needed."))
    if sum(len(cell) for _number, row in cells for cell in row) > MOST_CHARACTERS:
        raise ListRefused(_("The list has too much text. Keep the columns that are needed."))
    return Table(cells, sheet, is_by_commas)


def _tidy(cell: str) -> str:
    """Return the text in one line, without what cannot be seen."""
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    return "".join(letter for letter in text if unicodedata.category(letter) not in {"Cc", "Cs"})
