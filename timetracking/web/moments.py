"""Form fields for local times, and their conversion to moments."""

import re
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
# Python also reads a day without a time as its midnight, and other ways to write a day, in which
# people mistype a time unseen.
_DAY = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}|[0-9]{4}-?W[0-9]{2}(-?[0-9])?")
_DAY_AND_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
)


class LocalDateTimeField(forms.DateTimeField):
    """A local date and time, as a naive datetime."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    default_error_messages: ClassVar = {"no_time": _("Enter the time too, such as 13:30.")}

    def to_python(self, value: Any) -> datetime | None:
        """Convert the value of a `datetime-local` input."""
        if value in self.empty_values:
            return None
        text = str(value).strip()
        if _DAY.fullmatch(text):
            raise ValidationError(self.error_messages["no_time"], code="no_time")
        try:
            naive = parse_datetime(text) if _DAY_AND_TIME.fullmatch(text) else None
        except ValueError:
            naive = None
        # Browsers send the year 0026 for "26". The year 9999 cannot be converted to UTC everywhere.
        if naive is None or naive.tzinfo or not 1970 <= naive.year < 9999:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return naive


class LocalTimeField(forms.TimeField):
    """A local time of day."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    default_error_messages: ClassVar = {"invalid": _("Enter a time such as 13:30.")}


class OccurrenceField(forms.ChoiceField):
    """Asks which occurrence of a local time that happens twice is meant."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [("first", _("The first time")), ("second", _("The second time"))]
        super().__init__(label=_("Which one?"), choices=choices, required=False, **kwargs)


class MomentForm(forms.Form):
    """A form that asks for local times in `zone`.

    `occurrence_fields` has the name of the OccurrenceField of each such field, which is shown only
    if its time happens twice. The values of `initial` are moments.
    """

    occurrence_fields: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        for name, occurrence in self.occurrence_fields.items():
            if not self.is_bound:
                self._set_initial(name, occurrence, self.initial.get(name))
            elif not self.data.get(self.add_prefix(name)):
                self.fields.pop(occurrence, None)

    def _set_initial(self, name: str, occurrence: str, moment: datetime | None) -> None:
        local = moment and moment.astimezone(self.zone)
        naive = local and local.replace(tzinfo=None, fold=0, second=0, microsecond=0)
        self.initial[name] = naive
        if naive is None or local is None or not is_ambiguous(naive, self.zone):
            self.fields.pop(occurrence, None)
        else:
            self.initial[occurrence] = "second" if local.fold else "first"

    def moment(
        self, name: str, naive: datetime | None, recorded: datetime | None = None
    ) -> datetime | None:
        """Return the moment, in UTC, of `naive`, the value of the field `name`.

        Adds an error and returns None for a time that does not exist, and for one that happens
        twice if the occurrence is missing. Returns `recorded` for a time in the same minute.
        """
        occurrence = self.occurrence_fields[name]
        if naive is None or not is_ambiguous(naive, self.zone):
            self.fields.pop(occurrence, None)
            # The field is not shown, so nobody would see its error.
            self.errors.pop(occurrence, None)
        if naive is None:
            return None
        try:
            moment = resolve_local(naive, self.zone, self.cleaned_data.get(occurrence) or None)
        except AmbiguousTime as error:
            self.add_error(occurrence, str(error))
        except NonexistentTime as error:
            self.add_error(name, str(error))
        else:
            is_recorded = recorded and moment <= recorded < moment + _MINUTE
            return recorded if is_recorded else moment
        return None
