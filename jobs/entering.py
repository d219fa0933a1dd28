from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tenants.context import in_public, public_context, tenant_context
from tenants.models import Tenant


@contextmanager
def entered(tenant: Tenant | None) -> Iterator[None]:
    """Run the block in one transaction inside the company or, without one, in public."""
    if tenant is not None:
        with tenant_context(tenant):
            yield
    elif in_public():
        with transaction.atomic():
            yield
    else:
        with public_context(), transaction.atomic():
            yield
