"""Late taps that were refused, for managers to deal with."""

from dataclasses import dataclass
from datetime import tzinfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.names import alphabetical
from timetracking.kiosk import refused_taps
from timetracking.models import Punch, zone_at
from timetracking.web.guards import manager_required
from timetracking.web.loaders import load_refused_tap
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_target

PER_PAGE = 50


@dataclass(frozen=True)
class RefusedTap:
    """A refused tap, with the time zone of its location."""

    punch: Punch
    zone: tzinfo


@manager_required
@require_safe
def refused_tap_list(request: StaffRequest) -> HttpResponse:
    """List the refused late taps of people whom I may see, `?page=` by page."""
    waiting = refused_taps.waiting(request.employee).select_related("employee", "kiosk__location")
    taps = Paginator(waiting.order_by(alphabetical("employee__name"), "employee", "pk"), PER_PAGE)
    page = taps.get_page(request.GET.get("page"))
    rows = [
        RefusedTap(
            punch, zone_at(punch.kiosk.location if punch.kiosk else None, request.company.zone)
        )
        for punch in page
    ]
    return render(request, "timetracking/kiosk/kiosk_inbox.html", {"rows": rows, "page": page})


@manager_required
@form_target("kiosk-inbox")
def refused_tap_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that I have dealt with a refused tap."""
    punch = load_refused_tap(request, pk)
    refused_taps.settle(punch, by=author(request), now=timezone.now())
    messages.success(request, _("Marked as resolved."))
    return HttpResponseRedirect(reverse("kiosk-inbox"), status=303)
