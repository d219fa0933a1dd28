"""The page of one company: how it stands, and what an operator can do with it."""

import logging
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from operations.admin.company_filters import STATES
from operations.backups import asking, catalogue
from operations.domains import wording
from operations.features import switching
from operations.figures import figures_of
from operations.models import Backup
from operations.signals import errors_wanted
from tenants import sizes, wakeups
from tenants.backups import switching as restores
from tenants.history import history
from tenants.models import Domain, Tenant

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Tenant]
else:
    _Admin = admin.ModelAdmin

logger = logging.getLogger("operations")


def show(model_admin: _Admin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show a company: figures without names, except the owner's, and no hours of anyone."""
    tenant = get_object_or_404(Tenant, pk=pk)
    newest, verified = _backups(tenant)
    size, figures = sizes.of_schema(tenant.schema_name), figures_of([tenant]).get(tenant.slug)
    standings = switching.standings(tenant, figures, size)
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": tenant.name,
        "opts": model_admin.opts,
        "tenant": tenant,
        "is_own_page": True,
        "state": STATES[tenant.state].label,
        "level": _level(tenant),
        "domains": [
            (domain, wording.standing(tenant, domain))
            for domain in Domain.objects.filter(company=tenant)
        ],
        "size": size,
        "figures": figures,
        "standings": [one for one in standings if one.value is not None],
        "newest": newest,
        "kept": restores.kept_schemas(tenant.slug),
        "verified": verified,
        "job": asking.progress_of([tenant]).get(tenant.pk),
        "failed": wakeups.set_aside_in([tenant.slug]).get(tenant.slug, 0),
        "errors": _errors(tenant),
    }
    return TemplateResponse(request, "operations/company.html", context)


def _level(tenant: Tenant) -> str:
    """Return in words how the company's tables stand to the code."""
    known, version = history(), tenant.schema_version
    if known.is_behind(version):
        count = len(set(known.version.split()) - set(version.split()))
        return _("%(n)d migrations are missing: run migrate_tenants") % {"n": count}
    if known.is_ahead(version):
        return _("migrated by a newer release")
    return _("up to date")


def _backups(tenant: Tenant) -> tuple[Backup | None, Backup | None]:
    """Return the newest backup, and the newest that was restored on trial."""
    try:
        newest = catalogue.rows().filter(company=tenant.pk).order_by("-taken_at", "-pk")
        return newest.first(), newest.exclude(verified_at=None).filter(result="").first()
    except DatabaseError:
        # The page is what operators need when a database is in trouble.
        logger.exception("The catalogue of backups could not be read.")
        return None, None


def _errors(tenant: Tenant) -> dict[str, int]:
    found: dict[str, int] = {}
    answers: list[Any] = errors_wanted.send(sender=Tenant, tenant=tenant)
    for _receiver, answer in answers:
        found |= answer
    return found
