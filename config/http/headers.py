"""The headers of every response, and a page for empty 405 responses."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.middleware.security import SecurityMiddleware

from config.http.errors import page

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)


class HeadersMiddleware(SecurityMiddleware):
    """Django's security headers on every response, and the browser features that we do not use.

    It comes before /healthz and the check of the host, whose responses need the headers too.
    Django's own middleware comes after these, because it redirects to the request's host.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.redirect = False

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Add the headers that the response does not have yet."""
        response = super().process_response(request, response)
        self._spare_neighbours(request, response)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not response.streaming:
            # CommonMiddleware runs inside the transaction and is skipped if that fails.
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    def _spare_neighbours(self, request: HttpRequest, response: HttpResponse) -> None:
        """Ask for https below our own domain only: what is below a company's domain is its own."""
        host, _ = split_domain_port(request.META.get("HTTP_HOST") or request.META["SERVER_NAME"])
        if "Strict-Transport-Security" in response and not validate_host(
            host, settings.ALLOWED_HOSTS
        ):
            response.headers["Strict-Transport-Security"] = f"max-age={self.sts_seconds}"


class MethodMiddleware:
    """Give empty 405 responses a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response or, for an empty 405, a page with its Allow header."""
        response = self.get_response(request)
        # WhiteNoise's 405 for a static file is a stream, and empty as well.
        if response.status_code == 405 and (response.streaming or not response.content):
            error_page = page(request, 405)
            error_page.headers["Allow"] = response.headers["Allow"]
            response = error_page
        return response
