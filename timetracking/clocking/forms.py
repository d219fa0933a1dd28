from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.clocking.late import Times, device_time
from timetracking.clocking.orders import TapRequest
from timetracking.models import NOTE_LENGTH, Action
from timetracking.web.fields import IdField, NoteField

# The latest datetime in milliseconds: a device's clock may be set to anything.
_LAST_MOMENT = 253_370_764_800_000


def note_field() -> NoteField:
    """Return the field for the note of a tap."""
    return NoteField(
        required=False,
        max_length=NOTE_LENGTH,
        error_messages={
            "max_length": _(
                "The note is too long: it has %(show_value)d characters, and the limit is "
                "%(limit_value)d. Shorten it and try again."
            )
        },
    )


def _device_time_field() -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=_LAST_MOMENT, required=False)


class PunchForm(forms.Form):
    """A punch: a location, a kind of break, a note, and the key that makes the form count once.

    `working` is the id of a long shift that the employee says is still going on.
    """

    key = forms.UUIDField()
    location = IdField(required=False)
    kind = IdField(required=False)
    working = IdField(required=False)
    notes = note_field()

    @property
    def is_stale(self) -> bool:
        """Whether the form does not come from a current page of ours."""
        return "key" in self.errors


class DeviceTapForm(forms.Form):
    """A tap as a device's script sends it, with the device's times if it was made without network.

    `reckoned` is the server's time of the tap, as far as the device knew it.
    """

    key = forms.UUIDField()
    employee = IdField()
    action = forms.ChoiceField(choices=Action.choices)
    kind = IdField(required=False)
    working = IdField(required=False)
    location = IdField(required=False)
    notes = note_field()
    tapped = _device_time_field()
    sent = _device_time_field()
    reckoned = _device_time_field()

    @property
    def tap_request(self) -> TapRequest:
        """The tap that the form describes."""
        data = self.cleaned_data
        return TapRequest(
            data["key"],
            data["employee"],
            Action(data["action"]),
            data["kind"],
            data["working"],
            data["notes"],
            data["location"],
        )

    @property
    def has_times(self) -> bool:
        """Whether the device says when the tap was made and sent."""
        return None not in (self.cleaned_data.get("tapped"), self.cleaned_data.get("sent"))

    @property
    def times(self) -> Times:
        """The device's times of a tap that has them."""
        data = self.cleaned_data
        reckoned = data["reckoned"]
        return Times(
            device_time(data["tapped"]),
            device_time(data["sent"]),
            None if reckoned is None else device_time(reckoned),
        )


class OwnTapForm(DeviceTapForm):
    """A tap that somebody's own phone kept while it had no network."""

    def clean(self) -> dict[str, Any]:
        """Require the phone's times."""
        cleaned = super().clean() or self.cleaned_data
        if not self.has_times:
            raise forms.ValidationError("no times")
        return cleaned
