"""Domains whose record is looked for again by the worker's schedule."""

import logging
from collections.abc import Callable

import pytest
from django.test import Client

from config.sweeps import domain_records
from operations.domains import rechecking, wording
from operations.domains.errors import Problem
from operations.domains.proving import record_of
from tenants import domains
from tenants.models import Domain, Tenant
from tests.operations.domains.records import KNOWN, publish

NAME = "zeit.cafe-azul.es"
MakeCompany = Callable[..., Tenant]


@pytest.fixture
def azul(fresh_company: MakeCompany) -> Tenant:
    """Return a company whose domain is verified and its main address."""
    company = fresh_company(name="Café Azul")
    claim, _ = domains.claim(company, NAME)
    domains.confirm(claim)
    domains.make_main(company, NAME)
    return company


def check(times: int) -> Domain:
    for _ in range(times):
        domain_records.call()
    return Domain.objects.get(name=NAME)


def test_a_record_that_is_gone_is_shown_and_the_company_still_served(
    azul: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    assert wording.standing(azul, check(wording.GONE_AFTER - 1)) == "main address"
    assert not caplog.records
    assert "its DNS record is gone" in wording.standing(azul, check(1))
    check(1)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert Client().get("/login/", headers={"host": NAME}).status_code == 200
    publish(Domain.objects.get(name=NAME))
    assert wording.standing(azul, check(1)) == "main address"


def test_a_dns_without_answers_counts_for_nothing_and_ends_the_round(
    azul: Tenant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other, _ = domains.claim(azul, "other.cafe-azul.es")
    domains.confirm(other)
    for domain in Domain.objects.all():
        KNOWN[record_of(domain).name] = Problem.TIMEOUT
    monkeypatch.setattr(rechecking, "GIVE_UP_AFTER", 1)
    assert not wording.is_gone(check(8))
    found = Domain.objects.filter(problem=Problem.TIMEOUT)
    assert {domain.name for domain in found} == {NAME, other.name}  # in turns
    assert found.exclude(misses=0).count() == 0
    assert "no answers" in caplog.text
