"""Validation of the host, before anything else but logging, /healthz and the language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class HostMiddleware:
    """Refuse requests for hosts outside the base domain, including those for static files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Raise DisallowedHost, for which Django returns our 400 page."""
        # A port may be empty (RFC 3986), and Django refuses that.
        if host := request.META.get("HTTP_HOST"):
            request.META["HTTP_HOST"] = host.removesuffix(":")
        request.get_host()
        return self.get_response(request)
