"""A browser that looks for the other company's canaries in whatever it is sent."""

import base64
import binascii
import difflib
import html
import re
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from tests.conftest import TenantClient
from tests.isolation.canaries import Canaries

# What differs between two answers that say the same: tokens and keys made afresh, and the id asked.
_FRESH = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"'
    rb"|\b[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\b"
)


class ForeignCanary(AssertionError):
    """Says that a company has been sent what is another one's."""


def scan(text: str, foreign: Canaries, *, where: str) -> None:
    """Raise ForeignCanary if the text, as it is or unescaped, holds a canary of `foreign`."""
    for layer in {text, html.unescape(text), unquote(text)}:
        lowered = layer.lower()
        for canary in foreign.strings:
            at = lowered.find(canary)
            if at >= 0:
                near = layer[max(0, at - 80) : at + 120]
                raise ForeignCanary(f"{where} holds {canary!r} of {foreign.tenant.slug}: …{near}…")


def scan_response(
    response: Any, foreign: Canaries, *, where: str, echo: tuple[str, ...] = ()
) -> None:
    """Look through body, headers and cookies, signed and packed ones too.

    `echo` is what the visitor has sent: a form that comes back with it tells nothing.
    """
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.streaming:
        response.streaming_content = [body]
    text = body.decode(errors="replace")
    for sent in (value for value in echo if any(word in value for word in foreign.strings)):
        text = text.replace(html.escape(sent), "").replace(sent, "")
    scan(text, foreign, where=f"The body of {where}")
    for name, value in response.items():
        scan(f"{name}: {value}", foreign, where=f"A header of {where}")
    for morsel in response.cookies.values():
        for layer in unpacked(morsel.value):
            scan(layer, foreign, where=f"The cookie {morsel.key} of {where}")


def unpacked(value: str) -> Iterator[str]:
    """Yield a signed value and what its parts hold: base64, perhaps deflated."""
    yield value
    for part in re.split("[:$]", value):
        padded = part.lstrip(".") + "=" * (-len(part.lstrip(".")) % 4)
        try:
            packed = base64.urlsafe_b64decode(padded)
            yield packed.decode(errors="replace")
            yield zlib.decompress(packed).decode(errors="replace")
        except (binascii.Error, ValueError, zlib.error):
            continue


class WatchedClient(TenantClient):
    """Visits one company while the other one's canaries are looked for in every answer.

    An answer of 500 or above is an error here; what a view raises reaches the test as it is.
    """

    def __init__(self, canaries: Canaries, foreign: Canaries, **kwargs: Any) -> None:
        super().__init__(canaries.tenant, **kwargs)
        self.foreign = foreign
        self.seen = 0
        self.tolerated = 499
        self.echo: tuple[str, ...] = ()

    def request(self, **request: Any) -> Any:
        """Send the request and look through the answer."""
        response = super().request(**request)
        where = f"{request.get('REQUEST_METHOD', 'GET')} {request.get('PATH_INFO')}"
        scan_response(response, self.foreign, where=where, echo=self.echo)
        assert response.status_code <= self.tolerated, f"{where}: {response.status_code}"
        self.seen += 1
        return response

    def post(self, path: str, data: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        """Send a form, and remember its values while the answer is looked through."""
        self.echo = tuple(_values(data)) if isinstance(data, dict) else ()
        try:
            return super().post(path, data, **kwargs)
        finally:
            self.echo = ()

    def send(self, method: str, path: str, data: Any = None) -> Any:
        """Send any method, with a form's body where one is given."""
        if method == "POST":
            return self.post(path, data or {})
        return self.generic(method, path)


def _values(data: dict[str, Any]) -> Iterator[str]:
    """Yield what a form sends, also as a field that strips it gives it back."""
    for sent in data.values():
        for value in sent if isinstance(sent, list) else [sent]:
            yield from (str(value), str(value).strip())


def essence(response: Any) -> tuple[int, str, str]:
    """Reduce an answer to what a stranger could learn from it."""
    location = re.sub(r"\d{6,}", "ID", response.headers.get("Location", ""))
    body = re.sub(rb"\d{6,}", b"ID", _FRESH.sub(b"FRESH", response.content))
    return response.status_code, location, body.decode(errors="replace")


def assert_same(first: Any, second: Any) -> None:
    """Fail with the lines in which two answers differ."""
    (*head, body), (*other_head, other_body) = essence(first), essence(second)
    assert head == other_head
    differing = [
        line
        for line in difflib.unified_diff(body.splitlines(), other_body.splitlines(), n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    assert not differing, "\n".join(differing)
