"""What this app reads from a request: who is visited, and where the visitor comes from."""

import ipaddress
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Site(Protocol):
    """A company, or the installation itself on the base domain, as links and mails need it."""

    @property
    def name(self) -> str:
        """The company's name."""

    @property
    def base_url(self) -> str:
        """Scheme, host and port without a trailing slash; never taken from the Host header."""

    @property
    def realm(self) -> str:
        """A string that is unique to this company for ever; it goes into every signed link."""


class SiteRequest(HttpRequest):
    """A request as the engine's middleware hands it on."""

    site: Site  # type: ignore[assignment]  # the stubs reserve it for contrib.sites
    tenant: Any | None
    user: "User | AnonymousUser"


class SignedInRequest(SiteRequest):
    """A request behind `login_required`."""

    user: "User"


def client_address(request: HttpRequest) -> str | None:
    """Return the network address of the visitor, None if there is none (a Unix socket).

    With `settings.TRUSTED_PROXIES` = n, the n-th entry from the right of X-Forwarded-For counts:
    that one was written by our own outermost proxy, while all further left is the visitor's word.
    """
    hops = settings.TRUSTED_PROXIES
    entries = request.headers.get("X-Forwarded-For", "").split(",")
    forwarded = entries[-hops] if 0 < hops <= len(entries) else ""
    return _parsed(forwarded) or _parsed(request.META.get("REMOTE_ADDR", ""))


def _parsed(text: str) -> str | None:
    """Return the address in its one spelling; an IPv6 visitor is their /64, which is one line."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False))
