"""The error pages, none of which asks the database anything."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Seconds after which a client may try again when the database is away.
RETRY_AFTER = 5


def page(request: HttpRequest, status: int, template: str = "", reason: str = "") -> HttpResponse:
    """Render an error page."""
    context = {"reason": reason, "request_id": request.META.get("REQUEST_ID", "")}
    name = template or f"errors/{status}.html"
    # Without the request no context processor runs: user and messages would ask the database.
    response = render(None, name, context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 with the sentence that the refusing code gave."""
    return page(request, 403, reason=str(exception) if exception.args else "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, with no word on whether the thing exists elsewhere."""
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 if the database is away or too busy."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = page(request, 503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    return page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form that is stale or came from elsewhere."""
    return page(request, 403, "errors/csrf.html")
