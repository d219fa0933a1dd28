"""Addresses that companies had: for a time they lead to the new one, and are given to nobody else.

All times are the database server's.
"""

from datetime import timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models.functions import Now

from tenants.exceptions import TenantExists
from tenants.models import FormerAddress, Tenant
from tenants.postgresql.switch import OWNER_ALIAS


def keep(company: int, subdomain: str) -> None:
    """Keep an address that the company has just given up, in the caller's transaction."""
    if settings.ADDRESS_KEPT_DAYS:
        until = Now() + timedelta(days=settings.ADDRESS_KEPT_DAYS)
        FormerAddress.objects.using(OWNER_ALIAS).update_or_create(
            subdomain=subdomain, defaults={"company": company, "kept_until": until}
        )


def take(tenant: Tenant) -> None:
    """Let the tenant have its address; raise TenantExists if that is kept for another.

    In the transaction that has saved the tenant's row, and after that: a company that gives the
    address up at the same time has noted it by then.
    """
    former = FormerAddress.objects.using(OWNER_ALIAS).filter(subdomain=tenant.subdomain)
    if former.filter(kept_until__gt=Now()).exclude(company=tenant.pk).exists():
        raise TenantExists(
            f'Another company had the address "{tenant.subdomain}" until recently, and its people '
            "still use it. Choose another address."
        )
    former.delete()


def is_taken(subdomain: str, *, using: str | None = None) -> bool:
    """Return whether the address is a company's, or is kept for one. Takes one query."""
    former = FormerAddress.objects.using(using).filter(subdomain=subdomain, kept_until__gt=Now())
    tenants = Tenant.objects.using(using).filter(subdomain=subdomain)
    return tenants.values("subdomain").union(former.values("subdomain")).exists()


def successor(subdomain: str) -> Tenant | None:
    """Return the tenant that had this address and has another one now, None if it is not kept."""
    former = FormerAddress.objects.using(DEFAULT_DB_ALIAS).filter(
        subdomain=subdomain, kept_until__gt=Now()
    )
    tenants = Tenant.objects.using(DEFAULT_DB_ALIAS)
    return tenants.filter(pk__in=former.values("company")).first()


def forget(company: int) -> None:
    """Give away all addresses that a company had."""
    FormerAddress.objects.using(OWNER_ALIAS).filter(company=company).delete()
