"""Kiosks, as managers see them: list, pair, rename, revoke."""

from copy import copy
from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.company import locations
from timetracking.kiosk import guessing, pairing, refused_taps
from timetracking.kiosk.errors import KioskClosed
from timetracking.kiosk.forms import KioskForm
from timetracking.models import Kiosk, Location
from timetracking.web.guards import manager_required
from timetracking.web.loaders import load_kiosk
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods


@manager_required
@require_safe
def kiosk_list(request: StaffRequest) -> HttpResponse:
    """List the kiosks of my locations: paired ones, and those with an unused code."""
    kiosks = Kiosk.objects.seen_by(request.employee).select_related("location", "created_by")
    context = {
        "paired": kiosks.in_use().by_name(),
        "awaiting": kiosks.awaiting(timezone.now()).order_by("-pk"),
        "to_settle": refused_taps.waiting(request.employee).count(),
        "guessed": guessing.guessed(request.employee, now=timezone.now()),
        # Without any, the first kiosk of an owner brings one.
        "has_locations": Location.objects.seen_by(request.employee).open().exists()
        or (request.employee.is_owner and not Location.objects.exists()),
    }
    return render(request, "timetracking/kiosk/kiosks.html", context)


@manager_required
@form_methods
def kiosk_add(request: StaffRequest) -> HttpResponse:
    """Create a code that pairs a tablet, and show it once."""
    form = KioskForm(form_data(request), actor=request.employee)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        location = data["location"] if "location" in data else _first_location(request)
        try:
            kiosk, code = pairing.create_kiosk(
                data["name"],
                location,
                manager=request.employee,
                by=author(request),
                now=timezone.now(),
            )
        except KioskClosed as error:
            form.add_error("location", str(error))
        else:
            return _code_page(request, kiosk, code)
    status = 422 if form.is_bound else 200
    has_locations = Location.objects.seen_by(request.employee).open().exists()
    makes_location = not has_locations and "location" not in form.fields
    context = {
        "form": form,
        "kiosk": None,
        "has_locations": has_locations or makes_location,
        "new_location": request.site.name if makes_location else "",
    }
    return render(request, "timetracking/kiosk/kiosk_form.html", context, status=status)


def _first_location(request: StaffRequest) -> Location:
    """Add a location with the company's name, where everyone works: a kiosk needs one."""
    location = Location(name=request.site.name[:80])
    return locations.save(location, by=author(request), with_everyone=True)


def _code_page(request: StaffRequest, kiosk: Kiosk, code: str) -> HttpResponse:
    address = request.site.base_url + reverse("kiosk")
    context = {
        "kiosk": kiosk,
        "code": f"{code[:4]}-{code[4:]}",
        "address": address,
        "minutes": int(pairing.CODE_LIFE.total_seconds() // 60),
        "qr": _qr(f"{address}?{urlencode({'code': code})}"),
    }
    return render(request, "timetracking/kiosk/kiosk_code.html", context)


def _qr(text: str) -> str:
    """Return a QR code as a data URI, which the page's content security policy allows."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_data_uri(border=4, light="#fff", omitsize=True))


@manager_required
@form_methods
def kiosk_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Rename a kiosk; the page also links to its revocation."""
    kiosk = load_kiosk(request, pk)
    # A copy, because validation writes a refused name to it, and the page shows the current one.
    form = KioskForm(form_data(request), instance=copy(kiosk), actor=request.employee)
    if form.is_bound and form.is_valid():
        pairing.rename(kiosk, form.cleaned_data["name"], by=author(request))
        messages.success(
            request, _("%(name)s has been saved.") % {"name": form.cleaned_data["name"]}
        )
        return _redirect_to_list()
    status = 422 if form.is_bound else 200
    context = {"form": form, "kiosk": kiosk, "has_locations": True}
    return render(request, "timetracking/kiosk/kiosk_form.html", context, status=status)


@manager_required
@form_methods
def kiosk_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Revoke a kiosk, after confirmation."""
    kiosk = load_kiosk(request, pk)
    if request.method == "POST":
        pairing.revoke(kiosk, by=author(request), now=timezone.now())
        messages.success(request, _("%(name)s is no longer a kiosk.") % {"name": kiosk.name})
        return _redirect_to_list()
    return render(request, "timetracking/kiosk/kiosk_revoke.html", {"kiosk": kiosk})


def _redirect_to_list() -> HttpResponse:
    return HttpResponseRedirect(reverse("kiosks"), status=303)
