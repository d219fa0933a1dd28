"""Contracts and rates that change at the same moment, with real commits."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.at_once import hire, race
from tests.timetracking.contracts.agreed import TODAY, contract
from timetracking.base.authors import Author
from timetracking.base.errors import ForManagers, NoLongerOnStaff
from timetracking.base.locks import lock_employee
from timetracking.contracts import agreeing, rates
from timetracking.contracts.errors import ContractsOverlap, RateTaken
from timetracking.models import Contract, Employee, Rate, Role

FIRST = date(2026, 12, 1)


def agree(ana: Employee, by: Author, hours: str = "40") -> Contract:
    return agreeing.save(contract(ana, FIRST, hours=hours), by=by, today=TODAY)


def pay(ana: Employee, by: Author) -> Rate:
    rate = Rate(employee_id=ana.pk, starts_on=FIRST, amount=Decimal(13))
    return rates.save(rate, by=by, today=TODAY)


CHANGES: dict[str, Callable[[Employee, Author], Any]] = {"contract": agree, "rate": pay}


@pytest.mark.parametrize(
    ("change", "refused"), [("contract", ContractsOverlap), ("rate", RateTaken)]
)
def test_the_second_of_two_for_one_day_is_refused(
    tenant: Tenant, change: str, refused: type[Exception]
) -> None:
    ana, max_, mia = hire(tenant, Role.MEMBER, Role.MANAGER, Role.MANAGER)
    refusal = race(
        tenant,
        first=lambda: CHANGES[change](ana, Author(max_)),
        second=lambda: CHANGES[change](ana, Author(mia)),
    )
    assert isinstance(refusal, refused)
    with tenant_context(tenant):
        assert Contract.objects.count() + Rate.objects.count() == 1


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("loss", [{"role": Role.MEMBER}, {"is_active": False}])
def test_a_role_taken_away_while_a_change_waits_for_the_row_does_not_count(
    tenant: Tenant, change: str, loss: dict[str, Any]
) -> None:
    ana, max_ = hire(tenant, Role.MEMBER, Role.MANAGER)
    refusal = race(
        tenant,
        first=lambda: lock_employee(ana.pk),
        second=lambda: CHANGES[change](ana, Author(max_)),
        before_commit=lambda: Employee.objects.filter(pk=max_.pk).update(**loss),
    )
    assert isinstance(refusal, ForManagers if "role" in loss else NoLongerOnStaff)
    with tenant_context(tenant):
        assert not Contract.objects.exists()
        assert not Rate.objects.exists()
