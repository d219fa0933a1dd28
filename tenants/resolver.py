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
from tenants.validators import normalise_domain, validate_subdomain

# How long, in seconds, other workers may use outdated rows. A suspended tenant is not served during
# that time: access to its role is revoked at once.
MAX_STALENESS = 5

_cache: TTLCache[str, Tenant] = TTLCache(maxsize=10_000, ttl=MAX_STALENESS)
# Hosts that are nobody's; apart, so that made-up ones do not push companies out.
_strangers: TTLCache[str, bool] = TTLCache(maxsize=1_000, ttl=MAX_STALENESS)
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
    """Reports that a company's main address is another one than this.

    `is_former`: the company had this one, and does not have it any more.
    """

    def __init__(self, address: str, tenant: Tenant, *, is_former: bool) -> None:
        super().__init__(address)
        self.tenant = tenant
        self.is_former = is_former


def resolve(request: HttpRequest) -> Tenant | None:
    """Return the tenant of the request's host, None on the base domain.

    Accepts any case, a port and one trailing dot. Raises DisallowedHost (a 400) for a host outside
    the base domain that is no company's own, UnknownHost unless the host is one label that belongs
    to a tenant, and Moved if the tenant's main address is another one.
    """
    address = _address(request.get_host(), settings.BASE_DOMAIN)
    return tenant_at(address) if address else None


def is_served(raw_host: str) -> bool:
    """Return whether a host outside the base domain is a company's own, verified one.

    Takes a query unless the host was asked for a moment ago; none for what cannot be a domain.
    """
    host, _ = split_domain_port(raw_host)
    with _lock:
        if host in _strangers:
            return False
    try:
        if normalise_domain(host) == host:
            _find(host)
            return True
    except ValidationError:
        return False
    except UnknownHost:
        with _lock:
            _strangers[host] = True
    return False


@lru_cache(maxsize=10_000)
def _address(raw_host: str, base_domain: str) -> str:
    """Return the label under the base domain, "" for the base domain itself, or a domain.

    Only valid ones are cached, never errors.
    """
    host, _ = split_domain_port(raw_host)
    if host == base_domain:
        return ""
    label = host.removesuffix(f".{base_domain}")
    if label == host and "." in host:
        return host  # HostMiddleware has found the company that has it
    try:
        validate_subdomain(label)
    except ValidationError as error:
        raise UnknownHost(host) from error
    return label


def tenant_at(address: str) -> Tenant:
    """Return the tenant with this main address, also a suspended one; raise Moved or UnknownHost.

    An address is a first part under the base domain, or a domain.
    """
    tenant = _find(address)
    if tenant.main_address != address:
        raise Moved(address, tenant, is_former=False)
    return tenant


def _find(address: str) -> Tenant:
    """Return the tenant that has this address; raise UnknownHost, or Moved if it had it.

    Only tenants that are served without limits are cached, so that resuming takes effect at once.
    """
    with _lock:
        try:
            return _cache[address]
        except KeyError:
            pass
    # In a transaction, because our BEGIN replaces a connection that died while idle.
    with public_context(), transaction.atomic(using=DEFAULT_DB_ALIAS):
        tenant = Tenant.objects.using(DEFAULT_DB_ALIAS).at(address).first()
        successor = None if tenant or "." in address else addresses.successor(address)
    if successor is not None:
        raise Moved(address, successor, is_former=True)
    if tenant is None:
        raise UnknownHost(address)
    if tenant.state == "served":
        with _lock:
            _cache[address] = tenant
    return tenant


def cached(address: str) -> Tenant | None:
    """Return the tenant at this address if this process knows it at the moment; no query."""
    with _lock:
        return _cache.get(address)


def forget(*known: str) -> None:
    """Remove addresses from this process's cache, so that a change takes effect at once."""
    with _lock:
        for address in known:
            _cache.pop(address, None)
            _strangers.pop(address, None)


def forget_all() -> None:
    """Clear this process's cache."""
    with _lock:
        _cache.clear()
        _strangers.clear()
