"""The service that gives a company another name or address, and records it."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest

from accounts.security.events import Event
from operations import acts
from tenants import lifecycle
from tenants.models import Tenant

CONSEQUENCE = (
    "Sign-ins, passkeys and tablets belong to an address: people sign in again and add their "
    "passkeys anew, and tablets are paired anew. Taps that a tablet has not sent by then are lost. "
)


def rename(
    tenant: Tenant, *, name: str, subdomain: str, request: HttpRequest | None = None
) -> acts.Changes:
    """Change the name, the address or both, and return what has changed, old and new.

    The old address leads to the new one for ADDRESS_KEPT_DAYS days. Raises ValidationError, and
    TenantExists if the address is kept for another company.
    """
    wanted = {"name": name, "subdomain": subdomain}
    changes = {
        key: [getattr(tenant, key), value]
        for key, value in wanted.items()
        if getattr(tenant, key) != value
    }
    lifecycle.update_tenant(tenant, name=name, subdomain=subdomain)
    if changes:
        acts.record_in_both(request, Event.COMPANY_CHANGED, tenant, changes)
    return changes


def rehearse(tenant: Tenant, *, name: str, subdomain: str) -> Iterator[str]:
    """Yield what renaming would do. Raises what would refuse it, and changes nothing."""
    lifecycle.update_tenant(tenant, name=name, subdomain=subdomain, is_rehearsal=True)
    if name != tenant.name:
        yield f"{tenant.name} would be called {name}."
    if subdomain != tenant.subdomain:
        new = Tenant(subdomain=subdomain).own_host
        days = settings.ADDRESS_KEPT_DAYS
        people = f"People use {tenant.main_domain}, and notice nothing. "
        meaning = people if tenant.main_domain else CONSEQUENCE
        yield f"{tenant.own_host} would become {new}. {meaning}" + (
            f"For {days} days the old address leads to the new one, and no other company can have "
            "it."
            if days
            else "The old address stops working (ADDRESS_KEPT_DAYS is 0)."
        )
