"""The forms that ask for a second factor, or for the password again."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.exceptions import TooManyTries
from accounts.factors.checking import Proof, check_factor, check_password
from accounts.factors.errors import FactorRefused
from accounts.factors.passkeys import NAME_LENGTH
from accounts.forms import password_field
from accounts.models import User
from accounts.names import NameFormField
from accounts.requests import Client, Site

# More than a code needs; people copy blanks and dashes with it.
CODE_LENGTH = 40


def code_field() -> forms.CharField:
    """Return a field for a code of an app, or a recovery code."""
    attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label=_("Code"),
        max_length=CODE_LENGTH,
        widget=forms.TextInput(attrs=attributes),
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
    )


class ProofForm(forms.Form):
    """Ask for a code or a passkey; a passkey's answer is filled in by the page's script."""

    retry_after: int | None = None
    """Seconds to wait, if the form was refused because of too many wrong attempts."""

    code = code_field()
    passkey = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        user: User,
        site: Site,
        client: Client,
        challenge: str,
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.site, self.client = user, site, client
        self.challenge, self.now = challenge, now
        if "code" in self.fields:
            # A passkey takes the place of the code.
            self.fields["code"].required = not self.data.get(self.add_prefix("passkey"))

    def clean(self) -> dict[str, Any]:
        """Check what was sent, and use it up."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self._check(cleaned)
            except (FactorRefused, TooManyTries) as error:
                self.retry_after = getattr(error, "retry_after", None)
                raise ValidationError(str(error)) from None
        return cleaned

    def _check(self, cleaned: dict[str, Any]) -> None:
        passkey = cleaned.get("passkey", "")
        proof = Proof(cleaned.get("code", ""), passkey, self.challenge)
        check_factor(self.user, proof, site=self.site, client=self.client, now=self.now)


class ConfirmPasswordForm(ProofForm):
    """Ask someone without a second factor for the password again."""

    code = None  # type: ignore[assignment]
    passkey = None  # type: ignore[assignment]
    password = password_field(_("Your password"), autocomplete="current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("challenge", "")
        super().__init__(*args, **kwargs)

    def _check(self, cleaned: dict[str, Any]) -> None:
        check_password(self.user, cleaned["password"], client=self.client, now=self.now)


class AppForm(forms.Form):
    """Ask for the first code of an app that is being set up."""

    code = forms.CharField(
        label=_("Code from the app"),
        max_length=CODE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasskeyForm(forms.Form):
    """Ask for the name of a new passkey; the browser's answer is filled in by the script."""

    name = NameFormField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("To help you recognize it later, for example “Phone” or “Security key”."),
    )
    passkey = forms.CharField(widget=forms.HiddenInput)
