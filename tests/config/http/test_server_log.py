"""gunicorn's own log lines contain nothing that a client has sent."""

import logging
import sys

import pytest
from gunicorn.config import Config
from gunicorn.http import errors

from config.http.server_log import ServerLogFilter, ServerLogger

LINK = "/password/reset/very-secret-token/?x=\xff"
SECRETS = ("very-secret-token", "198.51.100.7", "ana@acme.example", "2001:db8", "Ana")


def line(name: str, level: int, message: str, *args: object, error: Exception | None = None) -> str:
    """Return the line that is written, "" for none."""
    info = None
    if error is not None:
        try:
            try:
                raise KeyError(SECRETS[2])
            except KeyError as cause:
                raise error from cause
        except Exception:  # noqa: BLE001
            info = sys.exc_info()
    attributes = {"name": name, "levelno": level, "msg": message, "args": args, "exc_info": info}
    record = logging.makeLogRecord(attributes)
    if not ServerLogFilter().filter(record):
        return ""
    return logging.Formatter("%(message)s").format(record)


@pytest.mark.parametrize(
    "error",
    [
        errors.InvalidRequestLine(f"GET {LINK} HTTP/1.1"),
        errors.InvalidRequestMethod("Ana"),
        errors.InvalidHTTPVersion(LINK),
        errors.InvalidHeader(f"Cookie: {LINK}"),
        errors.InvalidHeaderName("Ana"),
        errors.ObsoleteFolding("Ana"),
        errors.ExpectationFailed("ana@acme.example"),
        errors.InvalidProxyLine(LINK),
        errors.InvalidProxyHeader("Ana"),
        errors.ForbiddenProxyRequest("198.51.100.7"),
        errors.UnsupportedTransferCoding("Ana"),
        errors.InvalidChunkSize(b"Ana"),
        errors.ConfigurationProblem(LINK),
        errors.LimitRequestLine(5000, 4094),
        errors.LimitRequestHeaders("limit request headers fields"),
    ],
)
@pytest.mark.parametrize("address", ["198.51.100.7", "2001:db8::1", ""])
def test_a_request_that_cannot_be_parsed(error: Exception, address: str) -> None:
    said = line("gunicorn.error", logging.WARNING, f"Invalid request from ip={address}: {error}")
    assert said.startswith("Invalid request: ")
    assert len(said) > len("Invalid request: ")
    assert not any(secret in said for secret in SECRETS)


def test_a_request_that_fails_outside_django() -> None:
    said = line(
        "gunicorn.error",
        logging.ERROR,
        "Error handling request %s %s",
        "GET",
        LINK,
        error=LookupError(f"'hex' is not a text encoding: {LINK} Ana"),
    )
    assert said.startswith("Error handling request\nTraceback")
    assert "in line" in said  # of this file: where it happened
    assert "KeyError" in said
    assert said.endswith("LookupError")
    assert not any(secret in said for secret in SECRETS)


def test_the_bytes_of_a_client_that_left() -> None:
    left = errors.NoMoreData(LINK.encode())
    said = line("gunicorn.error", logging.DEBUG, "Ignored premature disconnection. %s", left)
    assert said == "Ignored premature disconnection. NoMoreData"


def test_a_slow_client_is_one_line() -> None:
    said = line("gunicorn.error", logging.ERROR, "Socket error.", error=TimeoutError("timed out"))
    assert said == "A client was too slow, and its connection was closed."


def test_an_error_at_the_start_keeps_its_text() -> None:
    problem = ImportError("no module named psycopg")
    said = line("gunicorn.error", logging.ERROR, "Exception in worker process", error=problem)
    assert "no module named psycopg" in said


def test_paths_are_not_written_to_an_access_log_either() -> None:
    assert line("gunicorn.access", logging.INFO, "GET %s", LINK) == ""


def test_the_filter_is_there_once_however_often_gunicorn_configures_its_log() -> None:
    config = Config()
    logger = ServerLogger(config)
    logger.setup(config)
    for log in (logger.error_log, logger.access_log):
        assert sum(isinstance(one, ServerLogFilter) for one in log.filters) == 1
