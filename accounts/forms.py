from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    SetPasswordForm,
    UsernameField,
)
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import throttle
from accounts.exceptions import TooManyTries
from accounts.models import User
from accounts.requests import client_address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    SetUserPasswordForm = SetPasswordForm[User]
else:
    SetUserPasswordForm = SetPasswordForm

PASSWORD_MAX_LENGTH = 128


def password_field(
    label: "StrOrPromise",
    *,
    autocomplete: str = "new-password",
    help_text: "StrOrPromise" = "",
) -> forms.CharField:
    """Return a password field that limits the length and never renders the submitted value."""
    return forms.CharField(
        label=label,
        max_length=PASSWORD_MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        help_text=help_text,
    )


class ThrottledForm:
    """Mixin for a form that checks a password."""

    retry_after: int | None = None
    """Seconds to wait, if the form was refused because of too many wrong passwords."""

    @contextmanager
    def counted(self, email: str, request: HttpRequest | None) -> Iterator[None]:
        """Check a password in the block; refuse without a check while the user has to wait."""
        address = client_address(request) if request else None
        try:
            with throttle.counted(email=email, address=address, now=timezone.now()):
                yield
        except TooManyTries as error:
            self.retry_after = error.retry_after
            raise ValidationError(str(error), code="throttled") from None


class SignInForm(ThrottledForm, AuthenticationForm):
    """Sign in; the error is the same for an unknown user, an inactive one and a wrong password."""

    username = UsernameField(
        label=_("E-mail address"),
        widget=forms.TextInput(attrs={"autofocus": True, "inputmode": "email"}),
    )
    password = password_field(_("Password"), autocomplete="current-password")

    _mismatch = _("That e-mail address and password do not match. Check both and try again.")
    error_messages = {"invalid_login": _mismatch, "inactive": _mismatch}

    def clean(self) -> dict[str, Any]:
        """Check the password, unless the account or the address has to wait."""
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            return self.cleaned_data
        with self.counted(username, self.request):
            return super().clean()


class ChoosePasswordForm(SetUserPasswordForm):
    """Ask twice for a new password, after the user followed a link."""

    new_password1 = password_field(
        _("New password"), help_text=password_validation.password_validators_help_text_html()
    )
    new_password2 = password_field(_("New password again"))


class ChangePasswordForm(ThrottledForm, ChoosePasswordForm, PasswordChangeForm):
    """Ask for the current password, and twice for a new one."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": _("That is not your password. Check it and try again."),
    }
    old_password = password_field(_("Your password now"), autocomplete="current-password")
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, request: HttpRequest, user: User, data: Any = None) -> None:
        self.request = request
        super().__init__(user, data)

    def clean_old_password(self) -> str:
        """Check the current password, throttled like a sign-in."""
        with self.counted(self.user.get_username(), self.request):
            return super().clean_old_password()


class ResetPasswordForm(forms.Form):
    """Ask for the address to send a link to."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )
