"""Inviting an owner to a company where nobody can sign in."""

from django.db import transaction

from accounts.requests import Client
from operations.signals import owner_invited
from tenants.context import tenant_context
from tenants.exceptions import NotAllowed
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


def invite_owner(tenant: Tenant, email: str, name: str, *, operator: str, client: Client) -> None:
    """Create and invite an owner, or invite them again, in the name of an operator.

    A new owner needs a name. Raise ValidationError if the product refuses one of them, NotAllowed
    if the company is archived.
    """
    if tenant.is_archived:
        raise NotAllowed(
            f'"{tenant.slug}" is archived: nobody can be invited. Bring it back first.'
        )
    with transaction.atomic(using=OWNER_ALIAS), tenant_context(tenant, using=OWNER_ALIAS):
        owner_invited.send(
            sender=Tenant,
            tenant=tenant,
            using=OWNER_ALIAS,
            owner_email=email,
            owner_name=name,
            operator=operator,
            client=client,
        )
