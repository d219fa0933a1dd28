"""Logging: one line per request, an id on every line, and no personal data."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

from tenants.context import get_current_tenant

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}

logger = logging.getLogger("shiftbook.request")
request_id: ContextVar[str] = ContextVar("request_id", default="-")


def configuration(style: str, *, sentry: bool = False) -> dict[str, Any]:
    """Return the LOGGING setting: standard error, with "text" or "json" lines, and maybe Sentry."""
    reports = {"class": "config.observability.sentry.SentryHandler", "level": "ERROR"}
    counter = {"class": "config.observability.errors.ErrorCounter", "level": "ERROR"}
    fields = ["%(asctime)s", "%(levelname)s", "%(name)s", "[%(request_id)s]", "%(message)s"]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "origin": {"()": OriginFilter},
            "discretion": {"()": DiscretionFilter},
        },
        "formatters": {
            "text": {"format": " ".join(fields)},
            "json": {"()": JsonFormatter, "fmt": " ".join([*fields, "%(tenant)s"])},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["origin", "discretion"],
                "formatter": style,
            },
        }
        | {"counter": counter}
        | ({"sentry": reports} if sentry else {}),
        # stderr last: its filter takes the error away from the record.
        "root": {
            "handlers": ["counter", *(["sentry"] if sentry else []), "stderr"],
            "level": "WARNING",
        },
        "loggers": {
            "shiftbook": {"level": "INFO"},
            "tenants": {"level": "INFO"},
            # Requests are logged by our own middleware; this one logs the tracebacks of errors.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "CRITICAL"},
            # It warns of every response to HEAD, whose body it leaves out.
            "gunicorn.http.wsgi": {"level": "ERROR"},
        },
    }


# The errors of mail servers contain the refused address.
_ADDRESS = re.compile(r"[^\s@'\"<>(){}\[\]]+@[^\s@'\"<>(){}\[\]]+")


def _without_addresses(value: object) -> object:
    if isinstance(value, str | Exception) and _ADDRESS.search(str(value)):
        return _ADDRESS.sub("(address)", str(value))
    return value


class OriginFilter(logging.Filter):
    """Add the id of the current request and the company to every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add both and keep the record."""
        record.request_id = request_id.get()
        if not hasattr(record, "tenant"):
            request = getattr(record, "request", None)
            record.tenant = slug_of(getattr(request, "tenant", None) or get_current_tenant())
        return True


class DiscretionFilter(logging.Filter):
    """Remove personal data: paths, e-mail addresses, values that PostgreSQL quotes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace paths by routes, remove addresses and DETAIL lines, and keep the record."""
        if isinstance(record.args, tuple):
            record.args = tuple(_without_addresses(value) for value in record.args)
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(
                route_of(request) if value == request.path else value for value in record.args
            )
        if record.exc_info:
            text = logging.Formatter().formatException(record.exc_info)
            # PostgreSQL quotes the row there: an e-mail address, a name, a note.
            text = re.sub(r"(?m)^.*\b(DETAIL|CONTEXT):.*$", r"\1: (removed)", text)
            record.exc_text = _ADDRESS.sub("(address)", text)
            record.exc_info = None
        return True


class RequestLogMiddleware:
    """Log method, route, status, duration and tenant. The outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the request's id, serve the request and log it."""
        token = request_id.set(_incoming_id(request) or uuid.uuid4().hex)
        request.META["REQUEST_ID"] = request_id.get()
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
            _log(request, response.status_code, (time.perf_counter() - started) * 1000)
            return response
        finally:
            request_id.reset(token)


def _incoming_id(request: HttpRequest) -> str:
    """Return the id that a trusted proxy sent, if it looks like one; a stranger may send a name."""
    header = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
    return header if re.fullmatch(r"[0-9A-Fa-f-]{16,64}", header) else ""


def route_of(request: HttpRequest) -> str:
    """Return the URL pattern that matched, without values."""
    match = request.resolver_match
    return f"/{match.route}" if match else "(no route)"


def method_of(request: HttpRequest) -> str:
    """Return the method, if it is one that HTTP knows."""
    return request.method if request.method in _METHODS else "(other)"


def slug_of(tenant: Any) -> str:
    """Return the company's slug, or a dash on the base domain and outside all companies."""
    return tenant.slug if tenant else "-"


def _log(request: HttpRequest, status: int, milliseconds: float) -> None:
    # The route, never the path: paths contain one-time links and anything a stranger types.
    route, method = route_of(request), method_of(request)
    slug = slug_of(getattr(request, "tenant", None))
    logger.info(
        "%s %s %d %.1fms tenant=%s",
        method,
        route,
        status,
        milliseconds,
        slug,
        extra={
            "method": method,
            "route": route,
            "status": status,
            "duration_ms": round(milliseconds, 1),
            "tenant": slug,
        },
    )
