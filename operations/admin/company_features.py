"""The page on which an operator switches features of a company on and off."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.factors.stepping_up import redirect_to_confirm
from operations.features import switching
from operations.features.known import Feature
from operations.features.switching import Standing
from tenants.exceptions import TenantError
from tenants.models import Tenant

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Tenant]
else:
    _Admin = admin.ModelAdmin


class FeatureForm(forms.Form):
    """A tick for each feature without a value, and a number for each other: empty is off.

    What the operator does not change stays, also if somebody else has changed it meanwhile.
    """

    def __init__(self, standings: list[Standing], data: Any = None) -> None:
        super().__init__(data)
        self.features = {_field_name(one.feature): one.feature for one in standings}
        for one in standings:
            self.fields[_field_name(one.feature)] = _field(one)

    def clean(self) -> dict[str, Any]:
        """Have each number judged by its feature."""
        for name, feature in self.features.items():
            text = self.cleaned_data.get(name)
            if feature.unit and text:
                try:
                    feature.value(text)
                except ValidationError as error:
                    self.add_error(name, error)
        return self.cleaned_data

    def chosen(self) -> tuple[dict[str, str | None], list[str]]:
        """Return what is to be switched on, with its value, and off."""
        on: dict[str, str | None] = {}
        off: list[str] = []
        for name in self.changed_data:
            feature, value = self.features[name], self.cleaned_data[name]
            if value:
                on[feature.name] = value if feature.unit else None
            else:
                off.append(feature.name)
        return on, off


def _field_name(feature: Feature) -> str:
    return feature.name.replace("-", "_")


def _field(standing: Standing) -> forms.Field:
    feature, value = standing.feature, standing.value
    common: dict[str, Any] = {
        "label": f"{feature.name} ({feature.unit})" if feature.unit else feature.name,
        "help_text": feature.what,
        "required": False,
        "show_hidden_initial": True,
    }
    if not feature.unit:
        return forms.BooleanField(initial=value is not None, **common)
    if standing.used:
        used = _("In use: %(used)s.") % {"used": standing.used}
        common["help_text"] = f"{feature.what} {used}"
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    initial = "" if value is None else str(value)
    return forms.CharField(initial=initial, max_length=20, widget=widget, **common)


def edit(model_admin: _Admin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the features, and switch what was changed."""
    if asked := redirect_to_confirm(request):
        return asked
    tenant = get_object_or_404(Tenant, pk=pk)
    form = FeatureForm(switching.standings(tenant), request.POST or None)
    if form.is_valid() and _switch(model_admin, request, tenant, form):
        return redirect("admin:tenants_tenant_overview", pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Features of %(name)s") % {"name": tenant.name},
        "opts": model_admin.opts,
        "tenant": tenant,
        "form": form,
    }
    return TemplateResponse(request, "operations/features.html", context)


def _switch(model_admin: _Admin, request: HttpRequest, tenant: Tenant, form: FeatureForm) -> bool:
    on, off = form.chosen()
    try:
        changes = switching.change(tenant, on=on, off=off, request=request)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    except (TenantError, DatabaseError) as error:
        form.add_error(None, str(error))
        return False
    for sentence in switching.sentences(changes):
        model_admin.message_user(request, sentence)
    if changes:
        model_admin.log_change(request, tenant, "Changed features.")
    else:
        model_admin.message_user(request, _("Nothing was changed."), messages.INFO)
    return True
