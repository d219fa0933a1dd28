"""Request lines, request ids, and the removal of personal data."""

import json
import logging
import sys
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import RequestFactory

from config.http import logs
from tenants.models import Tenant
from tests.conftest import TenantClient


def request_records(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "shiftbook.request"]


def test_each_request_is_one_line_with_tenant_status_and_duration(
    acme_client: TenantClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "shiftbook.request"):
        acme_client.get("/login/?next=/timesheet/")
    (record,) = request_records(caplog)
    assert record.getMessage().startswith("GET /login/ 200 ")
    assert record.getMessage().endswith("ms tenant=acme_test")
    assert record.__dict__["tenant"] == "acme_test"


def test_a_line_never_has_the_path_of_a_one_time_link(
    acme_client: TenantClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "shiftbook.request"):
        acme_client.get("/invitation/very-secret-token/")
        acme_client.get("/no-such-page/ana@acme.example/")
    text = " ".join(record.getMessage() for record in request_records(caplog))
    assert "very-secret-token" not in text
    assert "ana@acme.example" not in text


def test_a_method_that_nobody_uses_is_not_written(
    acme_client: TenantClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "shiftbook.request"):
        acme_client.generic("ANNA-CANARY", "/login/")
    (record,) = request_records(caplog)
    assert record.getMessage().startswith("(other) ")
    assert record.__dict__["method"] == "(other)"


def test_the_request_id_is_in_the_response_and_new_each_time(acme_client: TenantClient) -> None:
    first, second = (acme_client.get("/login/")["X-Request-ID"] for _ in range(2))
    assert len(first) == 32
    assert first != second


@pytest.mark.parametrize(
    ("sent_id", "is_valid"),
    [
        ("0af7651916cd43dd8448eb211c80319c", True),
        ("7D8E9F10-1234-4abc-9def-0123456789ab", True),
        ("Anna-Canary-Shift", False),
        ("ana.example.token", False),
        ("a b", False),
        ("a" * 65, False),
        ("a" * 15, False),
        ("a" * 16 + "\n" + "b" * 16, False),
    ],
)
def test_a_proxy_s_request_id_is_used_if_it_is_valid(
    sent_id: str, is_valid: bool, acme_client: TenantClient, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = 1
    returned_id = acme_client.get("/login/", headers={"x-request-id": sent_id})["X-Request-ID"]
    assert (returned_id == sent_id) is is_valid


def test_a_request_id_from_a_stranger_is_not_used(acme_client: TenantClient) -> None:
    sent_id = "0af7651916cd43dd8448eb211c80319c"
    returned_id = acme_client.get("/login/", headers={"x-request-id": sent_id})["X-Request-ID"]
    assert returned_id != sent_id


def test_the_request_id_is_on_the_error_page(acme_client: TenantClient) -> None:
    response = acme_client.get("/no-such-page/")
    assert response.status_code == 404
    assert response["X-Request-ID"] in response.content.decode()


def test_a_traceback_is_logged_without_path_and_quoted_values() -> None:
    request = RequestFactory().get("/invitation/very-secret-token/")
    message = "duplicate key\nDETAIL:  Key (email)=(ana@acme.example) exists."
    try:
        raise IntegrityError(message)
    except IntegrityError:
        record = logging.makeLogRecord(
            {
                "msg": "%s: %s",
                "args": ("Internal Server Error", request.path),
                "request": request,
                "exc_info": sys.exc_info(),
            }
        )
    assert logs.DiscretionFilter().filter(record)
    line = logging.Formatter("%(message)s").format(record)
    assert "Traceback" in line
    assert "duplicate key" in line
    assert "very-secret-token" not in line
    assert "ana@acme.example" not in line


def test_an_address_that_a_mail_server_refuses_is_removed() -> None:
    error = SMTPRecipientsRefused({"ana@acme.example": (550, b"<ana@acme.example>: unknown")})
    try:
        raise error
    except SMTPRecipientsRefused:
        attributes = {"msg": "Not sent (%s).", "args": (error,), "exc_info": sys.exc_info()}
        record = logging.makeLogRecord(attributes)
    assert logs.DiscretionFilter().filter(record)
    line = logging.Formatter("%(message)s").format(record)
    assert "Not sent ({'(address)': (550, " in line
    assert "SMTPRecipientsRefused" in line
    assert "ana" not in line


def test_every_record_names_the_company(in_acme: Tenant) -> None:
    record = logging.makeLogRecord({"msg": "hello"})
    assert logs.OriginFilter().filter(record)
    assert record.__dict__["tenant"] == "acme_test"
    formatter = logs.configuration("json")["formatters"]["json"]
    line = json.loads(formatter["()"](formatter["fmt"]).format(record))
    assert (line["tenant"], line["request_id"]) == ("acme_test", "-")


def test_records_outside_a_request_have_no_id() -> None:
    record = logging.makeLogRecord({})
    assert logs.OriginFilter().filter(record)
    assert record.__dict__["request_id"] == "-"


def test_log_lines_can_be_json() -> None:
    json_formatter = logs.configuration("json")["formatters"]["json"]
    formatter = json_formatter["()"](json_formatter["fmt"])
    record = logging.makeLogRecord({"msg": "hello", "tenant": "acme", "request_id": "r1"})
    line = json.loads(formatter.format(record))
    assert (line["message"], line["tenant"], line["request_id"]) == ("hello", "acme", "r1")


def test_the_server_s_activity_shows_the_tenant(in_acme: Tenant) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        assert cursor.fetchone()[0] == "shiftbook/acme_test"
