"""Where the engine, the operator's pages and the product meet: who listens to which signal."""

from collections.abc import Mapping
from typing import Any

from operations.signals import owner_invited
from tenants.signals import tenant_provisioned


def connect() -> None:
    """Connect the product's services to the signals of those who do not know it."""
    tenant_provisioned.connect(start_company, dispatch_uid="config.start_company")
    owner_invited.connect(invite_owner, dispatch_uid="config.invite_owner")


def start_company(
    *, tenant: Any, using: str, first_facts: Mapping[str, Any], **kwargs: Any
) -> None:
    """Give a new tenant its settings and its first owner, in the provisioning transaction."""
    from timetracking.company import onboarding

    onboarding.start_company(site=tenant, using=using, **first_facts)


def invite_owner(*, tenant: Any, using: str, owner_email: str, **kwargs: Any) -> None:
    """Make and invite an owner of a company that is there, in the caller's transaction."""
    from timetracking.company import onboarding

    onboarding.invite_owner(site=tenant, owner_email=owner_email, using=using)
