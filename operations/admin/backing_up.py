"""Backing companies up and taking restores back, as actions of the list of companies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from operations.backups import asking, restoring
from operations.backups.errors import BackupError
from tenants.exceptions import TenantError
from tenants.models import Tenant

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Tenant]
else:
    _Admin = admin.ModelAdmin

FAILURES = (BackupError, TenantError, DatabaseError)


def back_up(model_admin: _Admin, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
    """Have the worker back up the companies, however large they are."""
    asked: list[Tenant] = []
    for tenant in tenants:
        try:
            asking.ask(tenant, request=request)
        except FAILURES as error:
            sentence = _("%(name)s is not backed up: %(error)s") % {
                "name": tenant.name,
                "error": error,
            }
            model_admin.message_user(request, sentence, messages.ERROR)
        else:
            model_admin.log_change(request, tenant, "Asked for a backup.")
            asked.append(tenant)
    if len(asked) == 1:
        sentence = _("The backup of %(name)s was started. Its page says when it is done.")
        model_admin.message_user(request, sentence % {"name": asked[0].name})
    elif asked:
        sentence = _("The backups were started. The list of backups says when they are done.")
        model_admin.message_user(request, sentence)


def undo_restore(model_admin: _Admin, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
    """Take the last restore of each company back."""
    for tenant in tenants:
        try:
            restoring.undo(tenant, request=request)
        except FAILURES as error:
            model_admin.message_user(request, f"{tenant.name}: {error}", messages.ERROR)
        else:
            model_admin.log_change(request, tenant, "Took the last restore back.")
            sentence = _("%(name)s is as it was before its last restore.")
            model_admin.message_user(request, sentence % {"name": tenant.name})
