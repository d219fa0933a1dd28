"""Validation of the host, before anything else but logging, /healthz and the language."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from tenants import resolver


class HostMiddleware:
    """Refuse requests for hosts that are not ours, including those for static files.

    Ours are the base domain with what is below it, as ALLOWED_HOSTS says, and the domains of
    companies that are verified at this moment, which no setting can list.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Raise DisallowedHost, for which Django returns our 400 page."""
        # A port may be empty (RFC 3986), and Django refuses that.
        if host := request.META.get("HTTP_HOST"):
            request.META["HTTP_HOST"] = host.removesuffix(":")
        try:
            request.get_host()
        except DisallowedHost:
            host = request.META.get("HTTP_HOST", "")
            if not resolver.is_served(host):
                raise
            # For this request alone: what Django's own checks of origins and redirects ask later.
            request.get_host = partial(str, host)
        return self.get_response(request)
