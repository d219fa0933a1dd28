"""Signal receivers that connect the engine and the operator's pages to the product."""

from collections.abc import Mapping
from typing import Any

from django.db.backends.signals import connection_created

from accounts.requests import Client
from config.observability import statements
from operations.signals import figures_wanted, owner_invited
from tenants.signals import tenant_provisioned


def connect() -> None:
    """Connect the product's services to the signals."""
    tenant_provisioned.connect(start_company, dispatch_uid="config.start_company")
    owner_invited.connect(invite_owner, dispatch_uid="config.invite_owner")
    figures_wanted.connect(read_figures, dispatch_uid="config.read_figures")
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


def read_figures(*, tenants: Any, **kwargs: Any) -> Any:
    """Return the figures of these companies for the operator's list."""
    from config.figures import figures_of

    return figures_of(tenants)
