"""The figures of companies that operators see in their list."""

import logging
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import Count, Max, Min, Q, Value
from django.utils import timezone

from operations.figures import Figures
from tenants.across import across
from tenants.models import TenantQuerySet
from timetracking.models import Employee, Role, WorkLog

logger = logging.getLogger("operations")
DAYS = 30


def figures_of(tenants: TenantQuerySet, *, only_owners: bool = False) -> dict[str, Figures]:
    """Return the figures by slug: two queries for up to a hundred companies, none for each.

    With `only_owners` it is one, and the other figures are missing. Empty if that fails.
    """
    try:
        return _owners(tenants) if only_owners else figures_of_all(tenants)
    except DatabaseError:
        # The list is what operators need when a database is in trouble.
        logger.exception("The figures of companies could not be read.")
        return {}


def _owners(tenants: TenantQuerySet) -> dict[str, Figures]:
    owners = Employee.objects.filter(is_active=True, role=Role.OWNER).order_by()
    names = owners.values(company=Value(1)).annotate(owner=Min("name"), owners=Count("pk"))
    return {
        slug: Figures(owner=row["owner"], more_owners=row["owners"] - 1)
        for slug, row in across(names, tenants=tenants)
    }


def figures_of_all(tenants: TenantQuerySet) -> dict[str, Figures]:
    """Return the figures by slug, in two queries for each hundred companies."""
    people = Employee.objects.filter(is_active=True).order_by()
    is_owner = Q(role=Role.OWNER)
    staff = dict(
        across(
            people.values(company=Value(1)).annotate(
                people=Count("pk"),
                owner=Min("name", filter=is_owner),
                owners=Count("pk", filter=is_owner),
            ),
            tenants=tenants,
        )
    )
    recent = Q(check_out=None) | Q(check_out__gte=timezone.now() - timedelta(days=DAYS))
    logs = WorkLog.objects.order_by().values(company=Value(1))
    work = dict(
        across(
            logs.annotate(
                active=Count(
                    "employee", filter=recent & Q(employee__is_active=True), distinct=True
                ),
                began=Max("check_in"),
                ended=Max("check_out"),
            ),
            tenants=tenants,
        )
    )
    none = {"people": 0, "owner": None, "owners": 0, "active": 0, "began": None, "ended": None}
    found = {}
    for slug in staff.keys() | work.keys():
        row = {**none, **staff.get(slug, {}), **work.get(slug, {})}
        found[slug] = Figures(
            owner=row["owner"] or "",
            more_owners=max(0, row["owners"] - 1),
            people=row["people"],
            active=row["active"],
            last_tap=max(filter(None, (row["began"], row["ended"])), default=None),
        )
    return found
