"""The operator's admin pages for companies."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.requests import client_of
from accounts.security.events import Event
from operations import acts
from operations.admin import (
    cloning,
    company_domains,
    company_features,
    company_page,
    company_support,
)
from operations.admin.changelists import StrictListAdmin
from operations.admin.company_actions import CompanyActions
from operations.admin.company_filters import STATES, StateFilter
from operations.admin.company_list import UNKNOWN, CompanyList, by, figures
from operations.admin.inviting import invite_page
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
class CompanyAdmin(CompanyActions, ConfirmedAdmin, StrictListAdmin, _Admin):
    """Add, list and rename companies."""

    list_display = [
        *("name", "slug", "state", "owner", "people", "active", "last_tap", "last_backup"),
        *("failed_jobs", "size", "address"),
    ]
    list_per_page = 50
    list_filter = [StateFilter]
    search_fields = ["name", "slug", "subdomain", "main_domain"]
    list_max_show_all = 100  # all can be ticked: DATA_UPLOAD_MAX_NUMBER_FIELDS is 200

    @admin.display(description=gettext_lazy("address"), ordering="subdomain")
    def address(self, tenant: Tenant) -> SafeString:
        """Link to the company; the first part of its host is enough of a name here."""
        return format_html('<a href="{}/">{}</a>', tenant.base_url, tenant.subdomain)

    @admin.display(description=gettext_lazy("state"), ordering="is_active")
    def state(self, tenant: Tenant) -> str:
        """Return whether it is served, in words."""
        return str(STATES[tenant.state].label)

    @admin.display(description=gettext_lazy("owner"))
    def owner(self, tenant: Tenant) -> str:
        """Return the first owner by name, and how many more there are."""
        found = figures(tenant)
        if found is None:
            return UNKNOWN
        more = f" + {found.more_owners}" if found.more_owners else ""
        return f"{found.owner}{more}" if found.owner else _("nobody")

    @admin.display(description=gettext_lazy("people"), ordering=by("measured_people"))
    def people(self, tenant: Tenant) -> int | str:
        """Return how many are on the staff list."""
        found = figures(tenant)
        return UNKNOWN if found is None else found.people

    @admin.display(description=gettext_lazy("active in 30 days"), ordering=by("measured_active"))
    def active(self, tenant: Tenant) -> int | str:
        """Return how many of them have worked lately."""
        found = figures(tenant)
        return UNKNOWN if found is None else found.active

    @admin.display(description=gettext_lazy("last tap (UTC)"), ordering=by("measured_tap"))
    def last_tap(self, tenant: Tenant) -> str:
        """Return when somebody last clocked in or out."""
        found = figures(tenant)
        if found is None:
            return UNKNOWN
        return f"{found.last_tap:%Y-%m-%d %H:%M}" if found.last_tap else _("never")

    @admin.display(
        description=gettext_lazy("last verified backup (UTC)"), ordering=by("last_backup")
    )
    def last_backup(self, tenant: Tenant) -> str:
        """Return of when the newest backup is that was restored on trial."""
        taken_at = getattr(tenant, "last_backup", None)
        return f"{taken_at:%Y-%m-%d %H:%M}" if taken_at else _("never")

    @admin.display(description=gettext_lazy("failed e-mails and jobs"), ordering=by("failed_jobs"))
    def failed_jobs(self, tenant: Tenant) -> SafeString | int:
        """Return how many were given up after too many tries, as a link to them."""
        number = getattr(tenant, "failed_jobs", 0)
        if not number:
            return 0
        return format_html('<a href="{}">{}</a>', reverse("admin:jobs_job_changelist"), number)

    @admin.display(description=gettext_lazy("size on disk"), ordering=by("measured_bytes"))
    def size(self, tenant: Tenant) -> str:
        """Return what its tables took in the last measurement."""
        size = getattr(tenant, "measured_bytes", None)
        return UNKNOWN if size is None else filesizeformat(size)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say what is listed: a company is looked at more often than changed."""
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CompanyList]:
        """Use the list that reads the figures of its page."""
        return CompanyList

    def get_urls(self) -> list[URLPattern]:
        """Add the pages for invitations, and those of a company."""
        site = self.admin_site
        return [
            path(route, site.admin_view(view), name=f"tenants_tenant_{name}")
            for route, view, name in (
                ("invite/", partial(invite_page, site=site), "invite"),
                ("<int:pk>/overview/", partial(company_page.show, self), "overview"),
                ("<int:pk>/features/", partial(company_features.edit, self), "features"),
                ("<int:pk>/support/", partial(company_support.ask, self), "support"),
                ("<int:pk>/domains/", partial(company_domains.show, self), "domains"),
                ("<int:pk>/clone/", partial(cloning.clone_page, self), "clone"),
            )
        ] + super().get_urls()

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
        return [
            *("name", "slug", "subdomain", "moves"),
            *("state", "created_at", "owner_email", "owner_name"),
        ]

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

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer no second company with the button that saves the first."""
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Tenant) -> HttpResponseRedirect:
        """Lead to the page of the new company."""
        return redirect("admin:tenants_tenant_overview", obj.pk)

    def response_post_save_change(self, request: HttpRequest, obj: Tenant) -> HttpResponseRedirect:
        """Lead back to the page of the company."""
        return redirect("admin:tenants_tenant_overview", obj.pk)

    def save_model(self, request: HttpRequest, obj: Tenant, form: _Form, change: bool) -> None:
        """Save through the lifecycle services."""
        email = form.cleaned_data["owner_email"]
        if change:
            as_read = Tenant.objects.get(pk=obj.pk)
            as_read.name, as_read.subdomain = form.initial["name"], form.initial["subdomain"]
            lifecycle.update_tenant(as_read, name=obj.name, subdomain=obj.subdomain)
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
            self.message_user(request, _("We sent an invitation to %(email)s.") % {"email": email})

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
