"""What pages show of hours, for an address that chooses period, people and problems."""

from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from timetracking.base.local_time import local_date
from timetracking.base.pay_schedule import Schedule
from timetracking.base.periods import Period
from timetracking.timesheets.grid import grid, own_row
from timetracking.timesheets.offers import Ways, ways
from timetracking.web.back import PARAMETER, this_page
from timetracking.web.places import chosen_place
from timetracking.web.requests import StaffRequest


def grid_context(
    request: StaffRequest, query: QueryDict, *, now: datetime, here: str
) -> dict[str, Any]:
    """Return the context of the grid's templates, on the page `here` or for it.

    Raises UnknownPeriod, UnknownLocation.
    """
    company = request.company
    today = local_date(now, company.zone)
    place = chosen_place(request, query)
    period = Period.shown(
        query.get("from", ""),
        query.get("to", ""),
        today=today,
        starts_on=company.week_starts_on,
    )
    only_problems = bool(query.get("problems"))
    return {
        "grid": grid(
            request.employee,
            period,
            company=company,
            now=now,
            location=place,
            only_problems=only_problems,
        ),
        "place": place,
        "only_problems": only_problems,
        "ways": _ways(request, period, today),
        "at": reverse("timesheets"),
        "query": query,
        "here": here,
    }


def _ways(request: StaffRequest, period: Period, today: date) -> Ways:
    company = request.company
    schedule = Schedule.of(company.rules.pay_schedule)
    return ways(period, today=today, starts_on=company.week_starts_on, schedule=schedule)


def own_context(request: StaffRequest, query: QueryDict, *, now: datetime) -> dict[str, Any]:
    """Return the context of the page of one's own month. Raises UnknownPeriod."""
    company = request.company
    today = local_date(now, company.zone)
    typed = query.get("from", ""), query.get("to", "")
    if any(typed):
        period = Period.shown(*typed, today=today, starts_on=company.week_starts_on)
    else:
        period = Period.month_of(today)
    row = own_row(request.employee, period, company=company, now=now)
    return {
        "period": period,
        "row": row,
        "days": list(zip(period.days, row.cells, strict=True)),
        "legend": list(dict.fromkeys(mark for cell in row.cells for mark in cell.marks)),
        "today": today,
        "ways": _ways(request, period, today),
        "at": reverse("own-month"),
        "way": urlencode({PARAMETER: this_page(request)}),
        "query": query,
    }
