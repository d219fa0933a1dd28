"""Headers that Django or a library fails to read: taken away before anything parses them."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

# Set in the WSGI environment of a request whose Content-Type was taken away.
REFUSED = "shiftbook.refused_content_type"

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - the grammar of RFC 9110
_MEDIA_TYPE = re.compile(rf"[ \t]*{_TOKEN}/{_TOKEN}[ \t]*")
# Without "*" in names: RFC 2231 brings character sets and continuations of its own.
_PARAMETER = re.compile(
    r""";[ \t]*([!#$%&'+.^_`|~0-9A-Za-z-]+)=("[^"\\\x00-\x1f\x7f]*"|[^\x00-\x20\x7f";,]+)[ \t]*"""
)
_CHARSETS = {"utf-8", "utf8", "us-ascii", "ascii"}

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class ContentTypeGuard:
    """A WSGI application in front of Django's, which reads the Content-Type before all middleware.

    Django decodes the query and the form with whatever codec the header names, and Python has
    codecs that are not for text ("hex"), or that always fail ("undefined").
    """

    def __init__(self, application: WsgiApplication) -> None:
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Take an unacceptable Content-Type away and mark the request; BodyMiddleware refuses."""
        if not is_acceptable(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = ""
            environ[REFUSED] = True
        return self.application(environ, start_response)


def is_acceptable(content_type: str) -> bool:
    """Tell whether a Content-Type is well-formed and names no charset but UTF-8 or ASCII."""
    if not content_type.strip():
        return True
    found = _MEDIA_TYPE.match(content_type)
    while found and found.end() < len(content_type):
        if content_type[found.end() :].strip(" \t;") == "":
            break
        found = _PARAMETER.match(content_type, found.end())
        if found and found[1].lower() == "charset" and found[2].strip('"').lower() not in _CHARSETS:
            return False
    return found is not None


class CurrentUrlMiddleware:
    """Take away an HX-Current-URL that is not an address; reading it would raise ValueError."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Remove the header if django-htmx cannot read it, and pass the request on."""
        try:
            _ = HtmxDetails(request).current_url_abs_path
        except ValueError:
            del request.META["HTTP_HX_CURRENT_URL"]
            request.__dict__.pop("headers", None)  # Django's copy of META, made at its first use
        return self.get_response(request)
