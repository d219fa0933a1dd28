"""The Permissions-Policy header, and a page for empty 405 responses."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.http.errors import page

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)


class HeadersMiddleware:
    """Disable browser features that our pages do not use, and give empty 405s a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response with its headers and, for a 405, a page."""
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            error_page = page(request, 405)
            error_page.headers["Allow"] = response.headers["Allow"]
            response = error_page
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not response.streaming:
            # CommonMiddleware runs inside the transaction and is skipped if that fails.
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response
