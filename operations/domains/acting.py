"""The services that give companies domains of their own, and record it: for command and admin.

`request` is the operator's, or None for a command. The record is in the security log of public and
in the company's own.
"""

from collections.abc import Iterator

from django.db import transaction
from django.http import HttpRequest

from accounts.security.events import Event
from operations import acts
from operations.domains import proving, wording
from operations.domains.errors import NotProven
from tenants import domains
from tenants.models import Domain, Tenant
from tenants.postgresql.switch import OWNER_ALIAS


def add(tenant: Tenant, typed: str, *, request: HttpRequest | None = None) -> Domain:
    """Note that a company claims a domain; one that it has claimed already keeps its record.

    Raises ValidationError and DomainRefused.
    """
    domain, is_new = domains.claim(tenant, typed)
    if is_new:
        acts.record_in_both(request, Event.DOMAIN_ADDED, tenant, {"domain": domain.name})
    return domain


def verify(tenant: Tenant, typed: str, *, request: HttpRequest | None = None) -> Domain:
    """Look for the record in the DNS and, if it is there, give the company the domain.

    Raises ValidationError, DomainRefused and NotProven; the company then has what it had before.
    """
    domain = domains.find(tenant, typed)
    try:
        proving.check(domain)
    except NotProven as error:
        # Not counted: whoever asks by hand sees what was found.
        domains.note_problem(domain, error.problem, is_miss=False)
        raise
    if domains.confirm(domain):
        acts.record_in_both(request, Event.DOMAIN_VERIFIED, tenant, {"domain": domain.name})
    return domain


def make_main(tenant: Tenant, typed: str, *, request: HttpRequest | None = None) -> None:
    """Make a verified domain the company's main address; "" brings the one below the base back.

    Raises ValidationError and DomainRefused.
    """
    name = domains.find(tenant, typed).name if typed else ""
    old = domains.make_main(tenant, name)
    if tenant.host != old:
        detail = {"main_address": [old, tenant.host]}
        acts.record_in_both(request, Event.COMPANY_CHANGED, tenant, detail)


def remove(tenant: Tenant, typed: str, *, request: HttpRequest | None = None) -> None:
    """Remove a domain from a company: its host is unknown from then on.

    Raises ValidationError and DomainRefused.
    """
    name = domains.find(tenant, typed).name
    if domains.release(tenant, name):
        acts.record_in_both(request, Event.DOMAIN_REMOVED, tenant, {"domain": name})


def rehearse(tenant: Tenant, act: str, typed: str) -> Iterator[str]:
    """Yield what "add", "verify", "main", "not_main" or "remove" would do, and change nothing.

    Raises what would refuse the act.
    """
    if act == "add":
        with transaction.atomic(using=OWNER_ALIAS):
            domain, _ = domains.claim(tenant, typed)
            transaction.set_rollback(True, using=OWNER_ALIAS)
        yield f"{domain.name} would be added, with a record for the DNS that proves it."
        return
    domain = domains.find(tenant, typed)
    if act == "verify":
        proving.check(domain)
        domains.refuse_others(tenant, domain.name)
        yield f"The record is there: {tenant.name} would have {domain.name}."
    elif act == "remove":
        yield f"{domain.name} would be removed. {wording.removal(tenant, domain)}"
    else:
        copy = Tenant(pk=tenant.pk, subdomain=tenant.subdomain)
        with transaction.atomic(using=OWNER_ALIAS):
            domains.make_main(copy, domain.name if act == "main" else "")
            transaction.set_rollback(True, using=OWNER_ALIAS)
        meaning = wording.MOVE if act == "main" else wording.way_back(tenant)
        yield f"{copy.host} would be the main address. {meaning}"
