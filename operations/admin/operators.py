from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import password_validation
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import addresses, throttle
from accounts.devices.listing import end_others
from accounts.exceptions import AccountsError, AddressReserved
from accounts.factors import managing
from accounts.factors.checking import FACTORS
from accounts.fields import normalise_email
from accounts.forms import password_field
from accounts.models import Authenticator, SecurityEvent, User
from accounts.requests import Site, SiteRequest, client_of
from accounts.security import alerts, log
from accounts.security.events import Event
from accounts.sessions import end_sessions
from operations import acts
from operations.admin.changelists import StrictListAdmin
from operations.admin.stepping_up import ConfirmedAdmin
from tenants.resolver import PUBLIC_SITE

if TYPE_CHECKING:
    _UserAdmin = UserAdmin[Any]  # the stubs want an AbstractUser, with groups
    _CreationForm = BaseUserCreationForm[User]
    _PasswordForm = AdminPasswordChangeForm[User]
    _ModelForm = ModelForm[User]
else:
    _UserAdmin, _CreationForm, _PasswordForm = (
        UserAdmin,
        BaseUserCreationForm,
        AdminPasswordChangeForm,
    )


class OperatorCreationForm(_CreationForm):
    """Create an operator with a password."""

    password1 = password_field(
        _("Password"), help_text=password_validation.password_validators_help_text_html()
    )
    password2 = password_field(_("Repeat the password"))

    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        """Refuse an address that another operator may still take back."""
        email = normalise_email(self.cleaned_data["email"])
        try:
            addresses.refuse_reserved(email, user_id=None)
        except AddressReserved as error:
            raise ValidationError(str(error)) from None
        return email


class OperatorPasswordForm(_PasswordForm):
    """Set an operator's password, as another operator."""

    password1 = OperatorCreationForm.declared_fields["password1"]
    password2 = OperatorCreationForm.declared_fields["password2"]

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        # Without Django's choice to remove the password, by which nobody could sign in.
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True


@admin.register(User)
class OperatorAdmin(ConfirmedAdmin, StrictListAdmin, _UserAdmin):
    """Manage the operators. They are deactivated, not deleted: the admin's log refers to them."""

    add_form = OperatorCreationForm
    change_password_form = OperatorPasswordForm
    change_user_password_template = "operations/operator_password.html"  # noqa: S105 - no secret
    list_display = ("email", "name", "is_active", "second_factor", "last_login")
    actions = ("unlock", "remove_second_factor")
    list_filter = ("is_active",)
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "password", "is_active")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Add whether each operator has a second factor."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"), kind__in=FACTORS)
        operators: QuerySet[User] = super().get_queryset(request)
        return operators.annotate(has_factor=Exists(factors))

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, user: Any) -> bool:
        """Return whether the operator has one."""
        return bool(user.has_factor)

    @admin.action(description=_("Remove the second factor of the selected operators"))
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Remove it from operators who lost their device, but never one's own."""
        by, client = cast("User", request.user), client_of(request)
        # In one order, because the rows are locked until all are done.
        users = list(queryset.exclude(pk=by.pk).order_by("pk"))
        removed = [
            user
            for user in users
            if managing.remove_all(user, site=PUBLIC_SITE, by=by, client=client)
        ]
        for user in removed:
            self.log_change(request, user, "Removed the second factor.")
        sentence = ngettext(
            "Removed from %(n)d operator. Change yours under “Sign-in and devices”.",
            "Removed from %(n)d operators. Change yours under “Sign-in and devices”.",
            len(removed),
        )
        self.message_user(request, sentence % {"n": len(removed)})

    @admin.action(description=_("Unlock the sign-in of the selected operators"))
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Forget the wrong passwords that are counted against them."""
        users = list(queryset)
        for user in users:
            throttle.unlock(user.email)
            log.record(Event.UNLOCKED, request=request, user=user)
        sentence = ngettext(
            "%(n)d operator can try to sign in again now.",
            "%(n)d operators can try to sign in again now.",
            len(users),
        )
        self.message_user(request, sentence % {"n": len(users)})

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Make the dates read-only, and on one's own page all but the name."""
        own = ["email", "own_pages", "is_active"] if _is_own(request, obj) else []
        return ["last_login", "date_joined", *own]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Replace the password on one's own page by the links to the pages that ask for it."""
        if not _is_own(request, obj):
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("email", "name", "own_pages", "is_active")}), self.fieldsets[1])

    @admin.display(description=_("address and password"))
    def own_pages(self, user: User) -> SafeString:
        """Link to the pages on which operators change their own, for which they show the old."""
        return format_html(
            '<a href="{}">{}</a>, <a href="{}">{}</a>',
            reverse("address-change"),
            _("Change your address"),
            reverse("password-change"),
            _("change your password"),
        )

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False: operators are deactivated instead."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: "_ModelForm", change: bool) -> None:
        """Save the user as an operator; end the sessions of one who was deactivated.

        A new address has to be confirmed by a link, and until then the old one stays.
        """
        obj.is_staff = True
        if change and "email" in form.changed_data:
            new_address, obj.email = obj.email, form.initial["email"]
            self._ask(request, obj, new_address)
        super().save_model(request, obj, form, change)
        if change and not obj.is_active and "is_active" in form.changed_data:
            end_sessions(obj)
        if not change:
            self._tell_others(request, log.record(Event.OPERATOR_ADDED, request=request, user=obj))
        elif changes := acts.changes(form, "name", "is_active"):
            event = log.record(Event.OPERATOR_CHANGED, request=request, user=obj, detail=changes)
            if "is_active" in changes:
                self._tell_others(request, event)
                alerts.tell(event, to=obj.email, name=obj.name, site=_site(request))

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - as Django names it
        form_url: str = "",
    ) -> HttpResponse:
        """Set another operator's password, and tell them; one's own has a page of its own."""
        before = self.get_object(request, unquote(id))
        if _is_own(request, before):
            return redirect("password-change")
        response = super().user_change_password(request, id, form_url)
        after = self.get_object(request, unquote(id))
        if before and after and before.password != after.password:
            end_others(after, current=None)
            event = log.record(Event.PASSWORD_CHANGED, request=request, user=after)
            alerts.tell(event, to=after.email, name=after.name, site=_site(request))
        return response

    def _ask(self, request: HttpRequest, user: User, email: str) -> None:
        actor, client = cast("User", request.user), client_of(request)
        try:
            addresses.ask(user, email, by=actor, client=client, site=_site(request))
        except AccountsError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            sentence = _(
                "%(old)s stays the address until the link in the e-mail to %(new)s is used."
            ) % {"old": user.email, "new": email}
            self.message_user(request, sentence)

    def _tell_others(self, request: HttpRequest, event: SecurityEvent) -> None:
        others = User.objects.filter(is_staff=True, is_active=True)
        for other in others.exclude(pk__in=[event.actor_id, event.user_id]).order_by("pk"):
            alerts.tell(event, to=other.email, name=other.name, site=_site(request))


def _is_own(request: HttpRequest, obj: Model | None) -> bool:
    return obj is not None and obj.pk == request.user.pk


def _site(request: HttpRequest) -> Site:
    return cast("SiteRequest", request).site


# django.contrib.auth registers groups, which are not used here.
admin.site.unregister(Group)
