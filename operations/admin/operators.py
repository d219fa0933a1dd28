from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth import password_validation
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import throttle
from accounts.factors import managing
from accounts.factors.checking import FACTORS
from accounts.forms import password_field
from accounts.models import Authenticator, User
from accounts.sessions import end_sessions
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
    password2 = password_field(_("Password again"))

    class Meta:
        model = User
        fields = ("email", "name")


class OperatorPasswordForm(_PasswordForm):
    """Set an operator's password, as another operator."""

    password1 = OperatorCreationForm.declared_fields["password1"]
    password2 = OperatorCreationForm.declared_fields["password2"]


@admin.register(User)
class OperatorAdmin(ConfirmedAdmin, StrictListAdmin, _UserAdmin):
    """Manage the operators. They are deactivated, not deleted: the admin's log refers to them."""

    add_form = OperatorCreationForm
    change_password_form = OperatorPasswordForm
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

    @admin.display(description="second factor", boolean=True)
    def second_factor(self, user: Any) -> bool:
        """Return whether the operator has one."""
        return bool(user.has_factor)

    @admin.action(description="Remove the second factor of the selected operators")
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Remove it from operators who lost their device, but never one's own."""
        users = [user for user in queryset if user.pk != request.user.pk]
        by = str(request.user)
        removed = [user for user in users if managing.remove_all(user, site=PUBLIC_SITE, by=by)]
        for user in removed:
            self.log_change(request, user, "Removed the second factor.")
        self.message_user(request, f"Removed from {len(removed)}. Your own stays: see Sign-in.")

    @admin.action(description="Unlock the sign-in of the selected operators")
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Forget the wrong passwords that are counted against them."""
        emails = list(queryset.values_list("email", flat=True))
        for email in emails:
            throttle.unlock(email)
        self.message_user(request, f"{len(emails)} can try to sign in again at once.")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Make the dates read-only, and `is_active` on one's own page."""
        is_self = obj is not None and obj.pk == request.user.pk
        return ["last_login", "date_joined", *(["is_active"] if is_self else [])]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False: operators are deactivated instead."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: "_ModelForm", change: bool) -> None:
        """Save the user as an operator; end the sessions of one who was deactivated."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)
        if change and not obj.is_active and "is_active" in form.changed_data:
            end_sessions(obj)


# django.contrib.auth registers groups, which are not used here.
admin.site.unregister(Group)
