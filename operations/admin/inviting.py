"""The page on which operators make a link with which somebody signs a company up."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.factors.stepping_up import redirect_to_confirm
from accounts.security import log
from accounts.security.events import Event
from operations.signup.invitations import DAYS, MOST_DAYS, invite
from tenants.models import Tenant


class InvitationForm(forms.Form):
    """Ask whom to invite, and for how long."""

    required_css_class = "required"

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy(
            "Gets the link at once, and only this address can use it. If empty, you pass it on."
        ),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Valid for days"), initial=DAYS, min_value=1, max_value=MOST_DAYS
    )


def invite_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show the form, and then the link, which is shown once and not stored."""
    if asked := redirect_to_confirm(request):
        return asked
    form = InvitationForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        **site.each_context(request),
        "opts": Tenant._meta,
        "title": _("Invite a company to sign up"),
        "form": form,
        "is_off": settings.SIGNUP == "off",
    }
    if form.is_valid() and not context["is_off"]:
        email, days = form.cleaned_data["email"], form.cleaned_data["days"]
        context["invitation"] = invite(email, days=days, now=timezone.now())
        log.record(Event.COMPANY_INVITED, request=request)
    return render(request, "operations/invite_company.html", context)
