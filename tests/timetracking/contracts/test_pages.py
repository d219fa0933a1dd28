"""The pages of contracts and rates."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, asks, madrid, text_of
from tests.timetracking.contracts.agreed import TODAY, contract
from tests.timetracking.rates import rate_of
from timetracking.models import CompanySettings, Contract, Employee, Rate, Role

NEW = {
    "starts_on": "2026-11-18",
    "ends_on": "",
    "hours": "38,5",
    "weekdays": ["0", "1", "2", "3", "4"],
    "position": "Cook",
    "pay": "hourly",
    "salary": "",
}


def test_a_contract_is_added(ana: Employee, manager: Employee, browse: Browse) -> None:
    client = browse(manager)
    assert "says how many hours" in text_of(client.get(f"/people/{ana.pk}/contract/"))
    answer = client.post(f"/people/{ana.pk}/contract/add/", NEW)
    assert answer["Location"] == f"/people/{ana.pk}/contract/"
    agreed = Contract.objects.get()
    assert (agreed.hours, agreed.position, agreed.salary) == (Decimal("38.50"), "Cook", None)
    assert agreed.weekday_minutes == [462] * 5 + [0] * 2
    page = text_of(client.get(f"/people/{ana.pk}/contract/"))
    assert "Cook · 38.5 h a week · Mon\u2013Fri · paid by the hour" in page
    assert "Max added a contract" in page


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"hours": "-1"}, "hours", "Enter hours such as 40"),
        ({"hours": "169"}, "hours", "168"),
        ({"hours": "forty"}, "hours", "Enter hours"),
        ({"hours": ""}, "hours", "required"),
        ({"weekdays": []}, "weekdays", "at least one working day"),
        ({"weekdays": ["0"]}, "weekdays", "A day has 24 hours"),
        ({"weekdays": ["9"]}, "weekdays", "valid choice"),
        ({"day_0": "8", "day_1": "7:30"}, "hours", "add up to 15.5 hours"),
        ({"day_0": "x"}, "day_0", "Enter hours"),
        ({"pay": "salary"}, "salary", "Enter the salary"),
        ({"pay": "salary", "salary": "1.234,00"}, "salary", "Enter an amount"),
        ({"pay": "shells"}, "pay", "valid choice"),
        ({"starts_on": ""}, "starts_on", "required"),
        ({"starts_on": "18.11.2026"}, "starts_on", "Enter a day such as"),
        ({"starts_on": "2026-02-30"}, "starts_on", "Enter a day such as"),
        ({"starts_on": "٢٠٢٦-11-18"}, "starts_on", "Enter a day such as"),
        ({"starts_on": "0026-11-18"}, "starts_on", "Choose a day from"),
        ({"starts_on": "9999-12-31"}, "starts_on", "Choose a day from"),
        ({"ends_on": "2026-11-17"}, "ends_on", "before the first day"),
        ({"position": "\u200b-"}, "position", "letter or digit"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    ana: Employee,
    manager: Employee,
    browse: Browse,
    change: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    answer = browse(manager).post(f"/people/{ana.pk}/contract/add/", NEW | change)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert sentence in " ".join(form.errors[field])
    assert (
        form["position"].value()
        == (change | {"position": change.get("position", "Cook")})["position"]
    )
    assert not Contract.objects.exists()


def test_a_position_has_one_spelling(
    ana: Employee, ben: Employee, manager: Employee, browse: Browse
) -> None:
    contract(ben, TODAY, position="Cook").save()
    browse(manager).post(f"/people/{ana.pk}/contract/add/", NEW | {"position": " COOK "})
    assert Contract.objects.get(employee=ana).position == "Cook"


def test_zero_hours_are_on_call(ana: Employee, manager: Employee, browse: Browse) -> None:
    form = NEW | {"hours": "0", "weekdays": []}
    assert browse(manager).post(f"/people/{ana.pk}/contract/add/", form).status_code == 303
    assert "on call" in text_of(browse(manager).get(f"/people/{ana.pk}/contract/"))


def test_days_may_have_hours_of_their_own(ana: Employee, manager: Employee, browse: Browse) -> None:
    client: Any = browse(manager)
    days = {"hours": "20", "day_0": "8", "day_2": "7:30", "day_6": "4,5"}
    assert client.post(f"/people/{ana.pk}/contract/add/", NEW | days).status_code == 303
    agreed = Contract.objects.get()
    assert agreed.weekday_minutes == [480, 0, 450, 0, 0, 0, 270]
    form = client.get(f"/contracts/{agreed.pk}/").context["form"]
    assert (form["day_2"].value(), form["weekdays"].value()) == ("7:30", [0, 2, 6])


def test_the_next_contract_begins_as_the_current_one(
    ana: Employee, manager: Employee, browse: Browse
) -> None:
    contract(ana, date(2026, 1, 1), hours="30", position="Cook").save()
    client: Any = browse(manager)
    form = client.get(f"/people/{ana.pk}/contract/add/").context["form"]
    assert (form["position"].value(), form["hours"].value()) == ("Cook", "30")
    form = NEW | {"hours": "20", "starts_on": "2026-12-01"}
    refused = client.post(f"/people/{ana.pk}/contract/add/", form)
    assert "already has a contract" in text_of(refused)
    form |= {"ends_current": "on"}
    assert client.post(f"/people/{ana.pk}/contract/add/", form).status_code == 303
    assert [one.ends_on for one in Contract.objects.by_day()] == [date(2026, 11, 30), None]


def test_a_change_of_the_past_is_shown_before_it_is_saved(
    ana: Employee, manager: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(3, 9), madrid(3, 17))
    client: Any = browse(manager)
    form = {"starts_on": "2026-11-02", "amount": "14,00"}
    page = client.post(f"/people/{ana.pk}/rate/add/", form)
    assert page.status_code == 200
    text = text_of(page)
    assert "Nothing has been saved yet" in text
    assert "2 November 2026 to 18 November 2026 12.50 → changed to 14.00 1 shift, 8 h 00" in text
    assert rate_of(ana) == Decimal("12.50")
    fields = dict(page.context["fields"])
    assert fields == form
    back = client.post(f"/people/{ana.pk}/rate/add/", fields | {"return": "1"})
    assert (back.status_code, back.context["form"]["amount"].value()) == (200, "14,00")
    token = {"confirmed": page.context["effect"].token}
    assert client.post(f"/people/{ana.pk}/rate/add/", fields | token).status_code == 303
    assert rate_of(ana) == Decimal("14.00")


@pytest.mark.parametrize("what", ["contract", "rate"])
def test_what_was_removed_comes_back(
    ana: Employee, manager: Employee, browse: Browse, what: str
) -> None:
    client: Any = browse(manager)
    agreed = contract(ana, date(2026, 12, 1), hours="12.5", position="Cook")
    agreed.save()
    stored = Rate.objects.create(employee=ana, starts_on=date(2026, 12, 1), amount="15.00")
    row: Contract | Rate = agreed if what == "contract" else stored
    before = type(row)._default_manager.filter(pk=row.pk).values().get() | {"id": None}
    path = f"/{what}s/{row.pk}/remove/"
    assert "You can undo this" in text_of(client.get(path))
    assert client.post(path).status_code == 303
    assert not type(row)._default_manager.filter(pk=row.pk).exists()
    assert f"The {what} was removed. Undo" in text_of(client.get(f"/people/{ana.pk}/contract/"))
    client.post(f"/people/{ana.pk}/contract/undo/")
    again = type(row)._default_manager.filter(employee=ana).latest("pk")
    assert type(row)._default_manager.filter(pk=again.pk).values().get() | {"id": None} == before
    client.post(f"/people/{ana.pk}/contract/undo/")
    assert type(row)._default_manager.filter(employee=ana, starts_on="2026-12-01").count() == 1


def test_a_contract_ends_and_the_form_says_what_is_wrong(
    ana: Employee, manager: Employee, browse: Browse
) -> None:
    agreed = contract(ana, date(2026, 11, 1))
    agreed.save()
    client: Any = browse(manager)
    path = f"/contracts/{agreed.pk}/end/"
    assert "begins on 1 November" in text_of(client.post(path, {"last_day": "2026-10-31"}))
    assert client.post(path, {"last_day": "2026-12-31"}).status_code == 303
    agreed.refresh_from_db()
    assert agreed.ends_on == date(2026, 12, 31)


def test_two_who_change_a_contract_see_both_versions(
    ana: Employee, manager: Employee, owner: Employee, browse: Browse
) -> None:
    agreed = contract(ana, TODAY)
    agreed.save()
    path, form = f"/contracts/{agreed.pk}/", NEW | {"seen": "0"}
    assert browse(owner).post(path, form).status_code == 303
    answer = browse(manager).post(path, form | {"position": "Chef", "weekdays": ["0", "1"]})
    assert answer.status_code == 409
    assert "Position Cook Chef" in text_of(answer)
    assert "Working days Mon\u2013Fri Mon, Tue" in text_of(answer)


PAGES = ("people/{ana}/contract/", "people/{ana}/contract/add/", "contracts/{contract}/")


@pytest.mark.parametrize("path", [*PAGES, "contracts/{contract}/end/", "rates/{rate}/remove/"])
def test_others_do_not_see_what_somebody_is_paid(
    path: str, ana: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    agreed = contract(ana, TODAY)
    agreed.save()
    stored = Rate.objects.get(employee=ana)
    address = "/" + path.format(ana=ana.pk, contract=agreed.pk, rate=stored.pk)
    limited = make_employee("Lim", Role.MANAGER, is_limited=True)
    assert browse(ana).get(address).status_code == 403
    assert browse(limited).get(address).status_code == 404


def test_a_manager_does_not_see_a_colleague_s_pay(
    manager: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    mia = make_employee("Mia", Role.MANAGER, hourly_rate="26.26")
    stored = Rate.objects.get(employee=mia)
    for path in (f"/people/{mia.pk}/contract/", f"/rates/{stored.pk}/"):
        answer = browse(manager).get(path)
        assert answer.status_code == 403
        assert "26.26" not in answer.content.decode()


@pytest.mark.parametrize("sees", [True, False])
def test_people_see_their_own_contract_and_perhaps_their_pay(
    sees: bool, ana: Employee, browse: Browse
) -> None:
    CompanySettings.objects.update(members_see_rate=sees)
    contract(ana, TODAY, pay="salary", salary=Decimal(2000)).save()
    page = text_of(browse(ana).get("/contract/"))
    assert "40 h a week" in page
    assert ("2,000.00 a month" in page, "12.50 per hour" in page) == (sees, sees)


def test_the_tab_asks_the_database_little(ana: Employee, manager: Employee, browse: Browse) -> None:
    client = browse(manager)
    for n in range(5):
        contract(ana, date(2020 + n, 1, 1), date(2020 + n, 12, 31)).save()
    with asks(12):  # session, user, employee, company, what waits; who; contracts, rates, history
        client.get(f"/people/{ana.pk}/contract/")
