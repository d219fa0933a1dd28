"""Addresses of earlier releases, which lead to where their pages are now."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

# Each old address with the new one. A query stays.
MOVED = (
    (r"/team/", "/today/"),
    (r"/employees/", "/people/"),
    (r"/employees/add/", "/people/add/"),
    (r"/employees/(\d+)/", r"/people/\1/details/"),
    (
        r"/employees/(\d+)/(invite|unlock|deactivate|second-factor|reactivate|pin|shifts/add)/",
        r"/people/\1/\2/",
    ),
    (r"/timesheet/(\d+)/", r"/people/\1/"),
    (r"/kiosks/inbox/", "/approvals/"),
)
_PATTERNS = [(re.compile(old), new) for old, new in MOVED]


def new_address(path: str) -> str:
    """Return where the page of an old address is now, "" if the address is not an old one."""
    for old, new in _PATTERNS:
        if match := old.fullmatch(path):
            return match.expand(new)
    return ""


class MovedMiddleware:
    """Redirects old addresses on a company's host; a form that was open is sent again.

    Place it behind the middleware that finds the company. It needs no sign-in: it says nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirect for good, or respond as usual."""
        target = new_address(request.path) if getattr(request, "tenant", None) else ""
        if not target:
            return self.get_response(request)
        query = request.META.get("QUERY_STRING", "")
        response = HttpResponsePermanentRedirect(f"{target}?{query}" if query else target)
        if request.method not in {"GET", "HEAD"}:
            # Unlike 301, it lets browsers send the form again, with what was typed.
            response.status_code = 308
        return response
