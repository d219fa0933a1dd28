"""DeviceMiddleware: ends operators' sessions that are past their limits, and notes use."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpResponse
from django.utils import timezone

from accounts.devices import limits
from accounts.requests import SiteRequest, client_address


class DeviceMiddleware:
    """Comes after AuthenticationMiddleware.

    A company's own limit is in its settings, so the product ends its sessions; see
    `timetracking.web.middleware`.
    """

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        """Respond, and note when the session was used."""
        now = timezone.now()
        if (
            getattr(request, "tenant", None) is None
            and request.user.is_authenticated
            and limits.has_ended(request.session, limits.for_operators(), now=now)
        ):
            logout(request)
        response = self.get_response(request)
        if response.status_code < 500:
            address = client_address(request) or ""
            limits.note_seen(request.session, address=address, now=now)
        return response
