"""The hours bank: corrections with author and reason, and what a period's end makes of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.timetracking.conftest import NOW, Browse, MakeLog, madrid, text_of
from tests.timetracking.pay.conftest import NOVEMBER, OCTOBER, Agree, Close
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.models import (
    AuditLine,
    BankEntry,
    CompanySettings,
    Employee,
    PayRules,
)
from timetracking.pay import bank_entries, rules
from timetracking.pay.engine.bank import Balance
from timetracking.pay.engine.rules import Bank
from timetracking.pay.errors import DayIsLocked, NothingToCorrect, ReasonMissing
from timetracking.pay.statements import statement
from timetracking.periods import locking

DAY = date(2026, 10, 20)


@pytest.fixture
def banked(
    spain: PayRules, owner: Employee, ana: Employee, make_log: MakeLog, agree: Agree
) -> PayRules:
    """Ana has a salary for one day of eight hours, and worked twelve on it."""
    agree(ana, date(2026, 10, 20), ends_on=DAY, salary=Decimal(1000))
    make_log(ana, madrid(20, 8, month=10), madrid(20, 20, month=10))
    own = replace(rules.rule_set(spain), bank=Bank(cap=120, pays_beyond_cap=False))
    return rules.change(own, date(2026, 10, 1), by=Author(owner))


def balance(ana: Employee, company: CompanySettings, period: Any = OCTOBER) -> Balance:
    found = statement(ana, ana, period, company=company, now=NOW).balance
    assert found is not None
    return found


def test_what_is_worked_beyond_the_target_is_in_the_bank(
    banked: PayRules, euros: CompanySettings, ana: Employee
) -> None:
    own = balance(ana, euros)
    assert (own.counted, own.target, own.closing) == (720, 480, 240)
    assert (own.carried, own.expired, own.paid_out) == (120, 120, 0)
    assert [day.balance for day in own.days][-1] == 240


def test_a_correction_has_an_author_and_a_reason(
    banked: PayRules, euros: CompanySettings, owner: Employee, ana: Employee
) -> None:
    bank_entries.correct(ana, DAY, -90, reason=" Left early ", by=Author(owner))
    row = BankEntry.objects.get()
    assert (row.minutes, row.author, row.reason, row.kind) == (
        *(-90, owner, "Left early"),
        "correction",
    )
    line = AuditLine.objects.get(subject="bankentry")
    assert (line.employee, line.reason) == (ana, "Left early")
    assert balance(ana, euros).closing == 150


def test_a_balance_may_be_negative_and_is_carried(
    banked: PayRules, euros: CompanySettings, owner: Employee, ana: Employee
) -> None:
    bank_entries.correct(ana, DAY, -600, reason="Paid in cash", by=Author(owner))
    own = balance(ana, euros)
    assert (own.closing, own.carried, own.paid_out) == (-360, -360, 0)
    assert balance(ana, euros, NOVEMBER).opening == -360


def test_the_end_of_a_period_carries_and_caps(
    banked: PayRules, euros: CompanySettings, owner: Employee, ana: Employee, close: Close
) -> None:
    close()
    assert set(BankEntry.objects.values_list("employee", "day", "kind", "minutes")) >= {
        (ana.pk, OCTOBER.last, "carry", 120),
        (ana.pk, OCTOBER.last, "cap", -120),
    }
    assert balance(ana, euros, NOVEMBER).opening == 120
    locking.reopen(OCTOBER, reason="Wrong", by=Author(owner), now=NOW)
    assert not BankEntry.objects.exists()


def test_what_has_not_been_carried_yet_is_counted_from_the_beginning(
    banked: PayRules, euros: CompanySettings, ana: Employee
) -> None:
    assert balance(ana, euros, NOVEMBER).opening == 240


def test_locked_days_take_no_correction(
    banked: PayRules, owner: Employee, ana: Employee, close: Close
) -> None:
    row = bank_entries.correct(ana, DAY, 30, reason="Inventory", by=Author(owner))
    close()
    with pytest.raises(DayIsLocked):
        bank_entries.correct(ana, DAY, 30, reason="Inventory", by=Author(owner))
    with pytest.raises(DayIsLocked):
        bank_entries.remove(row, by=Author(owner))


def test_bad_corrections_are_refused(banked: PayRules, owner: Employee, ana: Employee) -> None:
    with pytest.raises(ReasonMissing):
        bank_entries.correct(ana, DAY, 30, reason="  ", by=Author(owner))
    with pytest.raises(NothingToCorrect):
        bank_entries.correct(ana, DAY, 0, reason="Nothing", by=Author(owner))
    assert not BankEntry.objects.exists()


def test_nobody_corrects_their_own_and_managers_those_of_their_members(
    banked: PayRules, owner: Employee, manager: Employee, ana: Employee
) -> None:
    for actor, whose in ((ana, ana), (manager, manager), (manager, owner), (owner, owner)):
        with pytest.raises(NotAllowed):
            bank_entries.correct(whose, DAY, 30, reason="Mine", by=Author(actor))
    row = bank_entries.correct(ana, DAY, 30, reason="Inventory", by=Author(manager))
    with pytest.raises(NotAllowed):
        bank_entries.remove(row, by=Author(ana))
    bank_entries.remove(row, by=Author(manager))
    bank_entries.remove(row, by=Author(manager))
    assert not BankEntry.objects.exists()


def test_the_page_shows_days_and_movements_and_takes_corrections(
    banked: PayRules, owner: Employee, ana: Employee, browse: Browse
) -> None:
    client, path = browse(owner), f"/pay/2026-10-01/{ana.pk}/bank/"
    sent = {"day": "2026-10-20", "minutes": "-1:30", "reason": "Left early"}
    assert client.post(path, sent).status_code == 303
    page = text_of(client.get(path))
    assert "Left early" in page
    assert "\N{MINUS SIGN}1 h 30" in page
    row = BankEntry.objects.get()
    response = client.post(f"{path}{row.pk}/remove/", follow=True)
    assert "The correction was removed." in text_of(response)
    own = text_of(browse(ana).get(path))
    assert "Correct the balance" not in own


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minutes": "lots"}, "Enter hours, such as 8 or 7:30."),
        ({"minutes": ""}, "Enter how many hours to add"),
        ({"minutes": "99999"}, "Enter hours, such as 8 or 7:30."),
        ({"reason": ""}, "Please give a reason."),
        ({"day": "2026-11-20"}, "Choose a day of this period."),
        ({"day": "x"}, "Enter a valid date."),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_lost(
    changes: dict[str, str],
    sentence: str,
    banked: PayRules,
    owner: Employee,
    ana: Employee,
    browse: Browse,
) -> None:
    sent = {"day": "2026-10-20", "minutes": "1:15", "reason": "Inventory"} | changes
    response = browse(owner).post(f"/pay/2026-10-01/{ana.pk}/bank/", sent)
    assert response.status_code == 422
    assert sentence in text_of(response)
    for name in {"minutes", "reason"} - set(changes):
        assert sent[name] in response.content.decode()


def test_the_page_of_another_is_not_shown(
    banked: PayRules, manager: Employee, owner: Employee, ana: Employee, browse: Browse
) -> None:
    assert browse(manager).get(f"/pay/2026-10-01/{owner.pk}/bank/").status_code == 403
    assert browse(ana).get(f"/pay/2026-10-01/{owner.pk}/bank/").status_code == 404
