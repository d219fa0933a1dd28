"""The operators' acts in the security log of public, and in that of the company concerned.

Django's own log of the admin stays as the history of a page. It has neither values nor addresses,
and the app login may change its rows.
"""

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.requests import client_of
from accounts.security import log
from accounts.security.events import Event
from tenants.context import in_public, public_context, tenant_context
from tenants.history import history
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

if TYPE_CHECKING:
    from django.forms import ModelForm

Changes = dict[str, Any]


# Of the columns in which a company keeps it.
_LONGEST_NAME = 254
SHELL = "Operator (command)"
"""How a company's log names the operator of a command."""


def operator_name(request: HttpRequest | None) -> str:
    """Return how a company's log names the operator: they are not one of its users."""
    if request is None:
        return SHELL
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the admin admits nobody else
    return name_of(user)


def name_of(user: User) -> str:
    """Return how a company's log names an operator, in as much as its column takes."""
    room = _LONGEST_NAME - len(f" ({user.email})")
    return f"{user.name[:room]} ({user.email})" if user.name and room > 0 else user.email


def changes(form: "ModelForm[Any]", *names: str) -> Changes:
    """Return the old and new values of the fields that a form changed."""
    return {
        name: [form.initial.get(name), form.cleaned_data[name]]
        for name in names
        if name in form.changed_data
    }


def record(
    request: HttpRequest | None, event: Event, tenant: Tenant, detail: Changes | None = None
) -> None:
    """Add an act on a company to the log of public; people of the company are not named there."""
    with nullcontext() if in_public() else public_context():
        log.record(event, request=request, detail={"company": tenant.slug, **(detail or {})})


def record_in_both(
    request: HttpRequest | None, event: Event, tenant: Tenant, detail: Changes | None = None
) -> None:
    """Add an act on a company to the log of public and to the company's own.

    The company's has a transaction of its own. One whose tables are behind the code is left out:
    an operator must be able to suspend it; and so is one in the archive.
    """
    record(request, event, tenant, detail)
    # It may have gone to the archive since it was read.
    present = Tenant.objects.using(OWNER_ALIAS).present().filter(pk=tenant.pk)
    if not present.exists() or history().is_behind(tenant.schema_version):
        return
    name, client = operator_name(request), client_of(request)
    with transaction.atomic(using=OWNER_ALIAS), tenant_context(tenant, using=OWNER_ALIAS):
        log.record(event, operator=name, client=client, detail=detail)
