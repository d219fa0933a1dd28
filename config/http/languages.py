"""In which language a visitor reads, until their company says so: that of their browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageMiddleware:
    """Activates, for this request alone, the best of our languages that the browser asks for.

    Django's own stands inside the pages that need a host and a company, and leaves its choice on
    the thread; the next visitor's error page would be in it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the visitor's language, and say that pages depend on it."""
        with translation.override(translation.get_language_from_request(request)):
            response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Accept-Language"])
        return response
