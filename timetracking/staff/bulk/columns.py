"""Finds out which column of a list is what: by its header in our languages, or by what it has."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from timetracking.staff.bulk.reading import Table
from timetracking.staff.errors import ListRefused

FIELDS = ("name", "email", "role", "location", "rate")
_FULL_NAME, _FIRST, _LAST = "name", "first", "last"
# Headers without accents, spaces and punctuation.
_HEADERS = {
    "name": (
        "name names fullname employee employees person staff staffname nameofemployee displayname "
        "vollername mitarbeiter mitarbeiterin mitarbeitername mitarbeitende personal nombre "
        "nombres nombrecompleto nombreyapellidos nombreyapellido nombreapellidos empleado empleada "
        "empleados trabajador trabajadora persona"
    ),
    _FIRST: "firstname givenname forename vorname rufname nombredepila primernombre",
    _LAST: "lastname surname familyname secondname nachname familienname zuname apellidos apellido "
    "primerapellido",
    "email": (
        "email emails mail mails emailaddress mailaddress emailadresse mailadresse correo correos "
        "correoelectronico direcciondecorreo direcciondecorreoelectronico"
    ),
    "role": (
        "role roles position jobtitle job function rolle rollen funktion stelle tatigkeit rol "
        "funcion puesto cargo categoria"
    ),
    "location": (
        "location locations site sites place workplace branch store venue standort standorte "
        "filiale filialen betrieb ort arbeitsort lokal local locales centro centrodetrabajo sede "
        "tienda establecimiento ubicacion lugar"
    ),
    "rate": (
        "rate hourlyrate hourlywage wage pay payrate perhour hourly rateperhour stundenlohn lohn "
        "stundensatz satz verguetung vergutung gehalt prostunde stundenlohneur lohnprostunde "
        "tarifa tarifahora tarifaporhora salario salariohora salarioporhora preciohora eurohora "
        "eurhora sueldo sueldohora porhora preciohoraeur"
    ),
}
_FIELD_OF = {word: name for name, words in _HEADERS.items() for word in words.split()}
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_WITH_EMAIL = re.compile(r"\"?(?P<name>[^\"<>]*)\"?\s*<(?P<email>[^\s<>]+@[^\s<>]+)>")
# The halves of 12,50 or € 12,50 / h.
_WHOLE = re.compile(r"[^\w@]{0,2}[0-9]{1,4}")
_CENTS = re.compile(r"[0-9]{1,2}(?![0-9])[^0-9@]{0,12}")
_AMOUNT = re.compile(r"\D{0,4}[0-9]{1,6}([.,][0-9]{1,2})?\D{0,8}")


@dataclass
class Line:
    """One person of a list as typed; `choice` is "out" to leave them out, "back" for who left."""

    number: int
    name: str = ""
    email: str = ""
    role: str = ""
    location: str = ""
    rate: str = ""
    choice: str = ""

    def as_row(self) -> list[Any]:
        """Return the values in order, for the page to keep."""
        return list(asdict(self).values())

    @classmethod
    def of(cls, row: Any) -> Self:
        """Return the line that a page has kept. Raises TypeError, ValueError."""
        number, *texts = row
        if not isinstance(number, int) or not all(isinstance(text, str) for text in texts):
            raise TypeError
        return cls(number, *texts)


def lines_of(table: Table) -> list[Line]:
    """Return the people of a table, whose first row may be a header.

    An amount such as 12,50 that the commas of the list have parted is put together again. Raises
    ListRefused for a line with more cells than the header has.
    """
    rows = table.rows
    header = [_FIELD_OF.get(_plain(cell), "") for cell in rows[0][1]]
    if _is_header(rows[0][1], header):
        rows = rows[1:]
        if table.is_by_commas:
            rows = [(number, _fitted(number, row, header)) for number, row in rows]
        return [_line(number, row, header) for number, row in rows]
    if table.is_by_commas:
        rows = [(number, _rejoined(row)) for number, row in rows]
    columns = _guess([row for _number, row in rows])
    return [_line(number, row, columns) for number, row in rows]


def _is_header(cells: list[str], columns: list[str]) -> bool:
    """Return whether the first row is one: it names columns, and has no address or figure."""
    if not any(columns):
        return False
    # "Personal" or "Local" alone may be what somebody is called.
    has_values = any(_EMAIL.search(cell) or re.search(r"[0-9]", cell) for cell in cells)
    named = [name for name in columns if name]
    return not has_values and (len(named) * 2 >= len([cell for cell in cells if cell]))


def _fitted(number: int, row: list[str], header: list[str]) -> list[str]:
    """Return a row with as many cells as the header: an amount with a comma makes one more."""
    while row and not row[-1]:
        row = row[:-1]
    if len(row) == len(header) + 1 and "rate" in header:
        row = _rejoined(row, header.index("rate"))
    if len(row) > len(header):
        raise ListRefused(
            _(
                "Line %(number)d has more values than the first line has columns. Put a value that "
                "has a comma in quotation marks, or separate the columns with semicolons."
            )
            % {"number": number}
        )
    return row


def _rejoined(row: list[str], at: int | None = None) -> list[str]:
    """Return a row with the two halves of its last amount, or of that at a place, in one cell."""
    places = range(len(row) - 2, -1, -1) if at is None else [at]
    for place in places:
        whole, cents = row[place : place + 2]
        if _WHOLE.fullmatch(whole) and _CENTS.fullmatch(cents):
            return [*row[:place], f"{whole},{cents}", *row[place + 2 :]]
    return row


def _plain(cell: str) -> str:
    """Return a header without accents, brackets, spaces and punctuation: "Tarifa (€)" is tarifa."""
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", cell.lower().replace("ß", "ss"))
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())


def _guess(rows: list[list[str]]) -> list[str]:
    """Name the columns of a list without a header by what most of their cells look like."""
    width = max(map(len, rows))
    columns = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(width)]
    names = [""] * width
    for name, looks in (("email", _EMAIL.search), ("rate", _AMOUNT.fullmatch), ("role", _role)):
        for at, cells in enumerate(columns):
            is_free = not names[at] and name not in names
            if is_free and cells and sum(bool(looks(cell)) for cell in cells) * 2 > len(cells):
                names[at] = name
    # A row of the order in which the page asks: the name first, then where they work.
    for name in (_FULL_NAME, "location"):
        free = [at for at, cells in enumerate(columns) if not names[at] and cells]
        if free and (name == "location" or "name" not in names):
            names[free[0]] = name
    return names


def _role(cell: str) -> bool:
    from timetracking.staff.bulk.values import role_of

    return role_of(cell) is not None


def _line(number: int, row: list[str], columns: list[str]) -> Line:
    cells: dict[str, str] = {}
    for name, cell in zip(columns, row, strict=False):
        if name and cell and not cells.get(name):
            cells[name] = cell
    names = [cells.pop(part, "") for part in (_FIRST, _LAST)]
    if any(names):
        # "Nombre" beside "Apellidos" is the first name.
        cells["name"] = " ".join(filter(None, [names[0] or cells.get("name", ""), names[1]]))
    line = Line(number, **cells)
    return _parted(line)


def _parted(line: Line) -> Line:
    """Part "Ana Pérez <ana@example.com>", and move an address that stands in place of a name."""
    for cell in (line.name, line.email):
        found = _WITH_EMAIL.fullmatch(cell)
        if found and (not line.email or cell is line.email):
            line.name = found["name"].strip() or line.name.replace(cell, "")
            line.email = found["email"]
            break
    line.email = line.email.removeprefix("mailto:")
    return line
