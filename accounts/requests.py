"""What this app reads from a request: the site and the visitor's network address."""

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.http import HttpRequest

from accounts import agents

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


@dataclass(frozen=True)
class CarriedSite:
    """A site as a job carries it: it has no request, and does not know the engine."""

    name: str
    base_url: str
    realm: str

    @classmethod
    def of(cls, site: Site) -> "CarriedSite":
        """Return what is to be carried of a site."""
        return cls(site.name, site.base_url, site.realm)


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


def client_of(request: HttpRequest | None) -> Client:
    """Return the visitor's address and browser, NOWHERE for None."""
    if request is None:
        return NOWHERE
    browser = agents.summary(request.headers.get("User-Agent", ""))
    return Client(client_address(request) or "", browser)


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
