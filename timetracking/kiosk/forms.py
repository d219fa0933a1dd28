from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import ThrottledForm, password_field
from timetracking.clocking.forms import DeviceTapForm
from timetracking.kiosk import pin_sheets, pins
from timetracking.kiosk.errors import PinError
from timetracking.kiosk.late_taps import OfflineTap
from timetracking.models import Employee, Kiosk, Location
from timetracking.web.fields import IdField
from timetracking.web.requests import StaffRequest

if TYPE_CHECKING:
    # Django's model forms take no type argument when the program runs.
    _KioskForm = forms.ModelForm[Kiosk]
else:
    _KioskForm = forms.ModelForm


class KioskForm(_KioskForm):
    """The name of a kiosk, and for a new one its location."""

    class Meta:
        model = Kiosk
        fields = ("name", "location")
        labels = {"name": _("Name of the tablet")}
        help_texts = {"name": _("To tell it apart from others, for example Bar or Staff entrance.")}

    def __init__(self, *args: Any, actor: Employee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["location"]
            return
        locations = Location.objects.seen_by(actor).open().by_name()
        if actor.is_owner and not Location.objects.exists():
            # The first one is made with the kiosk: see `kiosk.views.kiosks`.
            del self.fields["location"]
            return
        field = cast("forms.ModelChoiceField[Location]", self.fields["location"])
        field.queryset = locations
        field.label, field.empty_label = _("Location"), _("Choose a location")
        if len(locations) == 1:
            field.initial = locations[0]


class CodeForm(forms.Form):
    """The code that pairs a tablet."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


def pin_field(label: Any, help_text: Any = "") -> forms.CharField:
    """Return a PIN field that browsers neither store nor fill in."""
    attrs = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}
    widget = forms.PasswordInput(attrs=attrs)
    return forms.CharField(label=label, max_length=40, widget=widget, help_text=help_text)


class PinForm(forms.Form):
    """A new PIN."""

    pin = pin_field(
        _("New PIN"),
        _("4 to 6 digits. No sequences, repeated digits or years, such as 1234, 7777 or 1985."),
    )

    def clean_pin(self) -> str:
        """Refuse a malformed or trivial PIN."""
        pin = str(self.cleaned_data["pin"])
        try:
            pins.validate_pin(pin)
        except PinError as error:
            raise ValidationError(str(error)) from None
        return pin


class OwnPinForm(ThrottledForm, PinForm):
    """An employee's own new PIN, twice, and their password."""

    password = password_field(_("Your password"), autocomplete="current-password")
    again = pin_field(_("Repeat the new PIN"))
    field_order = ("password", "pin", "again")

    def __init__(self, *args: Any, request: StaffRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Check the password; wrong ones are counted for the session."""
        password = str(self.cleaned_data["password"])
        with self.confirmed(self.request):
            if not self.request.user.check_password(password):
                raise ValidationError(
                    _("That is not your current password. Check it and try again.")
                )
        return password

    def clean(self) -> dict[str, Any]:
        """Require the same PIN twice."""
        cleaned = super().clean() or self.cleaned_data
        # What was typed: a PIN that is refused for itself may be mistyped too.
        typed = self["pin"].value()
        if typed and cleaned.get("again") and typed != cleaned["again"]:
            self.add_error("again", _("The two PINs do not match. Type the new one again."))
        return cleaned


class PinSheetForm(forms.Form):
    """Who gets a new PIN: at first everyone at a location who has none."""

    people = forms.TypedMultipleChoiceField(
        label=_("Who gets a new PIN"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )
    replaces = forms.BooleanField(
        label=_("Also replace PINs"),
        required=False,
        help_text=_("If not ticked, anyone who has a PIN keeps it, even if selected above."),
    )
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Employee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Their own PIN is confirmed by the password, on its own page.
        led = Employee.objects.led_by(actor).active().with_placement().by_name()
        self.offered = list(led)
        field = cast("forms.TypedMultipleChoiceField", self.fields["people"])
        field.choices = [(person.pk, _label(person)) for person in self.offered]
        wanting = [row.pk for row in self.offered if not row.pin and _is_placed(row)]
        field.initial = wanting[: pin_sheets.MOST_PINS]

    def clean_people(self) -> list[int]:
        """Refuse more people than one sheet takes."""
        people: list[int] = self.cleaned_data["people"]
        if len(people) > pin_sheets.MOST_PINS:
            raise ValidationError(
                _("Choose at most %(most)d people for one sheet.") % {"most": pin_sheets.MOST_PINS}
            )
        return people


def _is_placed(person: Employee) -> bool:
    return bool(getattr(person, "is_placed", False))


def _label(person: Employee) -> str:
    """Return the name, with what speaks for or against a new PIN."""
    notes = [_("has a PIN")] if person.pin else []
    if not _is_placed(person):
        notes.append(_("not shown at any kiosk"))
    return f"{person.name} ({', '.join(map(str, notes))})" if notes else person.name


class IdentifyForm(forms.Form):
    """The employee who taps at a kiosk, and their PIN; someone without one leaves it empty."""

    employee = IdField()
    pin = forms.CharField(max_length=40, required=False)


class TokenForm(forms.Form):
    """The employee who acts at a kiosk, and the token that they got for their PIN."""

    employee = IdField()
    token = forms.CharField(max_length=400)


class UndoForm(TokenForm):
    """The undo of a tap at a kiosk, by the employee who made it."""

    key = forms.UUIDField()


class TapForm(DeviceTapForm):
    """A tap at a kiosk, with a token, or with a sealed PIN and the tablet's times."""

    token = forms.CharField(max_length=400, required=False)
    sealed = forms.CharField(max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        """Require a token, or everything that a late tap needs."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("token") and not (self.has_times and cleaned.get("sealed")):
            raise ValidationError("neither token nor sealed PIN")
        return cleaned

    @property
    def offline_tap(self) -> OfflineTap | None:
        """The tablet's record of an offline tap; None for a tap that was sent at once."""
        if self.cleaned_data["token"]:
            return None
        return OfflineTap(self.cleaned_data["sealed"], self.times)
