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


def figures_of(tenants: TenantQuerySet) -> dict[str, Figures]:
    """Return the figures by slug: two queries for up to a hundred companies, none for each.

    Read when the list is shown, for its page alone, so that nothing has to be kept up to date: a
    page of 50 companies takes two queries over 50 schemas, however many companies there are.
    """
    try:
        return _read(tenants)
    except DatabaseError:
        # The list is what operators need when a database is in trouble.
        logger.exception("The figures of companies could not be read.")
        return {}


def _read(tenants: TenantQuerySet) -> dict[str, Figures]:
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
