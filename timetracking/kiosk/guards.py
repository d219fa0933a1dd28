"""Decorators that admit devices to the kiosk's own pages."""

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
    """Admit only the script of a paired tablet, whether or not someone is signed in there.

    Responses are in the company's language, unless a view answers a person in theirs. The kiosk's
    cookie is checked by no other decorator, so a tablet is admitted nowhere else.
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
                # The script needs JSON, not an error page.
                return JsonResponse({"refusal": str(refusal)}, status=403)

    return login_not_required(guarded)


def tablet_page(view: F) -> F:
    """Admit any device: the page pairs it, or is an empty frame without personal data."""
    return login_not_required(view)
