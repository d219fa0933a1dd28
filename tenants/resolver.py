"""Finds the tenant of a request's host, and caches it for a few seconds."""

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from cachetools import TTLCache
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import HttpRequest
from django.http.request import split_domain_port

from tenants import addresses
from tenants.context import public_context
from tenants.models import Tenant
from tenants.validators import validate_subdomain

# How long, in seconds, other workers may use outdated rows. A suspended tenant is not served during
# that time: access to its role is revoked at once.
MAX_STALENESS = 5

_cache: TTLCache[str, Tenant] = TTLCache(maxsize=10_000, ttl=MAX_STALENESS)
_lock = Lock()


@dataclass(frozen=True, slots=True)
class PublicSite:
    """Takes the place of a tenant on the base domain."""

    realm: str = "public"

    @property
    def name(self) -> str:
        """Return the name of the installation."""
        return str(settings.SITE_NAME)

    @property
    def base_url(self) -> str:
        """Return the base URL of operators' links."""
        return f"{settings.URL_SCHEME}://{settings.BASE_DOMAIN}{settings.URL_PORT}"


PUBLIC_SITE = PublicSite()


class UnknownHost(Exception):
    """Reports that no company has this host."""


class Moved(UnknownHost):
    """Reports that a company had this host, and has another one now."""

    def __init__(self, subdomain: str, tenant: Tenant) -> None:
        super().__init__(subdomain)
        self.tenant = tenant


def resolve(request: HttpRequest) -> Tenant | None:
    """Return the tenant of the request's host, None on the base domain.

    Accepts any case, a port and one trailing dot. Raises DisallowedHost (a 400) for a host outside
    the base domain, UnknownHost unless the host is one label that belongs to a tenant, and Moved if
    it did until some time ago.
    """
    label = _label(request.get_host(), settings.BASE_DOMAIN)
    return tenant_at(label) if label else None


@lru_cache(maxsize=10_000)
def _label(raw_host: str, base_domain: str) -> str:
    """Return the label under the base domain, or "" for the base domain itself.

    Only valid labels are cached, never errors.
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
    """Return the tenant at this address, also a suspended one; raise Moved or UnknownHost.

    Only tenants that are served without limits are cached, so that resuming takes effect at once.
    """
    with _lock:
        try:
            return _cache[subdomain]
        except KeyError:
            pass
    # In a transaction, because our BEGIN replaces a connection that died while idle.
    with public_context(), transaction.atomic(using=DEFAULT_DB_ALIAS):
        tenant = Tenant.objects.using(DEFAULT_DB_ALIAS).filter(subdomain=subdomain).first()
        successor = None if tenant else addresses.successor(subdomain)
    if successor is not None:
        raise Moved(subdomain, successor)
    if tenant is None:
        raise UnknownHost(subdomain)
    if tenant.state == "served":
        with _lock:
            _cache[subdomain] = tenant
    return tenant


def cached(subdomain: str) -> Tenant | None:
    """Return the tenant at this address if this process knows it at the moment; no query."""
    with _lock:
        return _cache.get(subdomain)


def forget(*subdomains: str) -> None:
    """Remove addresses from this process's cache, so that a change takes effect at once."""
    with _lock:
        for subdomain in subdomains:
            _cache.pop(subdomain, None)


def forget_all() -> None:
    """Clear this process's cache."""
    with _lock:
        _cache.clear()
