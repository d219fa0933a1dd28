from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from timetracking.company.colours import normalised
from timetracking.company.errors import LogoRefused
from timetracking.company.pictures import check_logo
from timetracking.models.company import LARGEST_LOGO

# Longer than anything that is stored: what was not shown by our page is never the stored value.
_LONGEST = 64


class _SeenField(forms.CharField):
    """The hidden value that the page showed; a form without it has seen nothing."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, max_length=_LONGEST)


class AccentForm(forms.Form):
    """The accent colour; empty for that of Shiftbook."""

    seen = _SeenField()
    accent = forms.CharField(
        label=_("Accent colour"),
        required=False,
        max_length=40,
        help_text=_(
            "Six digits or letters from a to f, such as #1f6f78. "
            "Leave empty for the standard colour."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "data-picker": _("Pick a colour"),
            }
        ),
    )

    def clean_accent(self) -> str:
        """Return the colour as it is stored."""
        typed = str(self.cleaned_data["accent"])
        if not typed:
            return ""
        colour = normalised(typed)
        if colour is None:
            raise ValidationError(
                _("Enter the colour as # and six digits or letters from a to f, such as #1f6f78.")
            )
        return colour


class LogoForm(forms.Form):
    """A new logo."""

    seen = _SeenField()
    logo = forms.FileField(
        label=_("New logo"),
        allow_empty_file=True,
        help_text=_("PNG, JPEG or WebP, at most 200 kB and 1024 pixels wide and high."),
        error_messages={
            "required": _("Choose a file first."),
            "invalid": _("Choose a file first."),
        },
        widget=forms.FileInput(
            attrs={
                "accept": "image/png,image/jpeg,image/webp",
                "data-most": LARGEST_LOGO,
                "data-refusal": _("This file is too large. Choose a picture of at most 200 kB."),
            }
        ),
    )

    def clean_logo(self) -> bytes:
        """Return the bytes of a file that can be a logo."""
        content = bytes(self.cleaned_data["logo"].read())
        try:
            check_logo(content)
        except LogoRefused as refusal:
            raise ValidationError(str(refusal)) from None
        return content
