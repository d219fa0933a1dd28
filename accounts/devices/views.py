"""The devices on which one is signed in, and how they are signed out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.devices.listing import end_device, end_others
from accounts.requests import SignedInRequest
from accounts.security import log
from accounts.security.events import Event
from accounts.sessions import end_other_sessions


@login_required
@require_POST
def device_end(request: SignedInRequest) -> HttpResponse:
    """Sign one of my devices out; `device` is its ref on the page."""
    if device := end_device(request.user, request.POST.get("device", "")):
        log.record(Event.SESSIONS_ENDED, request=request, detail={"device": device.name})
        messages.success(request, _("That device has been signed out."))
    else:
        messages.info(request, _("That device was already signed out."))
    return HttpResponseRedirect(reverse("security"), status=303)


@login_required
@require_POST
def devices_end(request: SignedInRequest) -> HttpResponse:
    """Sign all my devices out except this one."""
    number = end_others(request.user, current=request.session.session_key)
    # Links that were mailed and sign-ins between two steps end as well.
    end_other_sessions(request, request.user)
    log.record(Event.SESSIONS_ENDED, request=request, detail={"count": number})
    sentence = ngettext(
        "%d other device has been signed out.", "%d other devices have been signed out.", number
    )
    messages.success(request, sentence % number)
    return HttpResponseRedirect(reverse("security"), status=303)
