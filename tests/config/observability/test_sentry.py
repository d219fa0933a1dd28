"""What Sentry gets of an error: kinds, code, route and company, and nothing about people."""

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError
from django.test import RequestFactory
from sentry_sdk.transport import Transport

from accounts.models import User
from config.http import logs
from config.observability import sentry
from tenants.models import Tenant

DSN = "https://key@sentry.example/1"
CANARY = "anna-canary"


class Sent(Transport):
    """A transport that keeps what would be sent."""

    envelopes: list[Any] = []

    def capture_envelope(self, envelope: Any) -> None:
        """Keep it."""
        self.envelopes.append(envelope)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Report errors to a list instead of a server."""
    init = sentry_sdk.init
    hook = sys.excepthook
    monkeypatch.setattr(Sent, "envelopes", [])
    monkeypatch.setattr(sentry_sdk, "init", lambda *a, **k: init(*a, transport=Sent(), **k))
    sentry.start(DSN, "example.com")
    yield Sent.envelopes
    init()
    sys.excepthook = hook


def handle(record: logging.LogRecord) -> None:
    handler = sentry.SentryHandler(level=logging.ERROR)
    handler.handle(record)


def the_event(sent: list[Any]) -> dict[str, Any]:
    (envelope,) = sent
    event: dict[str, Any] = envelope.get_event()
    return event


def test_an_error_in_a_request_has_code_route_and_company_and_no_person(
    in_acme: Tenant, sent: list[Any]
) -> None:
    request = RequestFactory().post(
        f"/invitation/{CANARY}/?q={CANARY}",
        {"name": CANARY},
        headers={"cookie": f"sessionid={CANARY}", "x-forwarded-for": "203.0.113.7"},
    )
    request.user = User(email=f"{CANARY}@acme.example")
    request.tenant = in_acme  # type: ignore[attr-defined]
    secret = CANARY
    try:
        try:
            raise IntegrityError(f"DETAIL:  Key (email)=({secret}@acme.example) exists.")
        except IntegrityError as error:
            raise ValueError(f"not for {secret}") from error
    except ValueError:
        handle(
            logging.makeLogRecord(
                {
                    "name": "django.request",
                    "levelno": logging.ERROR,
                    "levelname": "ERROR",
                    "msg": "%s: %s",
                    "args": ("Internal Server Error", request.path),
                    "request": request,
                    "exc_info": sys.exc_info(),
                }
            )
        )
    event = the_event(sent)
    kinds = [one["type"] for one in event["exception"]["values"]]
    assert kinds == ["IntegrityError", "ValueError"]
    frame = event["exception"]["values"][-1]["stacktrace"]["frames"][-1]
    assert (
        frame["function"]
        == test_an_error_in_a_request_has_code_route_and_company_and_no_person.__name__
    )
    assert "vars" not in frame
    assert event["tags"] == {
        "request_id": "-",
        "company": "acme_test",
        "route": "(no route)",
        "method": "POST",
    }
    for caught in event["exception"]["values"]:
        for one in caught["stacktrace"]["frames"]:  # lines of this test, which names the canary
            for lines in ("pre_context", "context_line", "post_context"):
                del one[lines]
    text = json.dumps(event)
    for personal in (CANARY, "203.0.113.7", "acme.example", "DETAIL", "sessionid", "not for"):
        assert personal not in text


def test_a_message_has_no_arguments_and_only_ours_its_words(sent: list[Any]) -> None:
    logger = logging.getLogger("shiftbook.test")
    handle(logger.makeRecord("shiftbook.test", 40, "", 0, "Not sent to %s.", (CANARY,), None))
    handle(logger.makeRecord("elsewhere", 40, "", 0, f"Not for {CANARY}", (), None))
    first, second = (envelope.get_event() for envelope in sent)
    assert first["logentry"] == {"message": "Not sent to %s."}
    assert second["logentry"] == {"message": "(not from our own code)"}
    assert CANARY not in json.dumps([first, second])


def test_whatever_the_sdk_adds_to_an_event_is_left_out() -> None:
    frames = [{"function": "view", "vars": {"name": CANARY}, "abs_path": f"/home/{CANARY}"}]
    left = sentry.without_people(
        {
            "event_id": "e1",
            "level": "error",
            "request": {"data": CANARY, "cookies": CANARY, "headers": {"A": CANARY}},
            "user": {"email": CANARY, "ip_address": CANARY},
            "extra": {"sys.argv": [CANARY]},
            "contexts": {"any": {"x": CANARY}},
            "breadcrumbs": {"values": [{"message": f"SELECT '{CANARY}'"}]},
            "modules": {CANARY: "1"},
            "server_name": CANARY,
            "transaction": f"/invitation/{CANARY}/",
            "tags": {"company": "acme", "url": CANARY},
            "message": CANARY,
            "logentry": {"message": "Not sent.", "params": [CANARY], "formatted": CANARY},
            "threads": {"values": [{"stacktrace": {"frames": frames}}]},
            "something_new": CANARY,
            "exception": {
                "values": [
                    {
                        "type": "ValueError",
                        "value": CANARY,
                        "mechanism": {"type": "logging", "data": {"x": CANARY}},
                        "stacktrace": {"frames": frames, "registers": CANARY},
                    }
                ]
            },
        },
        {},
    )
    assert CANARY not in json.dumps(left)
    assert left["tags"] == {"company": "acme"}
    assert left["exception"]["values"][0]["stacktrace"] == {"frames": [{"function": "view"}]}


def test_the_report_comes_before_the_log_that_shortens_the_error() -> None:
    assert logs.configuration("text", sentry=True)["root"]["handlers"] == [
        "counter",
        "sentry",
        "stderr",
    ]
    assert logs.configuration("text")["root"]["handlers"] == ["counter", "stderr"]


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="no address of a Sentry project") as refused:
        sentry.start("https://sentry.example/secret", "example.com")
    assert "secret" not in str(refused.value)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(ImproperlyConfigured, match="is not installed"):
        sentry.start(DSN, "example.com")
