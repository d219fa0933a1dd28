"""The service that switches features of a company on and off, for the command and the admin."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.security.events import Event
from operations import acts
from operations.features.known import FEATURES, PEOPLE, SEARCH, STORAGE, Feature, feature, valid
from operations.figures import Figures, figures_of
from operations.signals import feature_switched
from tenants import lifecycle, sizes
from tenants.context import tenant_context
from tenants.exceptions import ExtensionMissing
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.sizes import Size

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Standing:
    """How a company stands with a feature: its value, None if it is off, and what it uses."""

    feature: Feature
    value: int | bool | None
    used: str = ""

    def __str__(self) -> str:
        """Return the name of a feature that is on, with how much is used of how much."""
        if not self.feature.unit:
            return self.feature.name
        facts = {"used": self.used, "value": self.value, "unit": self.feature.unit}
        amount = _("%(used)s of %(value)s %(unit)s") if self.used else "%(value)s %(unit)s"
        return f"{self.feature.name}: {amount % facts}"


def standings(
    tenant: Tenant, figures: Figures | None = None, size: Size | None = None
) -> list[Standing]:
    """Return all features, with how much of its limits the company uses.

    `figures` and `size` are read unless the caller has them already.
    """
    figures = figures or figures_of([tenant]).get(tenant.slug)
    size = size or sizes.of_schema(tenant.schema_name)
    used = {STORAGE: str(-(-size.bytes // MEGABYTE))}
    if figures:
        used[PEOPLE] = str(figures.people)
    stored = valid(tenant.features)
    return [Standing(one, stored.get(name), used.get(name, "")) for name, one in FEATURES.items()]


def change(
    tenant: Tenant,
    *,
    on: Mapping[str, str | None],
    off: Collection[str] = (),
    request: HttpRequest | None = None,
    is_rehearsal: bool = False,
) -> acts.Changes:
    """Switch features on, with values as they were typed, and others off; return what changed.

    All of it or nothing, recorded in the security logs of public and of the company. A rehearsal
    does all of it, and rolls back. Takes the lock of the company's row. Raises ValidationError,
    and NotAllowed, TenantInUse or ExtensionMissing.
    """
    both = sorted(set(on) & set(off))
    if both:
        raise ValidationError(
            _("%(name)s cannot be switched on and off at the same time.") % {"name": both[0]}
        )
    values = {name: feature(name).value(text) for name, text in on.items()}
    for name in off:
        feature(name)
    with transaction.atomic(using=OWNER_ALIAS):
        changes = lifecycle.change_features(tenant, on=values, off=off)
        if SEARCH in changes or SEARCH in on:  # also an index that is missing is made anew
            _apply(tenant)
        transaction.set_rollback(is_rehearsal, using=OWNER_ALIAS)
    if is_rehearsal:
        tenant.refresh_from_db(using=OWNER_ALIAS)
    elif changes:
        acts.record_in_both(request, Event.COMPANY_CHANGED, tenant, changes)
    return changes


def settle(tenant: Tenant) -> str:
    """Make in a schema that was just restored what the features of its company need.

    If the database cannot have it, the feature is switched off; return a sentence that says so.
    In the caller's transaction.
    """
    try:
        with transaction.atomic(using=OWNER_ALIAS):
            _apply(tenant)
    except ExtensionMissing as error:
        lifecycle.change_features(tenant, on={}, off=[SEARCH])
        return f"{_('%(name)s is off.') % {'name': SEARCH}} {error}"
    return ""


def _apply(tenant: Tenant) -> None:
    with tenant_context(tenant, using=OWNER_ALIAS):
        feature_switched.send(
            sender=Tenant,
            tenant=tenant,
            using=OWNER_ALIAS,
            name=SEARCH,
            is_on=SEARCH in tenant.features,
        )


def sentences(changes: acts.Changes) -> Iterator[str]:
    """Yield what has changed, one feature in each."""
    for name, (before, after) in changes.items():
        unit = FEATURES[name].unit if name in FEATURES else ""
        if after is None:
            yield _("%(name)s is off.") % {"name": name}
        elif not unit:
            yield _("%(name)s is on.") % {"name": name}
        elif before is None:
            yield _("%(name)s is %(value)s (%(unit)s).") % {
                "name": name,
                "value": after,
                "unit": unit,
            }
        else:
            yield _("%(name)s is %(value)s (%(unit)s), and was %(before)s.") % {
                "name": name,
                "value": after,
                "unit": unit,
                "before": before,
            }
