"""The form with the list of people, and the page on which its lines are mended."""

import json
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from timetracking.base.rights import assignable_locations
from timetracking.models import Employee
from timetracking.staff.bulk.checking import ASK, EVERYWHERE, NOWHERE, Row
from timetracking.staff.bulk.columns import FIELDS, Line, lines_of
from timetracking.staff.bulk.reading import MOST_PEOPLE, Table, read_file, read_text
from timetracking.staff.errors import ListRefused

# Each has six fields, and Django takes no more than 200 in a form.
MOST_OPEN = 25


def places_for(actor: Employee) -> list[tuple[str, Any]]:
    """Return where those may work whose line does not say it."""
    locations = assignable_locations(actor)
    choices: list[tuple[str, Any]] = [(str(one.pk), one.name) for one in locations]
    if len(locations) > 1:
        choices = [(ASK, _("Choose a location")), *choices, (EVERYWHERE, _("All locations"))]
    if locations and not actor.is_limited:
        choices.append((NOWHERE, _("None yet: not shown at any kiosk")))
    return choices or [(ASK, _("There is no location yet"))]


class ListForm(forms.Form):
    """A list of people, pasted or as a file."""

    people = forms.CharField(
        label=_("List of people"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "wrap": "off"}),
        help_text=_(
            "One person per line: name, e-mail, role, location, hourly rate. Copy from a "
            "spreadsheet, or separate with commas or semicolons. A first line with column names "
            "can set a different order."
        ),
        strip=False,
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=_("CSV or Excel (.xlsx), up to 500 people and 2 MB."),
    )

    table: Table

    def __init__(self, *args: Any, actor: Employee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = forms.ChoiceField(
            label=_("Location"),
            choices=places_for(actor),
            required=False,
            help_text=_("For lines without one."),
        )

    def clean(self) -> dict[str, Any]:
        """Read the list. One of the two is needed, not both."""
        cleaned = super().clean() or self.cleaned_data
        text, file = cleaned.get("people", ""), cleaned.get("file")
        if bool(text.strip()) == bool(file):
            raise ValidationError(
                _("Either paste a list or choose a file, not both.")
                if file
                else _("Paste a list of people, or choose a file.")
            )
        if "place" in self.errors:
            return cleaned
        try:
            self.table = read_file(bytes(file.read())) if file else read_text(text)
        except ListRefused as error:
            self.add_error("file" if file else "people", str(error))
        return cleaned

    def lines(self) -> list[Line]:
        """Return the people of a valid form; refuse a list that has none beside a header."""
        try:
            lines = lines_of(self.table)
        except ListRefused as error:
            self.add_error(None, str(error))
            return []
        if not lines:
            self.add_error(None, _("There is only a header in the list, and nobody below it."))
        elif len(lines) > MOST_PEOPLE:
            self.add_error(None, _("Add at most 500 people at once."))
        return lines


def dump(lines: Sequence[Line]) -> str:
    """Return the lines for the page to keep, as `kept_lines` reads them."""
    return json.dumps([line.as_row() for line in lines], ensure_ascii=False)


def kept_lines(data: QueryDict) -> tuple[list[Line], set[int]]:
    """Return the lines that a page kept, as mended there, and the place of the one to open.

    Raises ListRefused for what no page of ours sends.
    """
    try:
        lines = [Line.of(row) for row in json.loads(data.get("list", ""))]
    except (TypeError, ValueError, RecursionError):
        lines = []
    if not 0 < len(lines) <= MOST_PEOPLE:
        raise ListRefused(str(_("The page was out of date. Please paste the list again.")))
    for at in range(len(lines)):
        if f"row-{at}-name" not in data:
            continue
        for name in FIELDS:
            setattr(lines[at], name, data.get(f"row-{at}-{name}", "").replace("\0", "").strip())
        choices = data.getlist(f"row-{at}-choice")
        lines[at].choice = next((word for word in ("out", "back") if word in choices), "")
    asked = data.get("open", "")
    return lines, {at for at in range(len(lines)) if str(at) == asked}


def places_in(text: str) -> set[int]:
    """Return the places of rows that a page named, such as 0,3."""
    return {int(at) for at in text.split(",") if re.fullmatch(r"[0-9]{1,3}", at)}


def open_places(rows: Sequence[Row], opened: set[int]) -> set[int]:
    """Return the places of the rows that are shown as fields: at most `MOST_OPEN`."""
    wrong = [at for at, row in enumerate(rows) if row.outcome == "problem"]
    others = sorted(opened - set(wrong), reverse=True)
    return set([*wrong, *others][:MOST_OPEN])
