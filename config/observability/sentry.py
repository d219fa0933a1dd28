"""Errors for Sentry (SENTRY_DSN), without anything about people.

An event has the kinds of the errors, the lines of code, the route, the company and the request's
id, under which the log has the rest. It is written anew from a list of what may leave, so that a
new release of the SDK cannot add to it: no texts of errors (PostgreSQL quotes rows there), values
of variables, requests, users, cookies, addresses or SQL.
"""

import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.http.logs import method_of, request_id, route_of, slug_of
from tenants.context import get_current_tenant

# Whose messages, without arguments, are texts of our own code.
_OWN_LOGGERS = {
    "accounts",
    "config",
    "django",
    "operations",
    "shiftbook",
    "tenants",
    "timetracking",
}
_EVENT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk")
_FRAME = ("filename", "function", "module", "lineno", "in_app")
_SOURCE = ("context_line", "pre_context", "post_context")
# Also told to the SDK, so that it does not even gather what is left out below.
NOTHING: Any = {
    "user_info": False,
    "cookies": {"mode": "off"},
    "http_headers": {"request": {"mode": "off"}},
    "http_bodies": [],
    "url_query_params": {"mode": "off"},
    "database_query_data": False,
    "queues": False,
    "stack_frame_variables": False,
}
_TAGS = ("request_id", "company", "route", "method")


def start(dsn: str, environment: str) -> None:
    """Report errors to this address from now on; raise ImproperlyConfigured if it is none."""
    try:
        import sentry_sdk
        from sentry_sdk.integrations.atexit import AtexitIntegration
        from sentry_sdk.integrations.excepthook import ExcepthookIntegration
        from sentry_sdk.utils import BadDsn
    except ImportError as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but sentry-sdk is not installed. Install it with "
            "pip install --require-hashes -r requirements-sentry.txt."
        ) from error
    try:
        sentry_sdk.init(
            dsn,
            environment=environment,
            # Its integrations send requests, users and SQL; our handler sends what the log has.
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[
                ExcepthookIntegration(),
                AtexitIntegration(lambda pending, timeout: None),
            ],
            data_collection=NOTHING,
            include_local_variables=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            server_name="",
            send_client_reports=False,
            auto_session_tracking=False,
            before_send=without_people,
            before_send_transaction=lambda event, hint: None,
        )
    except BadDsn as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN is no address of a Sentry project. Copy it from the project's settings, "
            "such as https://KEY@HOST/1."
        ) from error


class SentryHandler(logging.Handler):
    """Sends records of errors. It comes before the handler that shortens their tracebacks."""

    def emit(self, record: logging.LogRecord) -> None:
        """Send the record, unless Sentry is off in this process."""
        try:
            self._send(record)
        except Exception:  # noqa: BLE001 - a report that cannot be made stops nothing
            self.handleError(record)

    def _send(self, record: logging.LogRecord) -> None:
        import sentry_sdk

        with sentry_sdk.new_scope() as scope:
            for name, value in _origin(record).items():
                scope.set_tag(name, value)
            if record.exc_info and record.exc_info[1]:
                scope.capture_exception(record.exc_info[1])
            else:
                is_ours = record.name.partition(".")[0] in _OWN_LOGGERS
                message = str(record.msg) if is_ours else "(not from our own code)"
                level: Any = record.levelname.lower()
                scope.capture_event(
                    {"level": level, "logger": record.name, "logentry": {"message": message}}
                )


def _origin(record: logging.LogRecord) -> dict[str, str]:
    request = getattr(record, "request", None)
    tenant = getattr(request, "tenant", None) or get_current_tenant()
    origin = {"request_id": request_id.get(), "company": slug_of(tenant)}
    return origin | ({"route": route_of(request), "method": method_of(request)} if request else {})


def without_people(event: Any, hint: Any) -> Any:
    """Return an event that has only what may leave; see the head of this file."""
    left = _only(event, _EVENT)
    left["tags"] = _only(event.get("tags") or {}, _TAGS)
    if message := (event.get("logentry") or {}).get("message"):
        left["logentry"] = {"message": message}
    if errors := (event.get("exception") or {}).get("values"):
        left["exception"] = {"values": [_error(one) for one in errors]}
    return left


def _error(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames") or []
    return {
        **_only(error, ("type", "module")),
        "mechanism": _only(error.get("mechanism") or {}, ("type", "handled")),
        "stacktrace": {"frames": [_only(frame, (*_FRAME, *_SOURCE)) for frame in frames]},
    }


def _only(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
