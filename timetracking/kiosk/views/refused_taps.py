"""Late taps that were refused, for managers to deal with; they are listed in Approvals."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from timetracking.kiosk import refused_taps
from timetracking.web.back import came_from
from timetracking.web.guards import manager_required
from timetracking.web.loaders import load_refused_tap
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_target


@manager_required
@form_target("approvals")
def refused_tap_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that I have dealt with a refused tap."""
    punch = load_refused_tap(request, pk)
    refused_taps.settle(punch, by=author(request), now=timezone.now())
    messages.success(request, _("Marked as resolved."))
    return HttpResponseRedirect(came_from(request) or reverse("approvals"), status=303)
