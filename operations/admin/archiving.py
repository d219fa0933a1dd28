"""Archiving, bringing back and removing companies, as actions of the list of companies."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from operations import states
from operations.admin.backing_up import FAILURES
from operations.admin.too_large import LARGEST, LARGEST_BACKUP, is_too_large
from operations.backups import catalogue
from tenants.backups.description import size_of
from tenants.models import Tenant

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Tenant]
else:
    _Admin = admin.ModelAdmin

MOST = 5  # companies at a time


def archive(model_admin: _Admin, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
    """Archive small companies; name the command for others."""
    for tenant in _few(model_admin, request, tenants):
        size, command = size_of(tenant.schema_name), f"archive_tenant {tenant.slug}"
        if not is_too_large(model_admin, request, tenant.name, size, LARGEST, command):
            said = _("%(name)s is archived. Its backup is kept until you bring it back.")
            _do(model_admin, request, tenant, states.archive, said, "Archived.")


def bring_back(model_admin: _Admin, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
    """Restore small companies; name the command for others."""
    for tenant in _few(model_admin, request, tenants):
        command = f"archive_tenant {tenant.slug} --undo"
        size = _backup_size(tenant)
        if not is_too_large(model_admin, request, tenant.name, size, LARGEST_BACKUP, command):
            said = _("%(name)s is back, and suspended. Resume it to let people work.")
            _do(model_admin, request, tenant, states.bring_back, said, "Brought back.")


def remove(model_admin: _Admin, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
    """Remove a company whose backup can be restored on trial while a page waits."""
    for tenant in tenants:
        size, command = _backup_size(tenant), f"drop_tenant {tenant.slug}"
        if not is_too_large(model_admin, request, tenant.name, size, LARGEST_BACKUP, command):
            said = _("%(name)s is removed. Its slug is not given to another company.")
            _do(model_admin, request, tenant, states.remove, said, "Removed.")


def _few(model_admin: _Admin, request: HttpRequest, tenants: Sequence[Tenant]) -> Sequence[Tenant]:
    if len(tenants) <= MOST:
        return tenants
    sentence = _("Select at most %(n)d companies: more take longer than a page may.")
    model_admin.message_user(request, sentence % {"n": MOST}, messages.WARNING)
    return []


def _backup_size(tenant: Tenant) -> int:
    found = catalogue.archive_of(tenant)
    return (found.size or 0) if found else 0


def _do(
    model_admin: _Admin,
    request: HttpRequest,
    tenant: Tenant,
    act: Callable[..., object],
    said: str,
    note: str,
) -> None:
    try:
        act(tenant, request=request)
    except FAILURES as error:
        model_admin.message_user(request, f"{tenant.name}: {error}", messages.ERROR)
    else:
        model_admin.log_change(request, tenant, note)
        model_admin.message_user(request, said % {"name": tenant.name})
