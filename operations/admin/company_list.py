"""The list of companies, with the figures of those on its page."""

import logging
from datetime import datetime
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse

from operations.backups.catalogue import last_verified
from operations.figures import Figures, figures_of
from tenants import wakeups
from tenants.models import Tenant

logger = logging.getLogger("operations")
UNKNOWN = "–"  # noqa: RUF001 - a dash, where nothing is known


class CompanyList(ChangeList):
    """Reads the figures once for the whole page."""

    def url_for_result(self, result: Any) -> str:
        """Return the company's page, which leads to the form on which it is changed."""
        return reverse("admin:tenants_tenant_overview", args=[result.pk])

    def get_results(self, request: HttpRequest) -> None:
        """Attach the figures to the companies of the page."""
        super().get_results(request)
        self.result_list: Any = list(self.result_list)
        found = figures_of(self.result_list)
        backups = _backups_of(self.result_list)
        failed = wakeups.set_aside_in([tenant.slug for tenant in self.result_list])
        for tenant in self.result_list:
            tenant.figures = found.get(tenant.slug)
            tenant.last_backup = backups.get(tenant.pk)
            tenant.failed_jobs = failed.get(tenant.slug, 0)


def _backups_of(companies: list[Tenant]) -> dict[int, datetime]:
    try:
        return last_verified(companies)
    except DatabaseError:
        # The list is what operators need when a database is in trouble.
        logger.exception("The catalogue of backups could not be read.")
        return {}


def figures(tenant: Tenant) -> Figures | None:
    """Return what the list has attached, None if it could not be read."""
    return getattr(tenant, "figures", None)
