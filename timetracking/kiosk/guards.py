"""Which device is admitted to the kiosk's own pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation

from timetracking.base.errors import NotAllowed
from timetracking.kiosk.errors import NotPaired
from timetracking.kiosk.requests import KioskRequest, kiosk_of
from timetracking.web.guards import F, P, View

KioskView = Callable[Concatenate[KioskRequest, P], HttpResponse]


def kiosk_required(view: "KioskView[P]") -> "View[P]":
    """Admit a paired tablet, whoever may be signed in there; what asks is a script, not a person.

    It is answered in the company's language.
    A tablet is admitted nowhere else: the other decorators know nothing of its cookie.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        kiosk = kiosk_of(request)
        if kiosk is None:
            return JsonResponse({"paired": False, "refusal": str(NotPaired())}, status=403)
        kiosk_request = cast("KioskRequest", request)
        kiosk_request.kiosk = kiosk
        with translation.override(kiosk_request.company.language):
            try:
                return view(kiosk_request, *args, **kwargs)
            except NotAllowed as refusal:
                # A page would be of no use to the script.
                return JsonResponse({"refusal": str(refusal)}, status=403)

    return login_not_required(guarded)


def tablet_page(view: F) -> F:
    """Admit any device: the page pairs it, or is a frame without a word about anyone."""
    return login_not_required(view)
