"""What this app reads from a request: the site and the visitor's network address."""

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


PUBLIC_REALM = "public"
"""The realm of the base domain, where operators sign in."""


class Site(Protocol):
    """The site that links and mails name: a company, or the installation on the base domain."""

    @property
    def name(self) -> str:
        """The company's name."""

    @property
    def base_url(self) -> str:
        """Scheme, host and port without a trailing slash, not taken from the Host header."""

    @property
    def realm(self) -> str:
        """A string unique to this company and never reused; every signed link contains it."""


class SiteRequest(HttpRequest):
    """A request as the engine's middleware passes it on."""

    site: Site  # type: ignore[assignment]  # the stubs reserve it for contrib.sites
    tenant: Any | None
    user: "User | AnonymousUser"


class SignedInRequest(SiteRequest):
    """A request behind `login_required`."""

    user: "User"


@dataclass(frozen=True)
class Client:
    """Where a request came from: the network address and, in a few words, the browser."""

    address: str = ""
    browser: str = ""


NOWHERE = Client()
"""The client of a command."""

# The first that matches counts: most browsers also name those that they descend from.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


def client_of(request: HttpRequest) -> Client:
    """Return the visitor's address and browser, such as "Firefox, Windows".

    The header is the visitor's own claim: only names of the lists above are taken from it.
    """
    claim = request.headers.get("User-Agent", "")
    names = (_first(_BROWSERS, claim), _first(_SYSTEMS, claim))
    return Client(client_address(request) or "", ", ".join(filter(None, names)))


def _first(names: dict[str, str], claim: str) -> str:
    return next((name for mark, name in names.items() if mark in claim), "")


def client_address(request: HttpRequest) -> str | None:
    """Return the network address of the visitor, or None if there is none (a Unix socket).

    With `settings.TRUSTED_PROXIES` = n, that is the n-th entry from the right of X-Forwarded-For:
    our own outermost proxy wrote it, while the visitor can forge the entries to its left.
    """
    hops = settings.TRUSTED_PROXIES
    entries = request.headers.get("X-Forwarded-For", "").split(",")
    forwarded = entries[-hops] if 0 < hops <= len(entries) else ""
    return _parsed(forwarded) or _parsed(request.META.get("REMOTE_ADDR", ""))


def _parsed(text: str) -> str | None:
    """Return the normalised address; for IPv6 the /64 network, which is one connection's."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False))
