from typing import Any

from django.test import Client

from tests.timetracking.conftest import Browse, asks, madrid, text_of
from timetracking.models import CompanySettings, Employee


def test_a_stranger_costs_no_query(acme_client: Client, company: CompanySettings) -> None:
    with asks(0):
        assert acme_client.get("/today/").status_code == 302


def test_the_request_knows_company_and_employee(
    ana: Employee, browse: Browse, company: CompanySettings
) -> None:
    request: Any = browse(ana).get("/").wsgi_request
    assert (request.company, request.employee) == (company, ana)


def test_a_stranger_has_a_company_and_is_nobody(
    acme_client: Client, company: CompanySettings
) -> None:
    request: Any = acme_client.get("/login/").wsgi_request
    assert request.employee is None
    assert request.company.time_zone == "Europe/Madrid"


def test_times_are_shown_in_the_companys_zone(
    ana: Employee, browse: Browse, company: CompanySettings
) -> None:
    company.time_zone = "America/New_York"
    company.save()
    assert "07:00" in text_of(browse(ana).get("/"))  # 12:00 UTC


def test_the_zone_ends_with_the_request(ana: Employee, browse: Browse) -> None:
    from django.utils import timezone

    browse(ana).get("/")
    assert timezone.get_current_timezone_name() == "UTC"


def test_the_base_domain_has_no_company(public_client: Client) -> None:
    request = public_client.get("/").wsgi_request
    assert not hasattr(request, "employee")
    assert not hasattr(request, "company")


def test_days_begin_at_midnight_of_the_company(
    ana: Employee, browse: Browse, company: CompanySettings, clock: Any, make_log: Any
) -> None:
    make_log(ana, madrid(17, 23, 30), madrid(18, 0, 15))
    clock.move_to(madrid(18, 0, 30), tick=False)
    assert browse(ana).get("/").context["panel"].today.logs == []
