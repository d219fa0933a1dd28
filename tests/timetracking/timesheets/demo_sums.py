"""Walks the pages of a company that print hours, beside timesheets, and adds them up."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.template.loader import render_to_string

from tests.conftest import TenantClient
from tests.timetracking.timesheets.other_sums import (
    days_of_grid,
    days_of_timesheet,
    flaws_of_approvals,
    flaws_of_grid,
    flaws_of_kiosk,
    flaws_of_shift_page,
)
from tests.timetracking.timesheets.sums import Page
from timetracking.models import CompanySettings, Employee, WorkLog
from timetracking.timesheets.own_hours import own_hours

# Enough of each kind: a page takes a while.
_SOME = 15


def flaws_of_team(client: TenantClient, week: str, now: datetime) -> list[str]:
    """Return what contradicts itself, or people's timesheets, on the pages of who leads a team."""
    monday = date.fromisoformat(f"{week}-1")
    sunday = monday + timedelta(days=6)
    month = _read(client, f"/timesheets/?from={monday:%Y-%m}-01&to={monday:%Y-%m}-28")
    team = _read(client, f"/timesheets/?from={monday}&to={sunday}")
    flaws = [*flaws_of_grid(month), *flaws_of_grid(team)]
    for address, days in days_of_grid(team).items():
        sheet = _read(client, f"{address}?week={week}")
        flaws += [f"{address}: {flaw}" for flaw in Page(sheet, now).flaws_of_timesheet()]
        if days_of_timesheet(sheet) != days:
            flaws.append(f"{address} has other hours than the team's page")
    return flaws + flaws_of_approvals(_read(client, "/approvals/"))


def flaws_of_shifts(client: TenantClient) -> list[str]:
    """Return what contradicts itself on the pages of shifts, plain ones and ones with marks."""
    marked = Q(deducted__gt=0) | Q(breaks__is_paid=True) | ~Q(review="")
    some = {
        *WorkLog.objects.filter(marked).values_list("pk", flat=True)[:_SOME],
        *WorkLog.objects.values_list("pk", flat=True)[:_SOME],
    }
    pages = {pk: _read(client, f"/shifts/{pk}/") for pk in some}
    return [f"shift {pk}: {flaw}" for pk in pages for flaw in flaws_of_shift_page(pages[pk])]


def flaws_of_kiosks(now: datetime) -> list[str]:
    """Return what contradicts itself in the hours that kiosks show to people."""
    company = CompanySettings.objects.get()
    return [
        f"{employee.name}: {flaw}"
        for employee in Employee.objects.active()
        for flaw in flaws_of_kiosk(kiosk_hours(employee, company, now), now)
    ]


def kiosk_hours(employee: Employee, company: CompanySettings, now: datetime) -> str:
    """Return the hours of an employee as a kiosk in the company's zone shows them."""
    hours = own_hours(employee, company=company, zone=company.zone, now=now)
    context = {"hours": hours, "zone": company.zone.key}
    return render_to_string("timetracking/kiosk/hours.html", context)


def _read(client: TenantClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())
