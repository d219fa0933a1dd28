"""Addresses of earlier releases lead to where their pages are now."""

import pytest

from tests.conftest import TenantClient
from tests.timetracking.conftest import Browse
from timetracking.models import Employee
from timetracking.navigation.moved import new_address


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/team/", "/today/"),
        ("/team/?location=3", "/today/?location=3"),
        ("/employees/", "/people/"),
        ("/employees/?inactive=1", "/people/?inactive=1"),
        ("/employees/add/", "/people/add/"),
        ("/employees/7/", "/people/7/details/"),
        ("/employees/7/pin/", "/people/7/pin/"),
        ("/employees/7/invite/", "/people/7/invite/"),
        ("/employees/7/shifts/add/", "/people/7/shifts/add/"),
        ("/employees/7/second-factor/", "/people/7/second-factor/"),
        ("/timesheet/7/?week=2026-W02", "/people/7/?week=2026-W02"),
        ("/kiosks/inbox/", "/approvals/"),
    ],
)
def test_an_old_address_redirects_for_good(acme_client: TenantClient, old: str, new: str) -> None:
    answer = acme_client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, new)


@pytest.mark.parametrize(
    "path", ["/timesheet/", "/employees/x/", "/employees/7/else/", "/teams/", "/kiosks/inbox/7/"]
)
def test_other_addresses_do_not(path: str) -> None:
    assert new_address(path) == ""


def test_a_form_that_was_open_is_sent_again_and_still_works(
    manager: Employee, ana: Employee, browse: Browse
) -> None:
    client = browse(manager)
    form = {"pin": "836194", "again": "836194", "act": "set"}
    answer = client.post(f"/employees/{ana.pk}/pin/", form)
    assert (answer.status_code, answer["Location"]) == (308, f"/people/{ana.pk}/pin/")
    assert client.post(answer["Location"], form).status_code == 303
    ana.refresh_from_db()
    assert ana.pin


def test_the_base_domain_has_none_of_them(public_client: TenantClient) -> None:
    assert public_client.get("/team/").status_code == 404
