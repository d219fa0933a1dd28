"""Headers that Django or a library fails to read."""

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory

from config.http.incoming import ContentTypeGuard, is_acceptable
from tests.conftest import TenantClient

NOT_FOR_TEXT = ["hex", "rot13", "zip", "bz2", "base64", "uu", "quopri"]
STRANGE = ["undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "mbcs"]
OTHER = ["utf-7", "utf-16", "latin-1", "cp037", "no-such-charset", "", '"hex"', " hex"]
HOSTS = ["acme.localhost", "localhost", "nobody.localhost", "evil.example"]
CHARSETS = [*NOT_FOR_TEXT, *STRANGE, *OTHER]


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
        'application/json;charset="utf-8"',
        "text/plain; charset=us-ascii;",
        "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
        'multipart/form-data; boundary="a b"; charset=utf-8',
    ],
)
def test_what_browsers_send_is_acceptable(content_type: str) -> None:
    assert is_acceptable(content_type)


@pytest.mark.parametrize(
    "content_type",
    [
        *(f"text/plain; charset={name}" for name in CHARSETS),
        "text/plain; CHARSET=hex",
        "text/plain; charset=utf-8; charset=hex",
        "text/plain; charset*=hex''utf-8",
        "text/plain; a*=undefined''x",
        "text/plain; a*=x; a*0=y",
        f"text/plain; a*{'9' * 5000}=x",
        "text/plain; charset=utf-8\0",
        "text/plain; charset=ütf-8",
        "text; charset=utf-8",
        "; charset=utf-8",
        "text/plain; charset",
    ],
)
def test_anything_else_is_not(content_type: str) -> None:
    assert not is_acceptable(content_type)


def through_wsgi(content_type: str, host: str, method: str = "POST") -> str:
    """Send a request through the whole application; return the status."""
    environ = RequestFactory().generic(method, "/login/?next=/", b"a=b").environ
    environ |= {"CONTENT_TYPE": content_type, "HTTP_HOST": host}
    statuses: list[str] = []

    def start_response(status: str, *args: Any) -> None:
        statuses.append(status)

    body = ContentTypeGuard(WSGIHandler())(environ, start_response)
    assert b"".join(body)
    return statuses[0].partition(" ")[0]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize(
    "host", ["acme.localhost", "localhost", "nobody.localhost", "evil.example"]
)
def test_a_strange_charset_is_a_400_on_any_host(
    charset: str, host: str, companies: object, db: None
) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        content_type = f"{kind}; boundary=b; charset={charset}"
        assert through_wsgi(content_type, host) == "400"


PARTS = [
    *(f"Content-Disposition: form-data; name*={name}''%41" for name in CHARSETS),
    *(f"Content-Disposition: form-data; name=\"a\"; filename*={name}''%41" for name in CHARSETS),
    *(
        f'Content-Disposition: form-data; name="a"; filename="b"\r\n'
        f"Content-Type: text/plain; charset={name}"
        for name in CHARSETS
    ),
    "Content-Disposition: form-data; name=a; name*0=b; name*=c",
    f"Content-Disposition: form-data; name*{'9' * 5000}=b",
    'Content-Disposition: form-data; name="a"; filename="b"\r\nContent-Transfer-Encoding: base64',
    'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: uu',
    "Content-Disposition",
    "\xff\xfe: \x00",
]


@pytest.mark.parametrize("part", PARTS)
def test_a_strange_part_of_a_form_is_no_error(part: str, acme_client: TenantClient) -> None:
    body = f"--b\r\n{part}\r\n\r\n%zz=\xff\r\n--b--\r\n".encode("latin-1")
    response = acme_client.generic(
        "POST", "/login/", body, content_type="multipart/form-data; boundary=b"
    )
    assert response.status_code in {200, 400}


@pytest.mark.parametrize("boundary", ["", "ü", "b" * 300])
def test_a_strange_boundary_is_a_400(boundary: str, acme_client: TenantClient) -> None:
    content_type = f"multipart/form-data; boundary={boundary}"
    response = acme_client.generic("POST", "/login/", b"--b--", content_type=content_type)
    assert response.status_code == 400


@pytest.mark.parametrize(
    "url", ["http://[bad", "http://[::1", "http://a]b/", "//[", "http://\u2100.example/"]
)
@pytest.mark.parametrize("encoded", ["true", "false"])
def test_a_strange_current_url_is_ignored(url: str, encoded: str, acme_client: Client) -> None:
    headers = {
        "HX-Request": "true",
        "HX-Current-URL": url.replace("[", "%5B") if encoded == "true" else url,
        "HX-Current-URL-URI-AutoEncoded": encoded,
    }
    response = acme_client.get("/", headers=headers)
    assert response.status_code == 200
    assert response["HX-Redirect"] == "/login/?next=/"
