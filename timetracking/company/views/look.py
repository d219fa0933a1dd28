"""The page on which owners choose a logo and a colour."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.base.errors import NoStorage
from timetracking.company import look as services
from timetracking.company.colours import shades
from timetracking.company.errors import LookChanged
from timetracking.company.forms.look import AccentForm, LogoForm
from timetracking.models import CompanySettings
from timetracking.web.guards import owner_required
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_target


@owner_required
@require_safe
def look(request: StaffRequest) -> HttpResponse:
    """Show the company's colour and logo, with forms to change them."""
    return _page(request)


@owner_required
@form_target("look")
def look_accent(request: StaffRequest) -> HttpResponse:
    """Save the accent colour."""
    form = AccentForm(request.POST)
    if not form.is_valid():
        return _page(request, accent_form=form, status=422)
    accent, seen = form.cleaned_data["accent"], form.cleaned_data["seen"]
    try:
        services.choose_accent(accent, by=author(request), seen=seen)
    except LookChanged as refusal:
        return _page(request, refusal=str(refusal), status=409)
    messages.success(request, _("Colour saved.") if accent else _("The standard colour is back."))
    return _back()


@owner_required
@form_target("look")
def look_logo(request: StaffRequest) -> HttpResponse:
    """Save a new logo."""
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, logo_form=form, status=422)
    return _choose_logo(request, form.cleaned_data["logo"], form.cleaned_data["seen"])


@owner_required
@form_target("look")
def look_logo_remove(request: StaffRequest) -> HttpResponse:
    """Remove the logo."""
    return _choose_logo(request, b"", request.POST.get("seen", ""))


def _choose_logo(request: StaffRequest, logo: bytes, seen: str) -> HttpResponse:
    try:
        services.choose_logo(logo, by=author(request), seen=seen)
    except (LookChanged, NoStorage) as refusal:
        return _page(request, refusal=str(refusal), status=409)
    messages.success(request, _("Logo saved.") if logo else _("Logo removed."))
    return _back()


def _page(
    request: StaffRequest,
    *,
    accent_form: AccentForm | None = None,
    logo_form: LogoForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    # Not request.company, which was read before the forms were.
    company = CompanySettings.objects.get()
    accent, logo = company.accent, company.logo_digest
    context = {
        "accent_form": accent_form or AccentForm(initial={"accent": accent, "seen": accent}),
        "logo_form": logo_form or LogoForm(initial={"seen": logo}),
        "stored": company,
        "shades": shades(accent) if accent else None,
        "refusal": refusal,
    }
    return render(request, "timetracking/company/look.html", context, status=status)


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("look"), status=303)
