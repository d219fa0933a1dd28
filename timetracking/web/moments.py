"""Local times as people type them, and the moments that they mean."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from timetracking.base.errors import AmbiguousTime, NonexistentTime
from timetracking.base.local_time import is_ambiguous, resolve_local

_MINUTE = timedelta(minutes=1)


class LocalDateTimeField(forms.DateTimeField):
    """A date and time as a clock on the wall shows it: naive, not yet a moment."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        """Read what a `datetime-local` input sends."""
        if value in self.empty_values:
            return None
        try:
            found = parse_datetime(str(value).strip())
        except ValueError:
            found = None
        # Browsers send the year 0026 for "26": no timesheet reaches there. The last year of the
        # calendar has no neighbour to convert to.
        if found is None or found.tzinfo or not 1970 <= found.year < 9999:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class LocalTimeField(forms.TimeField):
    """A time of day as a clock on the wall shows it."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    default_error_messages: ClassVar = {"invalid": _("Write a time such as 13:30.")}


class OccurrenceField(forms.ChoiceField):
    """Asks which one is meant of a time that clocks show twice."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [("first", _("The first time")), ("second", _("The second time"))]
        super().__init__(label=_("Which one?"), choices=choices, required=False, **kwargs)


class MomentForm(forms.Form):
    """A form that asks for local times of clocks in `zone`.

    `which` names for each such field the OccurrenceField beside it. That one is there only while
    the time that is typed, or shown to begin with, comes twice. `initial` holds moments.
    """

    occurrence_fields: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        for name, asks in self.occurrence_fields.items():
            if not self.is_bound:
                self._begin(name, asks, self.initial.get(name))
            elif not self.data.get(self.add_prefix(name)):
                self.fields.pop(asks, None)

    def _begin(self, name: str, asks: str, moment: datetime | None) -> None:
        local = moment and moment.astimezone(self.zone)
        naive = local and local.replace(tzinfo=None, fold=0, second=0, microsecond=0)
        self.initial[name] = naive
        if naive is None or local is None or not is_ambiguous(naive, self.zone):
            self.fields.pop(asks, None)
        else:
            self.initial[asks] = "second" if local.fold else "first"

    def moment(
        self, name: str, naive: datetime | None, recorded: datetime | None = None
    ) -> datetime | None:
        """Return the moment, in UTC, that is meant by `naive`, which stands in the field `name`.

        Where clocks show it twice it is asked about, and a time that does not exist is refused: an
        error of the form, and None. The minute of what is `recorded` means just that.
        """
        asks = self.occurrence_fields[name]
        if naive is None or not is_ambiguous(naive, self.zone):
            self.fields.pop(asks, None)
            # What is not asked cannot be wrong; nobody would see the sentence.
            self.errors.pop(asks, None)
        if naive is None:
            return None
        try:
            found = resolve_local(naive, self.zone, self.cleaned_data.get(asks) or None)
        except AmbiguousTime as error:
            self.add_error(asks, str(error))
        except NonexistentTime as error:
            self.add_error(name, str(error))
        else:
            return recorded if recorded and found <= recorded < found + _MINUTE else found
        return None
