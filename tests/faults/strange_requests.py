"""Seeded makers of requests that no browser sends."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_from_bytes

from tests.isolation.bad_input import Maker

ORDINARY = ("GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
METHODS = (*ORDINARY, "TRACE", "CONNECT", "PROPFIND", "QQ", "get", "P0ST", "GE T", "ZOE-CANARY", "")
PARAMETERS = [
    "next",
    "week",
    "address",
    "q",
    "p",
    "o",
    "all",
    "e",
    "seen",
    "location",
    "from",
    "to",
    "name",
    "slug__regex",
    "date_joined__year",
    "name__contains",
    "is_active__exact",
    "_changelist_filters",
    "_popup",
    "_to_field",
    "_facets",
    "email",
    "id__in",
]
FIELDS = [
    "username",
    "password",
    "email",
    "name",
    "address",
    "key",
    "notes",
    "location",
    "action",
    "_selected_action",
    "index",
    "select_across",
    "slug",
    "subdomain",
    "owner_email",
    "new_password1",
    "csrfmiddlewaretoken",
    "version",
    "role",
    "pin",
    "code",
]
HEADERS = [
    "HX-Request",
    "HX-Current-URL",
    "HX-Boosted",
    "HX-Current-URL-URI-AutoEncoded",
    "Range",
    "If-None-Match",
    "If-Modified-Since",
    "If-Range",
    "Cookie",
    "Referer",
    "Origin",
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Accept-Charset",
    "X-Request-ID",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "Forwarded",
    "X-CSRFToken",
    "Authorization",
    "Expect",
    "Upgrade",
    "Transfer-Encoding",
    "TE",
    "Trailer",
    "SCRIPT_NAME",
    "SCRIPT-NAME",
    "PATH_INFO",
    "REMOTE_USER",
    "X-HTTP-Method-Override",
    "User-Agent",
    "Host",
    "Via",
    "Sec-Fetch-Site",
    "Content-Encoding",
    "Content-Length",
    "Proxy",
    "x\xff",
]
VALUES = (
    *[
        "true",
        "null",
        "//[",
        "http://[bad",
        "http://[::1",
        "bytes=0-1",
        "bytes=9-1",
        "h2c",
        "chunked",
        "odd",
        "identity",
    ],
    *[
        "100-continue",
        "https",
        "*/*;q=x",
        'W/"x"',
        "-1",
        "127.0.0.1",
        "evil.example",
        "localhost:99999",
        "[::1]:x",
    ],
    "Sun, 99 Xxx 99999 99:99:99 GMT",
    'sessionid=x; =; a="',
    "gzip, chunked",
    "de;q=2,xx-\xff",
    "en-" + "a" * 600,
    "bytes=-" + "9" * 5000,
    "9" * 5000,
    "Basic \xff",
    "::1, x",
    "",
    "\xff\xfe",
    "\x7f",
    "a\0b",
)
CHARSETS = [
    "hex",
    "rot13",
    "zip",
    "bz2",
    "base64",
    "uu",
    "quopri",
    "punycode",
    "undefined",
    "idna",
    "unicode_escape",
    "utf-7",
    "utf-16",
    "latin-1",
    "mbcs",
    "x",
    '""',
    "utf-8",
]
TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain",
         "application/json", "multipart/mixed", "a/b", "text", "/", "")  # fmt: skip


@dataclass(frozen=True)
class Visitor:
    """Someone who sends requests: the host, the cookies of their session, and where they go."""

    host: str
    cookie: str
    token: str
    paths: Sequence[str]


class RequestMaker(Maker):
    """Makes whole requests; each contains some of `secrets`, which no log may contain."""

    def __init__(self, seed: int, secrets: Sequence[str]) -> None:
        super().__init__(seed)
        self.secrets = secrets

    def request(self, visitor: Visitor) -> bytes:
        """Return the bytes of a request whose end the server can find."""
        body = self._body()
        lines = [
            f"{self._method()} {self._target(visitor)} HTTP/1.1",
            f"Host: {visitor.host}",
            *self._session(visitor),
            *self._headers(),
        ]
        if body:
            lines += [f"Content-Type: {self._content_type()}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body

    def odd(self) -> str:
        """Return a word, or one of the secrets."""
        pick = self.random
        return pick.choice(self.secrets) if pick.random() < 0.3 else self.word()

    def _method(self) -> str:
        return self.random.choice(METHODS)

    def _target(self, visitor: Visitor) -> str:
        pick = self.random
        path = pick.choice(visitor.paths)
        while "<" in path:  # the parameters of the address
            before, _, after = path.partition("<")
            value = pick.choice((*self.secrets, self.word(), "1", "99999999999999999999", "0"))
            path = f"{before}{_quoted(value)}{after.partition('>')[2]}"
        if pick.random() < 0.15:
            path = pick.choice(("/" + _quoted(self.odd()), path + _quoted(self.odd()), path * 2))
        query = "&".join(self._pair(PARAMETERS) for _ in range(pick.randrange(3)))
        if pick.random() < 0.1:
            query += pick.choice(("\xff", "\xc3\xa4", "\x01", " ", "%", "%zz", "<", "|"))
        return f"{path}?{query}" if query else path

    def _pair(self, names: Sequence[str]) -> str:
        return f"{self.random.choice(names)}={_quoted(self.odd())}"

    def _session(self, visitor: Visitor) -> list[str]:
        if not visitor.cookie or self.random.random() < 0.1:
            return []
        return [f"Cookie: {visitor.cookie}", f"X-CSRFToken: {visitor.token}"]

    def _headers(self) -> list[str]:
        pick = self.random
        lines = []
        for _ in range(pick.randrange(4)):
            value = pick.choice((pick.choice(VALUES), self.header(), pick.choice(self.secrets)))
            lines.append(f"{pick.choice(HEADERS)}: {value}")
        if pick.random() < 0.2:
            lines.append(f"Content-Type: {self._content_type()}")
        return lines

    def _content_type(self) -> str:
        pick = self.random
        parts = [pick.choice(TYPES)]
        if pick.random() < 0.5:
            parts.append(f"boundary={pick.choice(('b', 'b', 'b', '', chr(255)))}")
        if pick.random() < 0.4:
            mark = pick.choice(("charset=", "charset*=", "Charset=", "a*0*="))
            parts.append(f"{mark}{pick.choice(CHARSETS)}{pick.choice(('', chr(39) * 2 + '%41'))}")
        return "; ".join(parts)

    def _body(self) -> bytes:
        pick = self.random
        kind = pick.randrange(5)
        if kind == 0:
            return b""
        if kind == 1:
            return pick.randbytes(pick.randrange(60))
        if kind == 2:
            return b'{"a": ' * pick.choice((1, 2000)) + self.odd().encode("utf-8", "replace")
        if kind == 3:
            return "&".join(self._pair(FIELDS) for _ in range(pick.randrange(1, 9))).encode()
        return b"".join(self._part() for _ in range(pick.randrange(1, 4))) + b"--b--\r\n"

    def _part(self) -> bytes:
        pick = self.random
        name, charset = pick.choice(FIELDS), pick.choice(CHARSETS)
        head = pick.choice(
            (
                f'Content-Disposition: form-data; name="{name}"',
                f"Content-Disposition: form-data; name*={charset}''%41",
                f"Content-Disposition: form-data; name=\"{name}\"; filename*={charset}''%41",
                f"Content-Disposition: form-data; name={name}; name*0=a; name*=b",
                f'Content-Disposition: form-data; name="{name}"; filename="{_quoted(self.odd())}"',
            )
        )
        extra = pick.choice(
            (
                "",
                f"\r\nContent-Type: text/plain; charset={charset}",
                f"\r\nContent-Transfer-Encoding: {charset}",
                "\r\nContent-Length: x",
            )
        )
        text = self.odd().encode("utf-8", "replace")
        return f"--b\r\n{head}{extra}\r\n\r\n".encode("latin-1", "replace") + text + b"\r\n"


def _quoted(text: str) -> str:
    data = text.encode("utf-8", "replace")
    return quote_from_bytes(data[:300], safe="") if data else quote(text)
