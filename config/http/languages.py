"""The language of pages that do not belong to a company: the chosen one, or the browser's."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageMiddleware:
    """Activate, for this request only, the language of the cookie, or the best that is accepted.

    Django's LocaleMiddleware leaves the language active on the thread: the next visitor's error
    page would use it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Respond in the visitor's language, and add it to the Vary header of pages."""
        with translation.override(translation.get_language_from_request(request)):
            response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response
