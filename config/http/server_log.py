"""gunicorn's own log lines, without what a client has sent.

gunicorn logs requests that it cannot parse, with the request line and the client's address, and
those that fail outside Django, with the path and the query: these may contain one-time links.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from typing import Any

from gunicorn.glogging import Logger

_INVALID = re.compile(r"(?s)Invalid request from ip=.*?: (.*)")
# gunicorn quotes what it could not read after a colon or in quotation marks.
_QUOTED = re.compile(r"(?s)[:'\"].*")
# Errors of our own code at the start, whose text is needed.
_OWN = ("Exception in worker process", "Unhandled exception in main loop")


class ServerLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's logger with ServerLogFilter; `logger_class` in config/gunicorn.py."""

    def setup(self, cfg: Any) -> None:
        """Configure the logs as gunicorn does, and add the filter."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log, logging.getLogger("gunicorn.http.wsgi")):
            if not any(isinstance(one, ServerLogFilter) for one in log.filters):
                log.addFilter(ServerLogFilter())


class ServerLogFilter(logging.Filter):
    """Remove request lines, headers, paths, queries and addresses; keep the kind of error."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten messages, arguments and tracebacks, and keep the record."""
        if record.name == "gunicorn.access":
            return False
        message = str(record.msg)
        if invalid := _INVALID.fullmatch(message):
            record.msg, record.args = f"Invalid request: {_QUOTED.sub('', invalid[1])}", ()
        elif message.startswith("Error handling request"):
            record.msg, record.args = "Error handling request", ()
        elif isinstance(record.args, tuple):
            record.args = tuple(_kind(value) for value in record.args)
        if record.exc_info and not message.startswith(_OWN):
            _shorten_traceback(record, record.exc_info[1])
        return True


def _shorten_traceback(record: logging.LogRecord, error: BaseException | None) -> None:
    record.exc_info = None
    if isinstance(error, TimeoutError):  # see PATIENCE in config/http/connection.py
        record.msg, record.args = "A client was too slow, and its connection was closed.", ()
    elif error:
        record.exc_text = "\n".join(_trace(error))


def _kind(value: object) -> object:
    """Return the kind of an error instead of its message, which quotes what could not be read."""
    return type(value).__name__ if isinstance(value, BaseException) else value


def _trace(error: BaseException) -> Iterator[str]:
    """Yield the lines of a traceback, causes first, with the kinds of the errors only."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        yield from _trace(cause)
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    yield type(error).__qualname__
