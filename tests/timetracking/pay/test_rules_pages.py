"""The pages on which owners adopt and change the rules of pay."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from tests.timetracking.conftest import Browse, text_of
from timetracking.base.authors import Author
from timetracking.models import CompanySettings, Employee, PayRules
from timetracking.pay import rules
from timetracking.pay.engine.rules import RuleSet
from timetracking.pay.forms.rule_set import RuleSetForm

OCTOBER = date(2026, 10, 1)
CHANGE = "/settings/pay/change/"


@pytest.fixture
def spain(owner: Employee) -> PayRules:
    return rules.adopt(rules.preset("ES"), OCTOBER, by=Author(owner))


def typed(base: RuleSet, **changes: Any) -> dict[str, Any]:
    """Return what a browser sends of the form, with some fields changed."""
    form = RuleSetForm(None, base=base, starts_on=date(2026, 12, 1), seen=rules.seen_version())
    data: dict[str, Any] = {}
    sent = [form.figures, form.wage_types, *(row for rows in form.rows.values() for row in rows)]
    sent += [rows.management_form for rows in form.rows.values()]
    for one in sent:
        for field in one:
            value = field.value()
            if value is True:
                data[field.html_name] = "on"
            elif value not in (None, "") and value is not False:
                data[field.html_name] = str(value)
    return data | changes


def test_a_company_without_rules_is_invited_to_adopt_its_countrys(
    owner: Employee, company: CompanySettings, browse: Browse
) -> None:
    CompanySettings.objects.update(country="ES")
    page = text_of(browse(owner).get("/settings/pay/"))
    assert "There are no rules yet" in page
    assert "Look at the rules for Spain" in page
    assert "United States (California)" in page


def test_a_preset_is_shown_with_its_sources_and_adopted(owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    page = client.get("/settings/pay/presets/DE/")
    assert "ArbZG § 4" in text_of(page)
    sent = {"seen": 0, "version": 1, "starts_on": "2026-10-01"}
    response = client.post("/settings/pay/presets/DE/", sent)
    assert response.status_code == 303
    assert PayRules.objects.get().preset == "DE"
    assert "Adopted from the preset Germany, version 1" in text_of(client.get("/settings/pay/"))


def test_an_unknown_preset_is_not_found(owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    assert client.get("/settings/pay/presets/XX/").status_code == 404
    sent = {"version": "9", "starts_on": "2026-10-01"}
    assert client.post("/settings/pay/presets/ES/", sent).status_code == 404


def test_the_form_sends_back_the_rules_as_they_are(
    spain: PayRules, owner: Employee, browse: Browse
) -> None:
    own = rules.rule_set(spain)
    for code in ("ES", "DE", "US-CA", "UK"):
        row = rules.adopt(rules.preset(code), OCTOBER, by=Author(owner))
        own = rules.rule_set(row)
        response = browse(owner).post(CHANGE, typed(own))
        assert response.status_code == 303, text_of(response)
        newest = rules.versions()[0]
        same = {"version": own.version}
        assert rules.rule_set(newest).__class__(**_fields(newest) | same) == own
        rules.remove(newest, by=Author(owner))


def _fields(row: PayRules) -> dict[str, Any]:
    stored = rules.rule_set(row)
    return {name: getattr(stored, name) for name in stored.__dataclass_fields__}


def test_rules_are_changed_from_a_day_on(spain: PayRules, owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    assert client.get(CHANGE).status_code == 200
    sent = typed(
        rules.rule_set(spain),
        **{"weekly-0-multiplier": "1,75", "rounding_in_minutes": "15", "wage_0": "1000"},
    )
    assert client.post(CHANGE, sent).status_code == 303
    own = rules.rule_set(rules.versions()[0])
    assert own.weekly[0].multiplier == Decimal("1.75")
    assert own.rounding_in.minutes == 15
    assert own.wage_types == (("salary", "1000"),)
    page = text_of(client.get("/settings/pay/"))
    assert "What you changed" not in page  # it does not hold yet
    assert "to come" in page


def test_a_contradiction_is_told_at_its_field_and_nothing_is_lost(
    spain: PayRules, owner: Employee, browse: Browse
) -> None:
    sent = typed(
        rules.rule_set(spain),
        **{
            "daily-1-after": "10",
            "daily-1-multiplier": "1",
            "premiums-1-kind": "late",
            "premiums-1-percent": "10",
            "premiums-1-begins": "20:00",
            "premiums-1-ends": "20:00",
            "premiums-1-days": "1234567",
            "rest": "11x",
        },
    )
    response = browse(owner).post(CHANGE, sent)
    assert response.status_code == 422
    assert "Enter hours, such as 8 or 7:30." in text_of(response)
    response = browse(owner).post(CHANGE, sent | {"rest": "11"})
    page = text_of(response)
    assert response.status_code == 422
    assert "Each step has to pay more than the one before." in page
    assert "begins and ends at 20:00" in page
    assert 'value="20:00"' in response.content.decode()
    assert PayRules.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"daily-0-after": ""}, "Fill this in, or empty the whole row."),
        ({"daily-0-multiplier": "0.5"}, "Enter a factor of at least 1"),
        ({"breaks-1-after": "5", "breaks-1-due": "30"}, "Longer work cannot require"),
        ({"bank": "pay"}, "Enter how much is carried over at most."),
        ({"minimum_shift": "30"}, "Enter a length between a minute and 24 hours."),
        ({"half_holiday_from": "0:00x"}, "Enter a time, such as 22:00."),
        ({"premiums-0-percent": "lots"}, "Enter a figure, such as 1.25."),
        ({"premiums-0-percent": "-5"}, "A premium cannot be negative."),
        ({"starts_on": ""}, "This field is required."),
    ],
)
def test_bad_input_gets_a_sentence(
    changes: dict[str, str], sentence: str, spain: PayRules, owner: Employee, browse: Browse
) -> None:
    response = browse(owner).post(CHANGE, typed(rules.rule_set(spain)) | changes)
    assert response.status_code == 422
    assert sentence in text_of(response)


def test_a_locked_day_is_told_at_its_field(
    spain: PayRules, owner: Employee, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "last_locked_day", lambda: date(2026, 12, 31))
    response = browse(owner).post(CHANGE, typed(rules.rule_set(spain)))
    assert response.status_code == 422
    assert "The hours until 31 December 2026 are locked" in text_of(response)
    sent = {"seen": rules.seen_version(), "version": 1, "starts_on": "2026-12-01"}
    response = browse(owner).post("/settings/pay/presets/DE/", sent)
    assert "are locked" in text_of(response)
    response = browse(owner).post(f"/settings/pay/{spain.pk}/remove/", follow=True)
    assert "are locked" in text_of(response)


def test_both_versions_are_shown_after_a_change_by_another(
    spain: PayRules, owner: Employee, browse: Browse
) -> None:
    sent = typed(rules.rule_set(spain), rest="10")
    rules.adopt(rules.preset("DE"), OCTOBER, by=Author(owner))
    response = browse(owner).post(CHANGE, sent)
    assert response.status_code == 409
    assert "Both versions" in text_of(response)
    again = sent | {"seen": str(rules.seen_version())}
    assert browse(owner).post(CHANGE, again).status_code == 303
    stale = {"seen": "0", "version": 1, "starts_on": "2026-12-01"}
    assert browse(owner).post("/settings/pay/presets/DE/", stale).status_code == 409


def test_a_version_is_removed(spain: PayRules, owner: Employee, browse: Browse) -> None:
    response = browse(owner).post(f"/settings/pay/{spain.pk}/remove/", follow=True)
    assert "were removed" in text_of(response)
    assert not PayRules.objects.exists()
    assert browse(owner).get(CHANGE, follow=True).redirect_chain


@pytest.mark.parametrize("path", ["/settings/pay/", "/settings/pay/presets/ES/", CHANGE])
def test_only_owners_see_the_pages(
    path: str, manager: Employee, ana: Employee, browse: Browse
) -> None:
    for person in (manager, ana):
        assert browse(person).get(path).status_code == 403


@pytest.mark.parametrize("language", ["de", "es"])
def test_figures_are_typed_as_they_are_shown(
    language: str, spain: PayRules, owner: Employee, browse: Browse
) -> None:
    with translation.override(language):
        sent = typed(rules.rule_set(spain), **{"weekly-0-multiplier": "1,5"})
        assert browse(owner).post(CHANGE, sent).status_code == 303
