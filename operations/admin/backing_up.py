"""Backing companies up and taking restores back, as actions of the list of companies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db import DatabaseError
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from operations.backups import making, restoring
from operations.backups.errors import BackupError
from tenants.backups.description import size_of
from tenants.exceptions import TenantError
from tenants.models import Tenant

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Tenant]
else:
    _Admin = admin.ModelAdmin

# On disk; a larger company, or more companies, take longer than a browser should wait.
LARGEST, MOST = 200_000_000, 20
_FAILURES = (BackupError, TenantError, DatabaseError)


def back_up(model_admin: _Admin, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
    """Back up small companies; name the command for others."""
    if len(tenants) > MOST:
        sentence = (
            f"More than {MOST} take longer than a page may. Run: manage.py backup_tenant --all"
        )
        model_admin.message_user(request, sentence, messages.WARNING)
        return
    for tenant in tenants:
        size = size_of(tenant.schema_name)
        if size > LARGEST:
            sentence = (
                f"{tenant.name} has {filesizeformat(size)}, which takes longer than a page may. "
                f"Run: manage.py backup_tenant {tenant.slug}"
            )
            model_admin.message_user(request, sentence, messages.WARNING)
            continue
        try:
            backup = making.back_up(tenant, request=request)
        except _FAILURES as error:
            sentence = f"{tenant.name} was not backed up: {error}"
            model_admin.message_user(request, sentence, messages.ERROR)
        else:
            model_admin.log_change(request, tenant, "Backed up.")
            sentence = f"{tenant.name} is backed up: {backup.place}"
            model_admin.message_user(request, sentence)


def undo_restore(model_admin: _Admin, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
    """Take the last restore of each company back."""
    for tenant in tenants:
        try:
            restoring.undo(tenant, request=request)
        except _FAILURES as error:
            model_admin.message_user(request, f"{tenant.name}: {error}", messages.ERROR)
        else:
            model_admin.log_change(request, tenant, "Took the last restore back.")
            sentence = f"{tenant.name} is as it was before its last restore."
            model_admin.message_user(request, sentence)
