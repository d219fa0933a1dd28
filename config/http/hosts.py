"""The host is looked at before anything but the log line and /healthz, static files included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class HostMiddleware:
    """Refuses a host outside the base domain, whatever is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Raise DisallowedHost, which Django answers with our page for 400."""
        request.get_host()
        return self.get_response(request)
