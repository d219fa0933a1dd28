"""The page on which an operator asks for support access to a company."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.factors.stepping_up import redirect_to_confirm
from operations import support
from tenants.models import Tenant

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Tenant]
else:
    _Admin = admin.ModelAdmin


class SupportForm(forms.Form):
    """Asks why, and for how long."""

    required_css_class = "required"

    reason = forms.CharField(
        label=_("Reason"),
        min_length=10,
        max_length=300,
        help_text=_("The owners read it in their e-mail and in the security log."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[(15, _("15 minutes")), (60, _("1 hour")), (240, _("4 hours"))],
    )


def ask(model_admin: _Admin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form and, when it is sent, the link to the company's host."""
    if asked := redirect_to_confirm(request):
        return asked
    tenant = get_object_or_404(Tenant, pk=pk)
    form, link = SupportForm(request.POST or None), ""
    if form.is_valid():
        span = timedelta(minutes=form.cleaned_data["minutes"])
        reason = " ".join(form.cleaned_data["reason"].split())
        try:
            link = support.open_access(
                tenant, request=request, reason=reason, span=span, now=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Support access to %(name)s") % {"name": tenant.name},
        "opts": model_admin.opts,
        "tenant": tenant,
        "form": form,
        "link": link,
    }
    return TemplateResponse(request, "operations/support.html", context)
