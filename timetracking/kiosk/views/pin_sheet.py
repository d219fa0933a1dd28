"""A sheet with PINs for many people, to print and cut up."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from timetracking.kiosk.forms import PinSheetForm
from timetracking.kiosk.pin_sheets import MOST_PINS, set_random_pins
from timetracking.web.guards import manager_required
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods

_SESSION = "pin_sheet"


@manager_required
@form_methods
def pin_sheet(request: StaffRequest) -> HttpResponse:
    """Ask for whom, then set the PINs and show them: once, and nowhere else.

    Each page can be sent once: reloading the sheet sends it again, and sets no PIN.
    """
    form = PinSheetForm(form_data(request), actor=request.employee)
    if not (form.is_bound and form.is_valid()):
        if not form.is_bound:
            form.initial["ticket"] = request.session[_SESSION] = uuid4().hex
        status = 422 if form.is_bound else 200
        context = {"form": form, "most": MOST_PINS}
        return render(request, "timetracking/kiosk/pin_sheet_form.html", context, status=status)
    if request.session.pop(_SESSION, None) != form.cleaned_data["ticket"]:
        sentence = _("That sheet was shown once and is not kept. Choose who gets a new PIN.")
        messages.warning(request, sentence)
        return HttpResponseRedirect(reverse("pin-sheet"), status=303)
    slips, left_out = set_random_pins(
        form.cleaned_data["people"], by=author(request), replaces=form.cleaned_data["replaces"]
    )
    context = {
        "slips": slips,
        "left_out": left_out,
        "at": timezone.now(),
        "address": request.site.base_url.partition("://")[2],
    }
    return render(request, "timetracking/kiosk/pin_sheet.html", context)
