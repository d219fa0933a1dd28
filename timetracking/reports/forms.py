import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from places.money import amount as written
from places.money import typed_amount
from timetracking.models import Location
from timetracking.reports.amounts import read_amount
from timetracking.reports.entering import Place
from timetracking.reports.errors import ValueRefused
from timetracking.reports.lists import SALES
from timetracking.reports.writing import NOTHING
from timetracking.staff.bulk.reading import MOST_BYTES, Table, decode, read_text
from timetracking.staff.errors import ListRefused

# Of an amount with its currency; what is longer is none, however it goes on.
_LONGEST = 40
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class SalesField(forms.Field):
    """The sales of a day, None if there are none; see `read_amount`."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """Show an amount as the reader types it."""
        return typed_amount(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        """Read what was typed."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return read_amount(text[:_LONGEST])
        except ValueRefused as error:
            raise ValidationError(str(error), code="invalid") from None


@dataclass(frozen=True)
class SalesCell:
    """The fields of one location and day: what is typed, and what was seen."""

    field: forms.BoundField
    seen: str
    name: str


class SalesForm(forms.Form):
    """The sales of some locations on the days of a week.

    `stored` has what is entered now. A day that has not begun at a location has no field.
    """

    def __init__(
        self,
        *args: Any,
        locations: Sequence[Location],
        days: Mapping[int, Sequence[date]],
        stored: Mapping[Place, Decimal],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._stored = stored
        self._places = {
            f"amount-{location.pk}-{day.isoformat()}": (location.pk, day)
            for location in locations
            for day in days[location.pk]
        }
        for name, place in self._places.items():
            location = next(one for one in locations if one.pk == place[0])
            label = f"{location.name}, {date_format(place[1], 'DAY_LONG')}"
            self.fields[name] = SalesField(required=False, label=label)
            self.initial[name] = stored.get(place)

    def cell(self, location: Location, day: date) -> SalesCell | None:
        """Return the fields of a location and day, None if it has none."""
        name = f"amount-{location.pk}-{day.isoformat()}"
        if name not in self.fields:
            return None
        known = self._stored.get((location.pk, day))
        seen = self.data.get(_seen(name), "") if self.is_bound else _as_text(known)
        return SalesCell(self[name], seen, _seen(name))

    def amounts(self) -> dict[Place, Decimal | None]:
        """Return what was typed, of a valid form, for the days whose fields the page had."""
        return {place: self.cleaned_data[name] for name, place in self._sent()}

    def seen(self) -> dict[Place, Decimal | None]:
        """Return what the page showed of these days."""
        return {place: _as_amount(self.data.get(_seen(name), "")) for name, place in self._sent()}

    def show_conflicts(self, stored: Mapping[Place, Decimal | None], currency: str) -> None:
        """Say at each day what somebody else has entered; sent again, the form replaces it."""
        data = {name: self.data.get(name, "") for name in self.data}
        for name, place in self._places.items():
            if place not in stored:
                continue
            now = stored[place]
            data[_seen(name)] = _as_text(now)
            sentence = _("Now: %(amount)s") % {
                "amount": NOTHING if now is None else written(now, currency)
            }
            self.add_error(name, sentence)
        self.data = data

    def _sent(self) -> Iterator[tuple[str, Place]]:
        return ((name, place) for name, place in self._places.items() if name in self.data)


def _seen(name: str) -> str:
    return name.replace("amount-", "seen-", 1)


def _as_text(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _as_amount(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"[0-9]{1,10}\.[0-9]{2}", text) else None


class SalesListForm(forms.Form):
    """A list of sales, pasted or as a file, and where those were sold that name no location."""

    sales = forms.CharField(
        label=gettext_lazy("List of sales"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
        help_text=gettext_lazy(
            "One day per line: day, location, sales, such as 2026-11-18; Beach Hotel; 1234.50. "
            "Copy from a spreadsheet, or separate with commas or semicolons. A first line with "
            "column names can set a different order."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt"}),
        help_text=gettext_lazy("CSV, up to 2,000 days and 2 MB."),
    )

    table: Table

    def __init__(self, *args: Any, locations: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [(str(one.pk), one.name) for one in locations]
        if len(locations) > 1:
            choices.insert(0, ("", gettext_lazy("Choose a location")))
        self.fields["place"] = forms.ChoiceField(
            label=gettext_lazy("Location"),
            choices=choices,
            required=False,
            help_text=gettext_lazy("For lines without one."),
        )

    def clean(self) -> dict[str, Any]:
        """Read the list. One of the two is needed, not both."""
        cleaned = super().clean() or self.cleaned_data
        text, file = cleaned.get("sales", ""), cleaned.get("file")
        if bool(text.strip()) == bool(file):
            raise ValidationError(
                _("Either paste a list or choose a file, not both.")
                if file
                else _("Paste a list of sales, or choose a file.")
            )
        try:
            self.text = _text_of(bytes(file.read())) if file else text
            self.table = read_text(self.text, SALES)
        except ListRefused as error:
            self.add_error("file" if file else "sales", str(error))
        return cleaned


def _text_of(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise ListRefused(_("The file is larger than 2 MB. Keep the columns that are needed."))
    if data.startswith(_WORKBOOKS):
        raise ListRefused(
            _("This is an Excel file. Save it as .csv, or copy the cells and paste them.")
        )
    return decode(data)
