"""Makes a copy of a company for trials, with its hours and without the data of its people.

All of it is one transaction that reads the company as at one moment: whatever ends it before its
COMMIT, there is no copy.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from accounts.requests import client_of
from accounts.security import log
from accounts.security.events import Event
from operations import acts, owners
from operations.backups import restoring
from operations.backups.errors import NotRestored
from operations.features import switching
from operations.features.known import valid
from operations.signals import clone_wanted, company_cloned
from tenants.backups import copying
from tenants.backups.copying import Plan
from tenants.backups.description import size_of
from tenants.context import tenant_context
from tenants.history import history
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

NAME_LENGTH = 100


@dataclass(frozen=True)
class Wish:
    """What the copy is to be: what is empty follows from the slug and the original."""

    slug: str
    name: str = ""
    subdomain: str = ""
    owner_email: str = ""
    owner_name: str = ""
    seed: str = ""
    """By which its people are the same in each copy, by default SECRET_KEY."""


def clone(tenant: Tenant, wish: Wish, *, request: HttpRequest | None = None) -> Tenant:
    """Make the copy, invite its owner if there is one, and record the act on both sides.

    People of the original work meanwhile. In the copy nobody can sign in before an owner is
    invited: it has neither passwords, second factors, sessions and PINs, nor jobs, nor a log of
    before. Its trail begins with its rows as they are. No mail goes to anybody but the owner.

    Raises NotRestored, TenantError and ValidationError, and there is no copy then.
    """
    new = _judge(tenant, wish)
    with copying.scratch_copy(tenant) as (scratch, found):
        copying.fill(scratch, tenant, found, _plan(tenant, wish.seed))
        restoring.add_company(new, scratch)
        with tenant_context(new, using=OWNER_ALIAS):
            company_cloned.send(sender=Tenant, tenant=new, using=OWNER_ALIAS)
        restoring.make_independent(new, timezone.now())
        switching.settle(new)
        _record_in(new, tenant, request)
        if wish.owner_email:
            owners.invite_owner(
                new,
                wish.owner_email,
                wish.owner_name or wish.owner_email.partition("@")[0],
                operator=acts.operator_name(request),
                client=client_of(request),
            )
    acts.record_in_both(request, Event.COMPANY_CLONED, tenant, {"copy": new.slug})
    return new


def rehearse(tenant: Tenant, wish: Wish) -> Iterator[str]:
    """Yield what would be done, and change nothing. Raises what would refuse it."""
    new = _judge(tenant, wish)
    with copying.scratch_copy(tenant) as (_, found):
        plan = _plan(tenant, wish.seed)
        copying.refuse_unplanned(plan, found)
        transaction.set_rollback(True, using=OWNER_ALIAS)
    size = filesizeformat(size_of(tenant.schema_name))
    yield f"{new.name} ({new.slug}) would be a copy of {tenant.name} ({size}): {new.base_url}/"
    empty = sorted(name for name, rules in plan.tables.items() if rules is None)
    yield f"Without the rows of {', '.join(empty)}."
    changed = [
        f"{name}.{column}"
        for name, rules in sorted(plan.tables.items())
        for column, rule in (rules or {}).items()
        if rule is not copying.KEEP
    ]
    yield f"Replaced or emptied: {', '.join(changed)}."
    yield (
        f"{wish.owner_email} would be invited as its owner."
        if wish.owner_email
        else "Nobody could sign in until an owner is invited."
    )


def _judge(tenant: Tenant, wish: Wish) -> Tenant:
    """Return the new company's row; raise what refuses the copy."""
    if tenant.is_archived:
        raise NotRestored(f'"{tenant.slug}" is archived. Bring it back first.')
    known = history()
    if known.is_behind(tenant.schema_version) or known.is_ahead(tenant.schema_version):
        raise NotRestored(
            f'The tables of "{tenant.slug}" are not those of this release. Run migrate_tenants.'
        )
    name = wish.name or f"{tenant.name[: NAME_LENGTH - 7]} (copy)"
    features = valid(tenant.features)
    return restoring.new_tenant(
        wish.slug, name, wish.subdomain, version=tenant.schema_version, features=features
    )


def _plan(tenant: Tenant, seed: str) -> Plan:
    with tenant_context(tenant, using=OWNER_ALIAS):
        ((_, plan),) = clone_wanted.send(sender=Tenant, tenant=tenant, seed=seed)
    assert isinstance(plan, Plan)  # noqa: S101 - for the type
    return plan


def _record_in(new: Tenant, original: Tenant, request: HttpRequest | None) -> None:
    with tenant_context(new, using=OWNER_ALIAS):
        log.record(
            Event.COMPANY_CLONED,
            operator=acts.operator_name(request),
            client=client_of(request),
            detail={"original": original.slug},
        )
