"""The page on which an operator gives a company domains of its own."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.factors.stepping_up import redirect_to_confirm
from operations.domains import acting, wording
from operations.domains.errors import NotProven
from operations.domains.proving import record_of
from tenants.domains import find
from tenants.exceptions import TenantError
from tenants.models import Domain, Tenant

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Tenant]
else:
    _Admin = admin.ModelAdmin

_REFUSALS = (ValidationError, TenantError, NotProven)


class DomainForm(forms.Form):
    """Asks for a domain."""

    domain = forms.CharField(
        label=gettext_lazy("Domain"),
        max_length=253,
        widget=forms.TextInput(
            attrs={"class": "vTextField", "inputmode": "url", "autocapitalize": "none"}
        ),
        help_text=gettext_lazy(
            "A host name that belongs to the company, such as zeit.cafe-azul.es."
        ),
    )


def show(model_admin: _Admin, request: HttpRequest, pk: int) -> HttpResponse:
    """List a company's domains with what is to be done for each, and do what is asked for."""
    if asked := redirect_to_confirm(request):
        return asked
    tenant = get_object_or_404(Tenant, pk=pk)
    form = DomainForm(request.POST if request.POST.get("act") == "add" else None)
    if form.is_bound:
        if form.is_valid() and _added(model_admin, request, tenant, form):
            return HttpResponseRedirect(request.path)
    elif request.method == "POST":
        act, name = request.POST.get("act", ""), request.POST.get("domain", "")
        question = None if "sure" in request.POST else _question(tenant, act, name)
        if question is not None:
            asked_about = {"question": question, "title": f"{question['ask']}?"}
            return _page(model_admin, request, tenant, asked_about)
        _do(model_admin, request, tenant, act, name)
        return HttpResponseRedirect(request.path)
    domains = Domain.objects.filter(company=tenant)
    context = {"form": form, "rows": [_row(tenant, domain) for domain in domains]}
    return _page(model_admin, request, tenant, context)


def _page(
    model_admin: _Admin, request: HttpRequest, tenant: Tenant, context: dict[str, Any]
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Domains of %(name)s") % {"name": tenant.name},
        "opts": model_admin.opts,
        "tenant": tenant,
        **context,
    }
    return TemplateResponse(request, "operations/domains.html", context)


def _row(tenant: Tenant, domain: Domain) -> dict[str, Any]:
    return {
        "name": domain.name,
        "standing": wording.standing(tenant, domain),
        "is_verified": domain.verified_at is not None,
        "is_main": domain.name == tenant.main_domain,
        "is_gone": wording.is_gone(domain),
        "checked_at": domain.checked_at,
        "problem": wording.last_problem(domain),
        "pointing": wording.pointing(domain),
        "record": record_of(domain),
    }


def _added(model_admin: _Admin, request: HttpRequest, tenant: Tenant, form: DomainForm) -> bool:
    try:
        domain = acting.add(tenant, form.cleaned_data["domain"], request=request)
    except ValidationError as error:
        form.add_error("domain", error)
        return False
    except TenantError as error:
        form.add_error("domain", str(error))
        return False
    model_admin.log_change(request, tenant, f"Added the domain {domain.name}.")
    said = _("%(domain)s is added. Create the record below, and then verify it.")
    model_admin.message_user(request, said % {"domain": domain.name})
    return True


def _question(tenant: Tenant, act: str, name: str) -> dict[str, Any] | None:
    """Return what to ask before an act that people of the company notice; None for others."""
    if act not in ("main", "not_main", "remove"):
        return None
    try:
        domain = find(tenant, name)
    except _REFUSALS:  # acting says why
        return None
    if act == "remove":
        ask, meaning = _("Remove %(domain)s"), wording.removal(tenant, domain)
    elif act == "main":
        ask, meaning = _("Make %(domain)s the main address"), str(wording.MOVE)
    else:
        ask, meaning = _("Make %(host)s the main address"), wording.way_back(tenant)
    names = {"domain": domain.name, "host": tenant.own_host}
    return {"ask": ask % names, "meaning": meaning, "act": act, "name": domain.name}


def _do(model_admin: _Admin, request: HttpRequest, tenant: Tenant, act: str, name: str) -> None:
    try:
        if act == "verify":
            acting.verify(tenant, name, request=request)
            said, note = _("The record is there: %(domain)s is verified."), "Verified"
        elif act in ("main", "not_main"):
            acting.make_main(tenant, name if act == "main" else "", request=request)
            said, note = _("The main address is %(host)s now."), "Changed the main address with"
        elif act == "remove":
            acting.remove(tenant, name, request=request)
            said, note = _("%(domain)s is removed."), "Removed"
        else:
            return
    except _REFUSALS as error:
        texts = error.messages if isinstance(error, ValidationError) else [str(error)]
        model_admin.message_user(request, " ".join(texts), messages.ERROR)
    else:
        model_admin.log_change(request, tenant, f"{note} the domain {name}.")
        model_admin.message_user(request, said % {"domain": name, "host": tenant.host})
