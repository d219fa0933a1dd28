"""The company's rules of pay: adopted from a preset, changed from a day on, read for a day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from presets.models import PayPreset
from tests.timetracking.conftest import asks
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.models import AuditLine, CompanySettings, Employee, PayRules
from timetracking.pay import locked_days, rules
from timetracking.pay.engine.presets import PRESETS
from timetracking.pay.engine.rules import Premium, Step
from timetracking.pay.errors import (
    DayIsLocked,
    NoRulesYet,
    NoSuchPreset,
    RulesChanged,
    RulesRefused,
    RulesUnreadable,
)

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def spain(owner: Employee) -> PayRules:
    return rules.adopt(rules.preset("ES"), OCTOBER, by=Author(owner))


def test_without_rules_an_hour_is_paid_its_rate(company: CompanySettings) -> None:
    with asks(1):
        book = rules.book(company)
    assert book.on(OCTOBER).weekly == ()
    assert book.on(OCTOBER).week_start == company.week_starts_on


def test_a_preset_is_adopted_as_the_companys_own(spain: PayRules, company: CompanySettings) -> None:
    assert (spain.version, spain.preset, spain.preset_version) == (1, "ES", 1)
    own = rules.book(company).on(OCTOBER)
    assert own == replace(PRESETS["ES"], name="ES", version=1)
    line = AuditLine.objects.get(subject="payrules")
    assert (line.act, (line.after or {})["preset"]) == ("created", "ES")


def test_days_before_the_first_version_have_no_rules(
    spain: PayRules, company: CompanySettings
) -> None:
    assert rules.book(company).on(date(2026, 9, 30)).weekly == ()


def test_a_change_holds_from_its_day(
    spain: PayRules, owner: Employee, company: CompanySettings
) -> None:
    changed = replace(PRESETS["ES"], weekly=(Step(2400, Decimal("1.5")),))
    row = rules.change(changed, NOVEMBER, by=Author(owner))
    assert row.version == 2
    book = rules.book(company)
    assert [book.on(day).weekly[0].multiplier for day in (OCTOBER, NOVEMBER)] == [
        Decimal(1),
        Decimal("1.5"),
    ]


def test_a_change_from_the_same_day_replaces_and_has_its_own_number(
    spain: PayRules, owner: Employee
) -> None:
    row = rules.change(replace(PRESETS["ES"], premiums=()), OCTOBER, by=Author(owner))
    assert [one.version for one in rules.versions()] == [2]
    assert row.pk == spain.pk


def test_rules_that_contradict_themselves_are_refused(spain: PayRules, owner: Employee) -> None:
    steps = (Step(480, Decimal("1.5")), Step(600, Decimal("1.25")))
    with pytest.raises(RulesRefused, match="pay more than the one before"):
        rules.change(replace(PRESETS["ES"], daily=steps), NOVEMBER, by=Author(owner))
    empty = Premium("night", Decimal(25), 60, 60)
    with pytest.raises(RulesRefused, match="never apply"):
        rules.change(replace(PRESETS["ES"], premiums=(empty,)), NOVEMBER, by=Author(owner))
    assert PayRules.objects.count() == 1


def test_locked_days_keep_their_rules(
    spain: PayRules, owner: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "last_locked_day", lambda: date(2026, 10, 31))
    with pytest.raises(DayIsLocked, match="31 October 2026"):
        rules.change(PRESETS["ES"], date(2026, 10, 31), by=Author(owner))
    with pytest.raises(DayIsLocked):
        rules.adopt(rules.preset("DE"), OCTOBER, by=Author(owner))
    with pytest.raises(DayIsLocked):
        rules.remove(spain, by=Author(owner))
    rules.change(PRESETS["ES"], NOVEMBER, by=Author(owner))


def test_only_owners_change_them(
    spain: PayRules, owner: Employee, manager: Employee, ana: Employee
) -> None:
    for actor in (manager, ana):
        with pytest.raises(NotAllowed):
            rules.adopt(rules.preset("DE"), NOVEMBER, by=Author(actor))
        with pytest.raises(NotAllowed):
            rules.change(PRESETS["ES"], NOVEMBER, by=Author(actor))
        with pytest.raises(NotAllowed):
            rules.remove(spain, by=Author(actor))


def test_an_older_version_is_not_saved_over_a_newer(spain: PayRules, owner: Employee) -> None:
    seen = rules.seen_version()
    rules.change(PRESETS["ES"], NOVEMBER, by=Author(owner), seen=seen)
    with pytest.raises(RulesChanged):
        rules.change(PRESETS["ES"], NOVEMBER, by=Author(owner), seen=seen)
    with pytest.raises(RulesChanged):
        rules.adopt(rules.preset("DE"), NOVEMBER, by=Author(owner), seen=seen)


def test_removing_a_version_brings_the_one_before_back(
    spain: PayRules, owner: Employee, company: CompanySettings
) -> None:
    later = rules.change(replace(PRESETS["ES"], premiums=()), NOVEMBER, by=Author(owner))
    rules.remove(later, by=Author(owner))
    assert rules.book(company).on(NOVEMBER).premiums == PRESETS["ES"].premiums
    assert AuditLine.objects.filter(subject="payrules", act="removed").count() == 1
    rules.remove(later, by=Author(owner))  # a second time, as from a page that was left open


def test_nothing_is_changed_before_a_preset_is_adopted(owner: Employee) -> None:
    with pytest.raises(NoRulesYet):
        rules.change(PRESETS["ES"], NOVEMBER, by=Author(owner))


def test_presets_are_found_by_code_and_version(company: CompanySettings) -> None:
    assert {one.code for one in rules.presets()} == set(PRESETS)
    with pytest.raises(NoSuchPreset):
        rules.preset("XX")
    with pytest.raises(NoSuchPreset):
        rules.preset("ES", 9)


@pytest.mark.parametrize(
    ("country", "code"), [("ES", "ES"), ("GB", "UK"), ("US", "US"), ("FR", None), ("", None)]
)
def test_the_preset_of_the_country_is_suggested(
    country: str, code: str | None, company: CompanySettings
) -> None:
    found = rules.suggested(country, rules.presets())
    assert (found.code if found else None) == code


def test_a_newer_version_of_the_preset_is_told(spain: PayRules) -> None:
    known = rules.presets()
    assert rules.newer_preset(spain, known) is None
    newer = PayPreset(code="ES", version=2, data={}, sources=[])
    assert rules.newer_preset(spain, [newer]) is newer
    assert rules.newer_preset(spain, [PayPreset(code="DE", version=9)]) is None


def test_the_version_of_a_day(spain: PayRules) -> None:
    assert rules.on(OCTOBER, [spain]) == spain
    assert rules.on(date(2026, 9, 30), [spain]) is None


def test_stored_rules_that_are_none_are_named(company: CompanySettings) -> None:
    with pytest.raises(RulesUnreadable, match="schema"):
        rules.read({})


def test_no_day_is_locked_yet(company: CompanySettings) -> None:
    assert locked_days.last_locked_day() is None
