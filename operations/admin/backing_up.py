"""Backing companies up and taking restores back, as actions of the list of companies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db import DatabaseError
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

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
            sentence = _(
                "%(name)s has %(size)s, which takes longer than a page may. Run: %(command)s"
            ) % {
                "name": tenant.name,
                "size": filesizeformat(size),
                "command": f"manage.py backup_tenant {tenant.slug}",
            }
            model_admin.message_user(request, sentence, messages.WARNING)
            continue
        try:
            backup = making.back_up(tenant, request=request)
        except _FAILURES as error:
            sentence = _("%(name)s was not backed up: %(error)s") % {
                "name": tenant.name,
                "error": error,
            }
            model_admin.message_user(request, sentence, messages.ERROR)
        else:
            model_admin.log_change(request, tenant, "Backed up.")
            sentence = _("%(name)s is backed up: %(place)s") % {
                "name": tenant.name,
                "place": backup.place,
            }
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
            sentence = _("%(name)s is as it was before its last restore.")
            model_admin.message_user(request, sentence % {"name": tenant.name})
