"""The operator's admin pages for companies, which cannot be deleted here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.requests import client_of
from accounts.security.events import Event
from operations import acts
from operations.admin.changelists import StrictListAdmin
from operations.admin.confirming import confirmed
from operations.admin.stepping_up import ConfirmedAdmin
from operations.basics import FIRST_FACTS
from operations.forms import TenantAddForm, TenantChangeForm
from operations.owners import invite_owner
from tenants import lifecycle
from tenants.exceptions import TenantError
from tenants.models import Tenant

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Tenant]
    _Form = ModelForm[Tenant]
else:  # Django's own classes take no type at run time
    _Admin, _Form = admin.ModelAdmin, ModelForm

_REFUSAL = "_provisioning_refusal"


@admin.register(Tenant)
class CompanyAdmin(ConfirmedAdmin, StrictListAdmin, _Admin):
    """Add, list, rename, suspend and resume companies."""

    list_display = ["name", "slug", "address", "state", "created_at"]
    list_filter = ["is_active"]
    search_fields = ["name", "slug", "subdomain"]
    list_max_show_all = 100  # all can be ticked: DATA_UPLOAD_MAX_NUMBER_FIELDS is 200
    actions = ["suspend", "resume"]

    @admin.display(description="address", ordering="subdomain")
    def address(self, tenant: Tenant) -> SafeString:
        """Link to the company."""
        return format_html('<a href="{0}/">{0}</a>', tenant.base_url)

    @admin.display(description="state", ordering="is_active")
    def state(self, tenant: Tenant) -> str:
        """Return "served" or "suspended"."""
        return "served" if tenant.is_active else "suspended"

    def has_delete_permission(self, request: HttpRequest, obj: Tenant | None = None) -> bool:
        """Return False: a mistaken click must not delete a company."""
        return False

    def get_form(
        self, request: HttpRequest, obj: Tenant | None = None, change: bool = False, **kwargs: Any
    ) -> type[_Form]:
        """Use a form of its own for adding, and show why the engine refused the data."""
        base = TenantAddForm if obj is None else TenantChangeForm
        form = type(base.__name__, (base,), {"refusal": getattr(request, _REFUSAL, "")})
        return form if obj is None else super().get_form(request, obj, change, form=form, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Tenant | None = None) -> list[Any]:
        """List the form's fields."""
        if obj is None:
            return ["name", "slug", "subdomain", *FIRST_FACTS]
        return ["name", "slug", "subdomain", "state", "created_at", "owner_email", "owner_name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Tenant | None = None) -> list[str]:
        """Make fields read-only that never change or are changed by an action."""
        return [] if obj is None else ["slug", "state", "created_at"]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the submitted form again with the engine's message if the engine refuses it."""
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except (TenantError, ValidationError) as error:
            messages = error.messages if isinstance(error, ValidationError) else [str(error)]
            setattr(request, _REFUSAL, " ".join(messages))
            return super().changeform_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Tenant, form: _Form, change: bool) -> None:
        """Save through the lifecycle services."""
        email = form.cleaned_data["owner_email"]
        if change:
            lifecycle.update_tenant(obj, name=obj.name, subdomain=obj.subdomain)
            if email:
                author = acts.operator_name(request)
                name = form.cleaned_data["owner_name"]
                invite_owner(obj, email, name, operator=author, client=client_of(request))
                acts.record(request, Event.OWNER_INVITED, obj)
            # After the invitation, which may refuse and so undo the change.
            if changes := acts.changes(form, "name", "subdomain"):
                acts.record_in_both(request, Event.COMPANY_CHANGED, obj, changes)
        else:
            self._provision(request, obj, form)
            acts.record(request, Event.COMPANY_ADDED, obj)
        if email:
            self.message_user(request, f"We sent an invitation to {email}.")

    def _provision(self, request: HttpRequest, obj: Tenant, form: _Form) -> None:
        facts = {fact: form.cleaned_data[fact] for fact in FIRST_FACTS}
        author = {"operator": acts.operator_name(request), "client": client_of(request)}
        new_tenant = lifecycle.provision_tenant(
            slug=obj.slug,
            name=obj.name,
            subdomain=obj.subdomain,
            first_facts=facts | author,
        )
        obj.__dict__.update(new_tenant.__dict__)

    @admin.action(description="Suspend the selected companies")
    @confirmed("Suspend", is_active=True)
    def suspend(self, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
        """Suspend the selected companies that are served."""
        for tenant in tenants:
            lifecycle.suspend_tenant(tenant)
            acts.record_in_both(request, Event.COMPANY_SUSPENDED, tenant)
            self.log_change(request, tenant, "Suspended.")
        self.message_user(request, f"{len(tenants)} suspended. Resume brings them back unchanged.")

    @admin.action(description="Resume the selected companies")
    @confirmed("Resume", is_active=False)
    def resume(self, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
        """Resume the selected companies that are suspended."""
        for tenant in tenants:
            lifecycle.resume_tenant(tenant)
            acts.record_in_both(request, Event.COMPANY_RESUMED, tenant)
            self.log_change(request, tenant, "Resumed.")
        self.message_user(request, f"{len(tenants)} served again.")
