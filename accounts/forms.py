from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

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
from accounts.browsers import known_browser
from accounts.exceptions import TooManyTries
from accounts.fields import normalise_email
from accounts.models import User
from accounts.requests import SignedInRequest, client_address, client_of
from accounts.security.events import Event
from accounts.security.receivers import record_failure

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    SetUserPasswordForm = SetPasswordForm[User]
else:
    SetUserPasswordForm = SetPasswordForm

PASSWORD_MAX_LENGTH = 128
# Seconds to wait from which it is an event of the security log.
LOCKED_OUT_AFTER = 60


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
    """Mixin for a form that checks a password, or that strangers may send."""

    retry_after: int | None = None
    """Seconds to wait, if the form was refused because of too many attempts."""

    @contextmanager
    def counted(self, email: str, request: HttpRequest | None) -> Iterator[None]:
        """Check the password of a sign-in in the block; refuse unchecked while one has to wait.

        Counted for the account and the client, or for a browser known for the account.
        """
        client = client_address(request) if request else None
        browser = known_browser(request, email) if request else None
        keys = throttle.sign_in_keys(email, client=client, browser=browser)
        with self._refusing(keys):
            yield

    @contextmanager
    def confirmed(self, request: HttpRequest) -> Iterator[None]:
        """Check in the block the password with which someone signed in confirms what they do.

        Counted for their session alone, so that nothing that others try gets in their way.
        """
        session = request.session.session_key or ""
        email = cast("User", request.user).get_username()
        with self._refusing(throttle.own_password_keys(email, session=session)):
            yield

    @contextmanager
    def _refusing(self, keys: list[throttle.Key]) -> Iterator[None]:
        try:
            with throttle.counted(keys, now=timezone.now()):
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

    _mismatch = _("The e-mail address and password do not match. Check both and try again.")
    error_messages = {"invalid_login": _mismatch, "inactive": _mismatch}

    def clean(self) -> dict[str, Any]:
        """Check the password, unless the account or the address has to wait."""
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            return self.cleaned_data
        try:
            with self.counted(username, self.request):
                return super().clean()
        except ValidationError:
            if (self.retry_after or 0) > LOCKED_OUT_AFTER:
                user = User.objects.filter(email=username).first()
                record_failure(Event.LOCKED_OUT, client_of(self.request), user)
            raise


class ChoosePasswordForm(SetUserPasswordForm):
    """Ask twice for a new password, after the user followed a link."""

    new_password1 = password_field(
        _("New password"), help_text=password_validation.password_validators_help_text_html()
    )
    new_password2 = password_field(_("Repeat the new password"))


class ChangePasswordForm(ThrottledForm, ChoosePasswordForm, PasswordChangeForm):
    """Ask for the current password, and twice for a new one."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": _("That is not your current password. Check it and try again."),
    }
    old_password = password_field(_("Current password"), autocomplete="current-password")
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, request: HttpRequest, user: User, data: Any = None) -> None:
        self.request = request
        super().__init__(user, data)

    def clean_old_password(self) -> str:
        """Check the current password; wrong ones are counted for the session."""
        with self.confirmed(self.request):
            return super().clean_old_password()


class ResetPasswordForm(ThrottledForm, forms.Form):
    """Ask for the address to send a link to."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )

    def refuse(self, error: TooManyTries) -> None:
        """Say that the client has to wait, and what it can do instead."""
        self.retry_after = error.retry_after
        sentence = _(
            "Too many links have been requested from this network. Try again in %(span)s, or use "
            "another network, such as your phone's."
        )
        self.add_error(None, str(sentence) % {"span": error.span})


class ChangeAddressForm(ThrottledForm, forms.Form):
    """Ask for another address to sign in with, and the password."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    password = password_field(_("Your password"), autocomplete="current-password")

    def __init__(self, request: SignedInRequest, data: Any = None) -> None:
        self.request = request
        super().__init__(data)

    def clean_email(self) -> str:
        """Refuse the address that one has already."""
        email = normalise_email(str(self.cleaned_data["email"]))
        if email == self.request.user.email:
            raise ValidationError(_("This is already your address."))
        return email

    def clean_password(self) -> str:
        """Check the password; wrong ones are counted for the session."""
        password = str(self.cleaned_data["password"])
        with self.confirmed(self.request):
            if not self.request.user.check_password(password):
                raise ValidationError(
                    _("That is not your current password. Check it and try again.")
                )
        return password
