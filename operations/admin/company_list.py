"""The list of companies, with the figures of those on its page.

It can be sorted by all companies' figures, so they are read from the last measurement, which is in
public, and not from a thousand schemas. Owners are named in their company's schema alone, which is
read for the page. So is everything of a company that was not measured yet, for it is new.
"""

import logging
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db import DatabaseError
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse

from operations.backups import catalogue
from operations.figures import Figures, figures_of
from operations.usage import reading
from tenants.models import Tenant, WakeUp
from tenants.postgresql.switch import OWNER_ALIAS

logger = logging.getLogger("operations")
_FIGURES = (
    *("measured_people", "measured_active", "measured_tap", "measured_bytes"),
    "last_backup",
)
UNKNOWN = "–"  # noqa: RUF001 - a dash, where nothing is known


def by(name: str) -> OrderBy:
    """Return how the list is sorted by a figure of `with_figures`: what is unknown is least."""
    return F(name).asc(nulls_first=True)


def with_figures(measured: reading.Measurement | None) -> "QuerySet[Tenant]":
    """Return all companies with what public knows of each, as the owner login, in one query."""
    row = reading.rows().filter(company=OuterRef("pk"), day=measured.day if measured else date.min)
    backups = catalogue.rows().filter(company=OuterRef("pk"), result="")
    newest = backups.exclude(verified_at=None).order_by("-taken_at")
    aside = WakeUp.objects.filter(slug=OuterRef("slug"), is_aside=True).order_by().values("slug")
    return Tenant.objects.using(OWNER_ALIAS).annotate(
        measured_people=Subquery(row.values("people")),
        measured_active=Subquery(row.values("active")),
        measured_tap=Subquery(row.values("last_tap")),
        measured_bytes=Subquery(row.values("bytes")),
        last_backup=Subquery(newest.values("taken_at")[:1]),
        failed_jobs=Coalesce(Subquery(aside.annotate(n=Count("pk")).values("n")), 0),
    )


class CompanyList(ChangeList):
    """Sorts by figures, and reads what is missing once for the whole page."""

    measured: reading.Measurement | None = None

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the companies that were searched for, sorted."""
        try:
            self.measured = reading.newest()
            self.root_queryset = with_figures(self.measured)
        except DatabaseError:
            # The list is what operators need when a database is in trouble.
            logger.exception("What is known of the companies could not be read.")
            self.root_queryset = Tenant.objects.annotate(
                **dict.fromkeys(_FIGURES, Value(None, IntegerField())), failed_jobs=Value(0)
            )
        return super().get_queryset(request, *args, **kwargs)

    def url_for_result(self, result: Any) -> str:
        """Return the company's page, which leads to the form on which it is changed."""
        return reverse("admin:tenants_tenant_overview", args=[result.pk])

    def get_results(self, request: HttpRequest) -> None:
        """Attach the figures to the companies of the page."""
        super().get_results(request)
        self.result_list: Any = list(self.result_list)
        new = [tenant for tenant in self.result_list if tenant.measured_bytes is None]
        known = [tenant for tenant in self.result_list if tenant.measured_bytes is not None]
        found = figures_of(known, only_owners=True) if known else {}
        found |= figures_of(new) if new else {}
        for tenant in self.result_list:
            tenant.figures = _merged(tenant, found.get(tenant.slug))


def _merged(tenant: Any, found: Figures | None) -> Figures | None:
    """Return the owner as of now, with the other figures as of the last measurement if it had any.

    None if nothing is known.
    """
    if tenant.measured_bytes is None or tenant.measured_people is None:
        return found
    return replace(
        found or Figures(),
        people=tenant.measured_people,
        active=tenant.measured_active,
        last_tap=tenant.measured_tap,
    )


def figures(tenant: Tenant) -> Figures | None:
    """Return what the list has attached, None if it could not be read."""
    return getattr(tenant, "figures", None)
