"""Request bodies: their limit, and incomplete ones."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from config.http.bodies import BodyMiddleware
from tests.conftest import TenantClient


@pytest.mark.parametrize(
    ("length", "status"),
    [
        (str(256 * 1024 + 1), 413),
        ("9" * 5000, 413),
        ("nonsense", 400),
        ("-1", 400),
        ("²", 400),
    ],
)
def test_a_body_too_long_is_refused_before_a_transaction(
    length: str, status: int, acme_client: TenantClient
) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = acme_client.generic("POST", "/login/", b"a=b", CONTENT_LENGTH=length)
    assert response.status_code == status
    assert len(queries) == 0


def test_an_incomplete_body_is_refused() -> None:
    environ = RequestFactory().post("/").META
    request = WSGIRequest(environ | {"CONTENT_LENGTH": "10", "wsgi.input": BytesIO(b"a=b")})
    response = BodyMiddleware(lambda request: HttpResponse("not reached"))(request)
    assert response.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n" * 250 + b"--b--",
        b"--b\r\nContent-Disposition: form-data; name=a\r\n" + b"A: b\r\n" * 9000,
    ],
)
def test_a_form_that_cannot_be_parsed_is_refused_before_a_transaction(
    body: bytes, acme_client: TenantClient
) -> None:
    with CaptureQueriesContext(connection) as queries:
        kind = "multipart/form-data; boundary=b"
        response = acme_client.generic("POST", "/login/", body, content_type=kind)
    assert response.status_code == 400
    assert len(queries) == 0


def test_the_page_that_takes_a_file_has_a_larger_limit(acme_client: TenantClient) -> None:
    larger, path = 3 * 1024 * 1024, "/people/import/"
    assert acme_client.generic("POST", path, b"a=" + b"b" * larger).status_code == 302
    assert acme_client.generic("POST", path, b"a=" + b"b" * 2 * larger).status_code == 413
    assert acme_client.generic("POST", "/login/", b"a=" + b"b" * larger).status_code == 413


def test_an_incomplete_file_is_refused() -> None:
    environ = RequestFactory().post("/people/import/").META
    length = {"CONTENT_LENGTH": str(1024 * 1024), "wsgi.input": BytesIO(b"a=b")}
    response = BodyMiddleware(lambda request: HttpResponse("not reached"))(
        WSGIRequest(environ | length)
    )
    assert response.status_code == 400
