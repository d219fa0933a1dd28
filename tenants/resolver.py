"""Host to tenant: one label under the base domain, an exact match, cached for seconds."""

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from cachetools import TTLCache
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import HttpRequest
from django.http.request import split_domain_port

from tenants.context import public_context
from tenants.models import Tenant
from tenants.validators import validate_subdomain

# A suspended or moved tenant may be served this long by another worker, in seconds; its role is
# withdrawn at once, so that what is served is the page for unknown companies.
MAX_STALENESS = 5

_cache: TTLCache[str, Tenant] = TTLCache(maxsize=10_000, ttl=MAX_STALENESS)
_lock = Lock()


@dataclass(frozen=True, slots=True)
class PublicSite:
    """Stands where a tenant would, on the base domain."""

    realm: str = "public"

    @property
    def name(self) -> str:
        """Name the installation."""
        return str(settings.SITE_NAME)

    @property
    def base_url(self) -> str:
        """Write the address that operators' links begin with."""
        return f"{settings.URL_SCHEME}://{settings.BASE_DOMAIN}{settings.URL_PORT}"


PUBLIC_SITE = PublicSite()


class UnknownHost(Exception):
    """Says that no company is served at this host."""


def resolve(request: HttpRequest) -> Tenant | None:
    """Return the tenant of the request's host, None on the base domain.

    Any case, a port and one trailing dot are tolerated. Raises DisallowedHost (a 400) for a host
    outside the base domain, UnknownHost for anything but one label of a served tenant.
    """
    label = _label(request.get_host(), settings.BASE_DOMAIN)
    return tenant_at(label) if label else None


@lru_cache(maxsize=10_000)
def _label(raw_host: str, base_domain: str) -> str:
    """Return the one label under the base domain, "" for the base domain itself.

    Only what has the form of an address is remembered: an error never is.
    """
    host, _ = split_domain_port(raw_host)
    if host == base_domain:
        return ""
    label = host.removesuffix(f".{base_domain}")
    try:
        validate_subdomain(label)
    except ValidationError as error:
        raise UnknownHost(host) from error
    return label


def tenant_at(subdomain: str) -> Tenant:
    """Return the served tenant at an address; raise UnknownHost. Only what is found is cached."""
    with _lock:
        try:
            return _cache[subdomain]
        except KeyError:
            pass
    # Inside a transaction, because our BEGIN replaces a connection that has died meanwhile.
    with public_context(), transaction.atomic(using=DEFAULT_DB_ALIAS):
        tenant = Tenant.objects.using(DEFAULT_DB_ALIAS).active().filter(subdomain=subdomain).first()
    if tenant is None:
        raise UnknownHost(subdomain)
    with _lock:
        _cache[subdomain] = tenant
    return tenant


def forget(*subdomains: str) -> None:
    """Drop what this process remembers of addresses, so that a change shows at once."""
    with _lock:
        for subdomain in subdomains:
            _cache.pop(subdomain, None)


def forget_all() -> None:
    """Drop all that this process remembers."""
    with _lock:
        _cache.clear()
