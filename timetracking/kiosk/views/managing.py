"""The managers' side of the kiosks: pair, rename, revoke, and what came late and was refused."""

from copy import copy
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.kiosk import pairing as devices
from timetracking.kiosk import refused_taps as inbox
from timetracking.kiosk.errors import KioskClosed
from timetracking.kiosk.forms import KioskForm
from timetracking.kiosk.pairing import CODE_LIFE
from timetracking.models import Kiosk, Location, Punch, zone_at
from timetracking.web.guards import manager_required
from timetracking.web.loaders import load_kiosk, load_refused_tap
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target


@manager_required
@require_safe
def kiosk_list(request: StaffRequest) -> HttpResponse:
    """List the paired tablets of my locations, and those that wait for their code."""
    mine = Kiosk.objects.seen_by(request.employee).select_related("location", "created_by")
    context = {
        "paired": mine.in_use().order_by("location__name", "name", "pk"),
        "awaiting": mine.awaiting(timezone.now()).order_by("-pk"),
        "to_settle": inbox.waiting(request.employee).count(),
        "has_locations": Location.objects.seen_by(request.employee).open().exists(),
    }
    return render(request, "timetracking/kiosk/kiosks.html", context)


@manager_required
@form_methods
def kiosk_add(request: StaffRequest) -> HttpResponse:
    """Make a code for a tablet, and show it this once."""
    form = KioskForm(form_data(request), actor=request.employee)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            kiosk, code = devices.offer(
                said["name"],
                said["location"],
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
    context = {"form": form, "kiosk": None, "has_locations": has_locations}
    return render(request, "timetracking/kiosk/kiosk_form.html", context, status=status)


def _code_page(request: StaffRequest, kiosk: Kiosk, code: str) -> HttpResponse:
    address = request.site.base_url + reverse("kiosk")
    context = {
        "kiosk": kiosk,
        "code": f"{code[:4]}-{code[4:]}",
        "address": address,
        "minutes": int(CODE_LIFE.total_seconds() // 60),
        "qr": _qr(f"{address}?{urlencode({'code': code})}"),
    }
    return render(request, "timetracking/kiosk/kiosk_code.html", context)


def _qr(text: str) -> str:
    """Draw a QR code as the address of an image that is its own: the page's policy allows those."""
    drawn = segno.make(text, error="m", micro=False)
    return str(drawn.svg_data_uri(border=4, light="#fff", omitsize=True))


@manager_required
@form_methods
def kiosk_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Rename a kiosk; from here it can be revoked too."""
    kiosk = load_kiosk(request, pk)
    # A copy, because validation writes into it what may be refused, and the page shows the name.
    form = KioskForm(form_data(request), instance=copy(kiosk), actor=request.employee)
    if form.is_bound and form.is_valid():
        devices.rename(kiosk, form.cleaned_data["name"], by=author(request))
        messages.success(request, _("Saved: %(name)s.") % {"name": form.cleaned_data["name"]})
        return _back_to_list()
    status = 422 if form.is_bound else 200
    context = {"form": form, "kiosk": kiosk, "has_locations": True}
    return render(request, "timetracking/kiosk/kiosk_form.html", context, status=status)


@manager_required
@form_methods
def kiosk_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask whether; then the tablet is a kiosk no more, from its next request on."""
    kiosk = load_kiosk(request, pk)
    if request.method == "POST":
        devices.revoke(kiosk, by=author(request), now=timezone.now())
        messages.success(request, _("%(name)s is no kiosk any more.") % {"name": kiosk.name})
        return _back_to_list()
    return render(request, "timetracking/kiosk/kiosk_revoke.html", {"kiosk": kiosk})


@dataclass(frozen=True)
class Late:
    """One refused tap, with the zone of the clocks where it was."""

    punch: Punch
    zone: tzinfo


@manager_required
@require_safe
def kiosk_inbox(request: StaffRequest) -> HttpResponse:
    """List the taps of people I may see that came late and were refused."""
    waiting = inbox.waiting(request.employee).select_related("employee", "kiosk__location")
    rows = [
        Late(punch, zone_at(punch.kiosk.location if punch.kiosk else None, request.company.zone))
        for punch in waiting.order_by("employee__name", "employee", "pk")
    ]
    return render(request, "timetracking/kiosk/kiosk_inbox.html", {"rows": rows})


@manager_required
@form_target("kiosk-inbox")
def kiosk_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that I have dealt with one."""
    inbox.settle(load_refused_tap(request, pk), by=author(request), now=timezone.now())
    messages.success(request, _("Dealt with."))
    return HttpResponseRedirect(reverse("kiosk-inbox"), status=303)


def _back_to_list() -> HttpResponse:
    return HttpResponseRedirect(reverse("kiosks"), status=303)
