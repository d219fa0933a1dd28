"""The company's currency, once there are amounts in it."""

from typing import Any

import pytest

from tests.timetracking.conftest import Browse, text_of
from timetracking.base.authors import Author
from timetracking.company import settings
from timetracking.contracts import currency
from timetracking.contracts.errors import CurrencyInUse, CurrencyLocked
from timetracking.models import CompanySettings, Employee, Rate


@pytest.fixture
def euros(company: CompanySettings) -> CompanySettings:
    CompanySettings.objects.update(currency="EUR", country="ES")
    return CompanySettings.objects.select_related("rules").get()


def change(company: CompanySettings, owner: Employee, **fields: Any) -> None:
    company.currency = "CHF"
    settings.save(company, by=Author(owner), **fields)


def test_it_changes_while_nobody_is_paid(euros: CompanySettings, owner: Employee) -> None:
    Rate.objects.all().delete()
    change(euros, owner)
    assert CompanySettings.objects.get().currency == "CHF"


def test_a_first_currency_needs_no_confirmation(euros: CompanySettings, owner: Employee) -> None:
    CompanySettings.objects.update(currency="")
    change(euros, owner)
    assert CompanySettings.objects.get().currency == "CHF"


def test_with_rates_it_changes_after_a_confirmation(
    euros: CompanySettings, owner: Employee
) -> None:
    with pytest.raises(CurrencyInUse, match=r"15\.00 stays 15\.00"):
        change(euros, owner)
    assert CompanySettings.objects.get().currency == "EUR"
    change(euros, owner, currency_confirmed=True)
    assert CompanySettings.objects.get().currency == "CHF"


def test_after_a_locked_period_it_stays(
    euros: CompanySettings, owner: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(currency, "a_period_is_locked", lambda: True)
    with pytest.raises(CurrencyLocked, match="can no longer change"):
        change(euros, owner, currency_confirmed=True)
    assert CompanySettings.objects.get().currency == "EUR"


def test_the_page_asks_and_keeps_what_was_typed(
    euros: CompanySettings, owner: Employee, browse: Browse
) -> None:
    client: Any = browse(owner)
    form = client.get("/settings/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    typed = {
        name: value for name, value in shown.items() if value is not None and value is not False
    }
    answer = client.post("/settings/", typed | {"currency": "CHF", "reminder_hours": "11"})
    assert answer.status_code == 422
    assert "Keep the figures and change the currency" in text_of(answer)
    assert answer.context["form"]["reminder_hours"].value() == "11"
    again = typed | {"currency": "CHF", "currency_confirmed": "on"}
    assert client.post("/settings/", again).status_code == 303
    assert CompanySettings.objects.get().currency == "CHF"


def test_another_country_has_no_region_yet(euros: CompanySettings, owner: Employee) -> None:
    CompanySettings.objects.update(region="MD")
    euros.region, euros.country = "MD", "US"
    settings.save(euros, by=Author(owner))
    assert CompanySettings.objects.get().region == ""
