"""The page on which operators make a copy of a company for trials."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.factors.stepping_up import redirect_to_confirm
from accounts.names import NameFormField
from operations.admin.backing_up import FAILURES
from operations.admin.too_large import LARGEST, is_too_large
from operations.backups import cloning
from operations.backups.cloning import Wish
from operations.basics import refuse_half_an_owner
from operations.forms import NewSlugField
from tenants.backups.description import size_of
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Tenant]
else:
    _Admin = admin.ModelAdmin

# On disk; each row of the copy gets a line in its trail, which takes longest.
LARGEST_COPY = LARGEST // 5


class CloneForm(forms.Form):
    """Ask for the slug of the copy, and whom to invite."""

    required_css_class = "required"

    slug = NewSlugField(
        label=gettext_lazy("Slug of the copy"),
        help_text=gettext_lazy("Names its schema and its address, such as acme_trial."),
    )
    owner_email = forms.CharField(
        label=gettext_lazy("Owner's e-mail"),
        required=False,
        max_length=254,
        validators=[validate_email],
        help_text=gettext_lazy(
            "Invited at once as the first owner. If empty, nobody can sign in yet."
        ),
    )
    owner_name = NameFormField(label=gettext_lazy("Owner's name"), required=False, max_length=120)

    def clean(self) -> dict[str, object]:
        """Ask for the name with the address."""
        refuse_half_an_owner(self)
        return self.cleaned_data


def clone_page(model_admin: _Admin, request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a copy has, and make it; name the command for a large company."""
    if asked := redirect_to_confirm(request):
        return asked
    tenant = get_object_or_404(Tenant.objects.present(), pk=pk)
    size, command = size_of(tenant.schema_name), f"clone_tenant {tenant.slug} NEW"
    if is_too_large(model_admin, request, tenant.name, size, LARGEST_COPY, command):
        return redirect("admin:tenants_tenant_overview", pk)
    form = CloneForm(request.POST or None)
    if form.is_valid() and (copy := _clone(request, tenant, form)):
        model_admin.log_change(request, tenant, "Copied.")
        sentence = _("%(name)s is ready, with the hours of %(original)s and other people.")
        model_admin.message_user(request, sentence % {"name": copy.name, "original": tenant.name})
        return redirect("admin:tenants_tenant_overview", copy.pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Copy %(name)s for trials?") % {"name": tenant.name},
        "opts": model_admin.opts,
        "tenant": tenant,
        "form": form,
    }
    return TemplateResponse(request, "operations/clone_company.html", context)


def _clone(request: HttpRequest, tenant: Tenant, form: CloneForm) -> Tenant | None:
    original = Tenant.objects.using(OWNER_ALIAS).get(pk=tenant.pk)
    try:
        return cloning.clone(original, Wish(**form.cleaned_data), request=request)
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
    except FAILURES as error:
        form.add_error(None, f"{error} {_('Nothing was changed.')}")
    return None
