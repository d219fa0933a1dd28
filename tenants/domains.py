"""Host names of their own that companies have, beside the one below the base domain.

A claim gives no rights: several companies may claim a name, and the one that proves it has it. Who
looks for the proof is above the engine. All changes are the owner login's, under the lock of the
company's row; all times are the database server's.
"""

import secrets
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _
from psycopg import errors

from tenants import resolver
from tenants.exceptions import DomainRefused
from tenants.models import Domain, Tenant, TenantQuerySet
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.validators import normalise_domain

_OWNER = "tenant_domain_owner"
MOST = 10
"""How many domains a company may claim."""


def claim(tenant: Tenant, typed: str) -> tuple[Domain, bool]:
    """Return the company's claim to a domain, and whether it is new; it gives no rights yet.

    Raises ValidationError for what cannot be a domain, and DomainRefused if another company has it.
    """
    name = normalise_domain(typed)
    with transaction.atomic(using=OWNER_ALIAS):
        _lock(tenant)
        refuse_others(tenant, name)
        known = Domain.objects.using(OWNER_ALIAS).filter(company_id=tenant.pk)
        if found := known.filter(name=name).first():
            return found, False
        if known.count() >= MOST:
            sentence = _("%(name)s has %(n)d domains already. Remove one first.")
            raise DomainRefused(sentence % {"name": tenant.name, "n": MOST})
        made = Domain.objects.using(OWNER_ALIAS).create(
            company_id=tenant.pk, name=name, token=secrets.token_hex(16)
        )
    return made, True


def find(tenant: Tenant, typed: str) -> Domain:
    """Return the company's claim to a domain; raise ValidationError or DomainRefused."""
    name = normalise_domain(typed)
    found = Domain.objects.using(OWNER_ALIAS).filter(company_id=tenant.pk, name=name).first()
    if found is None:
        sentence = _("%(name)s has no domain %(domain)s. Add it first.")
        raise DomainRefused(sentence % {"name": tenant.name, "domain": name})
    return found


def refuse_others(tenant: Tenant, name: str) -> None:
    """Raise DomainRefused if another company has the domain."""
    owner = _tenants().at(name).exclude(pk=tenant.pk).first()
    if owner is not None:
        sentence = _("%(name)s (%(slug)s) has the domain %(domain)s. Remove it there first.")
        names = {"name": owner.name, "slug": owner.slug, "domain": name}
        raise DomainRefused(sentence % names)


def confirm(domain: Domain) -> bool:
    """Give the company the domain that it has proved; return whether it did not have it before.

    Raises DomainRefused if another company was faster, or the claim was removed meanwhile.
    """
    try:
        with transaction.atomic(using=OWNER_ALIAS):
            rows = Domain.objects.using(OWNER_ALIAS).filter(pk=domain.pk, token=domain.token)
            before = rows.select_for_update().first()
            if before is None:
                sentence = _("%(domain)s was removed meanwhile. Add it again.")
                raise DomainRefused(sentence % {"domain": domain.name})
            rows.update(
                verified_at=Coalesce(F("verified_at"), Now()),
                checked_at=Now(),
                problem="",
                misses=0,
            )
            _forget_on_commit(domain.name)
    except IntegrityError as error:
        cause = error.__cause__
        if not (isinstance(cause, errors.UniqueViolation) and cause.diag.constraint_name == _OWNER):
            raise
        sentence = _(
            "Another company has had the domain %(domain)s since a moment ago. Remove it there "
            "first."
        )
        raise DomainRefused(sentence % {"domain": domain.name}) from error
    return before.verified_at is None


def note_problem(domain: Domain, problem: str, *, is_miss: bool) -> int:
    """Note what a look-up found instead of the record; return how often in a row it was gone.

    A domain that was verified stays so: a mistake in the DNS must not stop a company from working.
    """
    with transaction.atomic(using=OWNER_ALIAS):
        rows = Domain.objects.using(OWNER_ALIAS).filter(pk=domain.pk, token=domain.token)
        more = 1 if is_miss else 0
        rows.update(checked_at=Now(), problem=problem, misses=F("misses") + more)
        return rows.values_list("misses", flat=True).first() or 0


def make_main(tenant: Tenant, name: str) -> str:
    """Make a verified domain the company's main address; "" stands for the one below the base.

    Its other addresses lead there from then on. Returns the host that was the main one. Raises
    DomainRefused.
    """
    with transaction.atomic(using=OWNER_ALIAS):
        locked = _lock(tenant)
        if name and not _tenants().at(name).filter(pk=tenant.pk).exists():
            sentence = _("%(domain)s is not verified. Verify it first.")
            raise DomainRefused(sentence % {"domain": name})
        old, host = locked.main_address, locked.host
        locked.main_domain = name
        locked.save(update_fields=["main_domain"])
        _forget_on_commit(old, locked.subdomain, locked.main_address)
    tenant.main_domain = name
    return host


def release(tenant: Tenant, name: str) -> bool:
    """Remove a domain from the company; return whether there was one.

    Its host is unknown from then on. If it was the main address, the one below the base is again.
    """
    with transaction.atomic(using=OWNER_ALIAS):
        locked = _lock(tenant)
        rows = Domain.objects.using(OWNER_ALIAS).filter(company_id=tenant.pk, name=name)
        gone = rows.delete()[0]
        if locked.main_domain == name:
            locked.main_domain = ""
            locked.save(update_fields=["main_domain"])
        _forget_on_commit(name, locked.subdomain)
    tenant.main_domain = locked.main_domain
    return bool(gone)


def bring_back(tenant: Tenant, proved: Iterable[Mapping[str, str]], *, main: str) -> None:
    """Give a company that had been gone the domains that it had proved, unless another has them.

    Its main address is what it was, if that is among them. In the caller's transaction, which has
    just saved the company's row.
    """
    for one in proved:
        if not _tenants().at(one["name"]).exists():
            Domain.objects.using(OWNER_ALIAS).create(
                company_id=tenant.pk, name=one["name"], token=one["token"], verified_at=Now()
            )
            if one["name"] == main:
                make_main(tenant, main)


def is_verified(name: str) -> bool:
    """Return whether a company, in whatever state, has this domain."""
    return Domain.objects.filter(name=name, verified_at__isnull=False).exists()


def _lock(tenant: Tenant) -> Tenant:
    return _tenants().select_for_update().get(pk=tenant.pk)


def _tenants() -> TenantQuerySet:
    return Tenant.objects.using(OWNER_ALIAS)


def _forget_on_commit(*known: str) -> None:
    transaction.on_commit(lambda: resolver.forget(*known), using=OWNER_ALIAS)
