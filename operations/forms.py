"""The operator's forms, and the form for visitors who look for their company."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.exceptions import TooManyTries
from accounts.forms import SignInForm, ThrottledForm
from accounts.models import User
from accounts.names import NameFormField
from operations.basics import BasicsForm
from tenants.models import Tenant
from tenants.validators import is_slug, normalise_domain, validate_slug, validate_subdomain

if TYPE_CHECKING:
    _TenantForm = forms.ModelForm[Tenant]
else:  # Django's own class takes no type argument at run time
    _TenantForm = forms.ModelForm


class OperatorSignInForm(SignInForm):
    """Sign in to the admin, for operators only."""

    required_css_class = "required"

    def confirm_login_allowed(self, user: User) -> None:
        """Refuse users who are not operators, with the error for a wrong password."""
        super().confirm_login_allowed(user)
        if not user.is_staff:
            raise self.get_invalid_login_error()


class NewSlugField(forms.CharField):
    """Asks for the slug of a company that does not exist; accepts capitals and spaces around it."""

    default_validators = [validate_slug]
    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def to_python(self, value: Any) -> str:
        """Return the slug in small letters."""
        return str(super().to_python(value) or "").lower()


class RefusableForm(_TenantForm):
    """A form that shows the engine's `refusal` when it is rendered again (see CompanyAdmin)."""

    refusal = ""

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError if the engine refused the data."""
        cleaned = super().clean() or self.cleaned_data
        if self.refusal:
            raise ValidationError(self.refusal)
        return cleaned


class TenantAddForm(BasicsForm, RefusableForm):
    """Ask for the arguments of provision_tenant()."""

    subdomain = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=63,
        help_text=_("The first part of the company's address. Leave empty to use the slug."),
    )

    class Meta:
        model = Tenant
        fields = ["name", "slug", "subdomain"]
        field_classes = {"name": NameFormField}

    def clean_subdomain(self) -> str:
        """Default to the slug, and accept capitals."""
        address = str(self.cleaned_data["subdomain"]).strip().lower()
        slug = str(self.cleaned_data.get("slug", ""))
        if not address and is_slug(slug):  # the slug field reports an invalid slug
            address = slug.replace("_", "-").strip("-")
        if address:
            validate_subdomain(address)
        return address


class TenantChangeForm(RefusableForm):
    """Change a company's name and address, and invite an owner."""

    RENAMED = ("name", "subdomain")

    owner_email = forms.CharField(
        label=_("Invite an owner"),
        required=False,
        max_length=254,
        validators=[validate_email],
        help_text=_(
            "The address of an owner, if nobody can sign in yet or an invitation has expired."
        ),
    )
    owner_name = NameFormField(
        label=_("Owner's name"),
        required=False,
        max_length=120,
        help_text=_("Required for an owner who has not been invited yet."),
    )

    moves = forms.BooleanField(
        label=_("Change the address"),
        required=False,
        help_text=_(
            "Only for another address: the old one leads to the new one for some time. People "
            "sign in again and add their passkeys anew, and tablets are paired anew; taps that a "
            "tablet has not sent by then are lost."
        ),
    )

    class Meta:
        model = Tenant
        fields = ["name", "subdomain"]
        field_classes = {"name": NameFormField}

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        for name in self.RENAMED:
            self.fields[name].show_hidden_initial = True
        if data is not None:
            shown = {self.add_initial_prefix(name): self.initial[name] for name in self.RENAMED}
            self.data: Any = data.copy()
            for name, value in shown.items():
                self.data.setdefault(name, value)

    def clean(self) -> dict[str, Any]:
        """Keep what another operator has changed since the page was opened; ask if both did."""
        cleaned = super().clean()
        for name in self.RENAMED:
            now, shown = self.initial[name], self.add_initial_prefix(name)
            if name not in self.changed_data:
                cleaned[name] = now
            elif name in cleaned and now not in (self.data[shown], cleaned[name]):
                # So that saving again, with what is said now on the page, is meant.
                self.data[shown] = now
                sentence = _(
                    "Another operator has changed this to “%(now)s” since you opened the page. "
                    "Save again to replace that."
                )
                self.add_error(name, ValidationError(sentence, params={"now": now}))
        return cleaned

    def clean_moves(self) -> bool:
        """Ask whether another address is meant."""
        moves = bool(self.cleaned_data["moves"])
        if "subdomain" in self.changed_data and not moves:
            raise ValidationError(_("Tick this if you mean to change the address."))
        return moves

    def clean_owner_name(self) -> str:
        """Refuse a name without an address."""
        name = str(self.cleaned_data["owner_name"])
        if name and not (self.cleaned_data.get("owner_email") or "owner_email" in self.errors):
            self.add_error("owner_email", _("Enter their e-mail address."))
        return name

    def clean_subdomain(self) -> str:
        """Accept capitals."""
        return str(self.cleaned_data["subdomain"]).strip().lower()


class FindByEmailForm(ThrottledForm, forms.Form):
    """Ask for the address with which somebody signs in, to mail them where."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def refuse(self, error: TooManyTries) -> None:
        """Say that the client has to wait."""
        self.retry_after = error.retry_after
        sentence = _("Too many requests from this network. Try again in %(span)s.")
        self.add_error(None, str(sentence) % {"span": error.span})


class FindCompanyForm(forms.Form):
    """Ask for a company's address, as people type or paste it."""

    address = forms.CharField(
        label=_("Your company's address"),
        max_length=300,
        error_messages={"required": _("Enter your company's address, such as corgicafe.")},
    )

    def clean_address(self) -> str:
        """Reduce `https://Acme.example.com/login/` to `acme`; a company's own domain stays one."""
        address = re.sub(r"^[a-z][a-z0-9+.-]*://", "", self.cleaned_data["address"].strip().lower())
        host = re.split(r"[/?#:]", address, maxsplit=1)[0].rstrip(".")
        label = host.removesuffix(f".{settings.BASE_DOMAIN}")
        try:
            if label == host and "." in host:
                return normalise_domain(host)
            validate_subdomain(label)
        except ValidationError as error:
            raise ValidationError(
                _(
                    "“%(typed)s” is not a company's address. Enter one word, such as corgicafe: "
                    "the first part of the link in your invitation."
                ),
                params={"typed": host or address},
            ) from error
        return label
