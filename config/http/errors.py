"""The error pages, which do not use the database."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Seconds after which a client may try again while the database is unavailable.
RETRY_AFTER = 5


def page(request: HttpRequest, status: int, template: str = "", reason: str = "") -> HttpResponse:
    """Render an error page."""
    context = {"reason": reason, "request_id": request.META.get("REQUEST_ID", "")}
    name = template or f"errors/{status}.html"
    # Without the request no context processor runs: those for user and messages use the database.
    response = render(None, name, context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return a 400 page."""
    return page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return a 403 page with the exception's message."""
    return page(request, 403, reason=str(exception) if exception.args else "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return a 404 page that does not show whether the object exists elsewhere."""
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return a 500 page, or a 503 page if the database is unavailable or overloaded."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = page(request, 503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    return page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return a 403 page for a form without a valid CSRF token."""
    return page(request, 403, "errors/csrf.html")
