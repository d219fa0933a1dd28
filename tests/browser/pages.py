"""The addresses of every page of a company in which much has happened, and what they answer."""

import re

from tenants.context import tenant_context
from tests.browser.conftest import Company
from tests.mails import good_token
from timetracking.models import Correction, WorkLog

# Pages that come after others, at which other browser tests look.
# The form of the rules of pay is there once a company has some.
ELSEWHERE = {"second-step", "confirm", "people-added", "clock-away", "pay-rules-change"}


def pages_of_a_member(company: Company) -> dict[str, int]:
    with tenant_context(company.tenant):
        log = WorkLog.objects.earliest("check_in").pk
        correction = Correction.objects.earliest("pk").pk
    return {
        "/": 200,
        "/me/": 200,
        "/today/": 403,
        "/corrections/": 200,
        "/corrections/add/": 200,
        f"/corrections/{correction}/": 200,
        f"/shifts/{log}/": 200,
        f"/shifts/{log}/correct/": 200,
    }


def pages_of_staff(company: Company) -> dict[str, int]:
    member, manager = company.staff["member"].pk, company.staff["manager"].pk
    with tenant_context(company.tenant):
        log = WorkLog.objects.earliest("check_in").pk
        correction = Correction.objects.earliest("pk").pk
    return {
        f"/shifts/{log}/": 200,
        f"/shifts/{log}/edit/": 200,
        f"/shifts/{log}/remove/": 200,
        f"/people/{member}/shifts/add/": 200,
        "/corrections/": 200,
        f"/corrections/{correction}/": 200,
        "/approvals/": 200,
        "/timesheets/": 200,
        "/timesheets/?problems=1": 200,
        "/timesheet/month/": 200,
        f"/timesheets/{member}/": 200,
        "/me/": 200,
        f"/people/{member}/access/": 200,
        f"/people/{member}/history/": 200,
        "/": 200,
        "/timesheet/": 200,
        f"/people/{member}/": 200,
        f"/people/{member}/?week=2026-W02": 200,
        "/today/": 200,
        "/board/": 200,
        "/people/": 200,
        "/people/?q=nobody&state=left&sort=-rate": 200,
        "/people/add/": 200,
        f"/people/{member}/details/": 200,
        f"/people/{member}/deactivate/": 200,
        f"/people/{manager}/deactivate/": 200,
        "/locations/": 200,
        "/locations/add/": 200,
        "/pin/": 200,
        f"/people/{member}/pin/": 200,
        "/kiosks/": 200,
        "/kiosks/pair/": 200,
        "/settings/": 200,
        "/settings/security/": 200,
        "/settings/look/": 200,
        "/language/": 200,
        "/people/import/": 200,
        "/people/pins/": 200,
        "/kiosks/1/": 200,
        "/kiosks/1/revoke/": 200,
        "/locations/1/": 200,
        "/settings/security/?kind=kiosks": 200,
        f"/people/{member}/contract/": 200,
        f"/people/{member}/contract/add/": 200,
        f"/people/{member}/rate/add/": 200,
        "/contracts/1/": 200,
        "/contracts/1/end/": 200,
        "/contracts/1/remove/": 200,
        "/rates/1/": 200,
        "/rates/1/remove/": 200,
        "/contract/": 200,
        "/settings/holidays/": 200,
        "/settings/holidays/add/": 200,
        "/settings/holidays/1/": 200,
        "/settings/holidays/calendar/": 200,
        "/settings/breaks/": 200,
        "/settings/breaks/add/": 200,
        "/settings/breaks/1/": 200,
        "/pay/": 200,
        "/pay/2026-10-01/": 200,
        "/pay/2026-10-01/fairness/": 200,
        f"/pay/2026-10-01/{member}/": 200,
        f"/pay/2026-10-01/{member}/bank/": 200,
        "/settings/pay-periods/": 200,
        "/settings/pay/": 200,
        "/settings/pay/presets/ES/": 200,
        "/reports/?by=day&measure=percent&against=before": 200,
        "/reports/?by=person&measure=cost&against=year": 200,
        "/reports/sales/": 200,
        "/reports/sales/import/": 200,
        "/reports/sales/imported/": 200,
        "/notices/": 200,
        "/password/change/": 200,
        "/security/": 200,
        "/security/app/": 200,
        "/security/passkey/": 200,
        "/security/codes/": 200,
        "/address/": 200,
        "/nothing-here/": 404,
    }


def pages_of_strangers(company: Company) -> dict[str, int]:
    with tenant_context(company.tenant):
        user = company.staff["member"].user
        assert user
        links = [
            good_token(user, purpose, realm=company.tenant.realm)
            for purpose in ("INVITATION", "RESET", "NEW_ADDRESS", "OBJECTION")
        ]
    base = re.sub(r"//[^.]+\.", "//", company.url) + "/"
    return {
        "/login/": 200,
        "/password/reset/": 200,
        "/kiosk/": 200,
        "/support/": 200,
        f"/invitation/{links[0]}/": 200,
        f"/password/reset/{links[1]}/": 200,
        f"/address/confirm/{links[2]}/": 200,
        f"/address/object/{links[3]}/": 200,
        "/address/object/cut-off/": 403,
        "/invitation/cut-off/": 403,
        "/password/reset/cut-off/": 403,
        base: 200,
        f"{base}?address=nobody": 404,
        f"{base.replace('//', '//nobody.')}": 404,
    }
