"""What neither Django nor a library gives a response: a header, and a page for an empty 405."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.http.errors import page

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)


class HeadersMiddleware:
    """Withdraws from our pages what they never use of a browser, and leaves none without words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Complete the response."""
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            dressed = page(request, 405)
            dressed.headers["Allow"] = response.headers["Allow"]
            response = dressed
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not response.streaming:
            # CommonMiddleware stands inside the transaction, and is passed by when that one fails.
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response
