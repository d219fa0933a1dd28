"""Signal receivers that connect the engine and the operator's pages to the product."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils import timezone

from accounts.requests import Client
from accounts.signals import signed_out
from config.observability import errors, statements
from operations.signals import (
    clone_wanted,
    company_cloned,
    company_copied,
    company_replaced,
    company_replacing,
    errors_wanted,
    feature_switched,
    figures_wanted,
    owner_invited,
    support_opened,
)
from tenants.context import get_current_tenant, in_public
from tenants.signals import tenant_provisioned


def connect() -> None:
    """Connect the product's services to the signals."""
    tenant_provisioned.connect(start_company, dispatch_uid="config.start_company")
    owner_invited.connect(invite_owner, dispatch_uid="config.invite_owner")
    clone_wanted.connect(plan_clone, dispatch_uid="config.plan_clone")
    company_cloned.connect(begin_trail, dispatch_uid="config.begin_trail")
    company_copied.connect(revoke_kiosks, dispatch_uid="config.revoke_kiosks")
    company_replacing.connect(revoked_kiosks, dispatch_uid="config.revoked_kiosks")
    company_replaced.connect(revoke_kiosks_again, dispatch_uid="config.revoke_kiosks_again")
    figures_wanted.connect(read_figures, dispatch_uid="config.read_figures")
    support_opened.connect(open_support_access, dispatch_uid="config.open_support_access")
    signed_out.connect(end_support_access, dispatch_uid="config.end_support_access")
    errors_wanted.connect(read_errors, dispatch_uid="config.read_errors")
    feature_switched.connect(switch_feature, dispatch_uid="config.switch_feature")
    post_migrate.connect(publish_presets, dispatch_uid="config.publish_presets")
    connection_created.connect(statements.watch, dispatch_uid="config.watch_statements")


def start_company(
    *, tenant: Any, using: str, first_facts: Mapping[str, Any], **kwargs: Any
) -> None:
    """Create a new tenant's settings and first owner, in the provisioning transaction."""
    from timetracking.company import onboarding

    onboarding.start_company(site=tenant, using=using, **first_facts)


def invite_owner(
    *,
    tenant: Any,
    using: str,
    owner_email: str,
    owner_name: str,
    operator: str,
    client: Client,
    **kwargs: Any,
) -> None:
    """Create and invite an owner of an existing company, in the caller's transaction."""
    from timetracking.company import onboarding

    onboarding.invite_owner(
        site=tenant,
        owner_email=owner_email,
        owner_name=owner_name,
        using=using,
        operator=operator,
        client=client,
    )


def revoke_kiosks(*, using: str, now: datetime, **kwargs: Any) -> None:
    """Revoke the kiosks of a company that was restored as another one, in that transaction."""
    from timetracking.kiosk import pairing

    pairing.revoke_all(now=now, reason="restored as another company", using=using)


def plan_clone(*, tenant: Any, seed: str, **kwargs: Any) -> Any:
    """Return what becomes of each column of the current company in a copy for trials."""
    from config.cloning import people

    return people.plan(company=tenant.pk, seed=seed)


def begin_trail(*, using: str, **kwargs: Any) -> None:
    """Begin the trail of a copy with its rows as they are, in that transaction."""
    from timetracking.base.authors import Author
    from timetracking.trail import anew

    anew.begin_anew(by=Author(origin="copy"), using=using)


def revoked_kiosks(*, using: str, **kwargs: Any) -> list[int]:
    """Return which kiosks of a company have been revoked."""
    from timetracking.kiosk import pairing

    return pairing.revoked(using=using)


def revoke_kiosks_again(*, using: str, now: datetime, ended: list[int], **kwargs: Any) -> None:
    """Revoke the kiosks that a restore would bring back, in that transaction."""
    from timetracking.kiosk import pairing

    pairing.revoke_all(now=now, reason="revoked before the restore", using=using, only=ended)


def read_figures(*, tenants: Any, only_owners: bool, **kwargs: Any) -> Any:
    """Return the figures of these companies for the operator's list."""
    from config.figures import figures_of

    return figures_of(tenants, only_owners=only_owners)


def read_errors(*, tenant: Any, **kwargs: Any) -> dict[str, int]:
    """Return the errors that were logged for a company in the last day, by kind."""
    return errors.recent(tenant.slug)


def open_support_access(
    *,
    tenant: Any,
    operator: str,
    client: Client,
    reason: str,
    until: datetime,
    now: datetime,
    **kwargs: Any,
) -> str:
    """Prepare an operator's support access, and tell the owners; return the link's token."""
    from timetracking.security import support

    return support.open_access(
        site=tenant, operator=operator, client=client, reason=reason, until=until, now=now
    )


def switch_feature(*, name: str, is_on: bool, **kwargs: Any) -> None:
    """Make or drop what a feature needs in the company's schema, in the caller's transaction."""
    from config import allowances

    allowances.switch(name=name, is_on=is_on)


def publish_presets(*, app_config: Any, using: str, **kwargs: Any) -> None:
    """Add the rule sets of this release to public, after its table was migrated there."""
    from presets.publishing import publish
    from timetracking.pay.engine.data import as_data
    from timetracking.pay.engine.presets import PRESETS

    if app_config.label == "presets" and get_current_tenant() is None:
        publish(((code, one.version, as_data(one)) for code, one in PRESETS.items()), using=using)


def end_support_access(*, user: Any, **kwargs: Any) -> None:
    """End an operator's support access with their other sessions."""
    from operations import support

    if in_public():
        support.end_access_of(user, now=timezone.now())
