"""The break rules as sentences: presets of countries, hours as typed, and an example."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.timetracking.conftest import Browse
from timetracking.company.break_presets import FIGURES, PRESETS, example, offered
from timetracking.models import CompanySettings, Employee, Rules
from timetracking.web.hours import HoursField


def shown(client: Any) -> dict[str, Any]:
    form = client.get("/settings/").context["form"]
    return as_sent(form)


def as_sent(form: Any) -> dict[str, Any]:
    values = {name: form[name].value() for name in form.fields}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


@pytest.mark.parametrize("code", PRESETS)
def test_a_preset_is_one_that_the_rules_can_hold(company: CompanySettings, code: str) -> None:
    rules = Rules(**PRESETS[code].figures)
    rules.clean_fields(exclude=["company"])
    Rules.objects.update(**PRESETS[code].figures)  # as the constraints allow
    assert rules.break_steps == list(PRESETS[code].steps)


def test_the_company_s_country_comes_first() -> None:
    assert offered("ES")[0][0] == "ES"
    assert offered("")[0][0] == "AT"


@pytest.mark.parametrize("code", PRESETS)
def test_a_preset_fills_the_form_and_saves_nothing(
    browse: Browse, owner: Employee, code: str
) -> None:
    client = browse(owner)
    before = Rules.objects.values().get()
    page = client.post("/settings/", shown(client) | {"preset": code, "end_hours": "17"})
    assert page.status_code == 200
    form = page.context["form"]
    assert not form.errors
    assert {name: form.cleaned_data[name] for name in FIGURES} == PRESETS[code].figures
    assert form["end_hours"].value() == "17", "what was typed stays"
    assert Rules.objects.values().get() == before
    assert client.post("/settings/", as_sent(form)).status_code == 303
    rules = Rules.objects.get()
    assert {name: getattr(rules, name) for name in FIGURES} == PRESETS[code].figures


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("6", 360),
        ("5.5", 330),
        ("5,5", 330),
        ("5:30", 330),
        (" 6 h", 360),
        ("360", 360),
        ("24", 1440),
    ],
)
def test_hours_as_people_write_them(typed: str, minutes: int) -> None:
    assert HoursField().clean(typed) == minutes


@pytest.mark.parametrize("typed", ["", "0", "1441", "-6", "6:75", "six", "1e3", "٦"])
def test_hours_that_are_none(typed: str) -> None:
    with pytest.raises(ValidationError):
        HoursField().clean(typed)


@pytest.mark.parametrize(("minutes", "text"), [(360, "6"), (330, "5:30"), (20, "0:20")])
def test_hours_are_shown_as_they_can_be_typed(minutes: int, text: str) -> None:
    assert HoursField().prepare_value(minutes) == text
    assert HoursField().clean(text) == minutes


def test_the_example_is_what_the_rules_would_do() -> None:
    rules = Rules()  # 6 h: 30 min, 9 h: 45 min, in parts of 15
    worked = example(rules)
    assert (worked.worked, worked.taken, worked.required, worked.deducted) == (
        timedelta(hours=10),
        timedelta(minutes=22),
        timedelta(minutes=45),
        timedelta(minutes=23),
    )
    rules.shortest_break = 30
    assert example(rules).deducted == timedelta(minutes=45)


def test_the_example_is_of_the_longest_break() -> None:
    worked = example(Rules(**PRESETS["CH"].figures))
    assert (worked.worked, worked.required) == (timedelta(hours=10), timedelta(hours=1))


@pytest.mark.parametrize(
    ("after", "minutes", "wrong"),
    [
        ("11", "60", []),
        ("", "", []),
        ("11", "", ["longest_break_minutes"]),
        ("", "60", ["longest_break_after"]),
        ("9", "60", ["longest_break_after"]),
        ("11", "44", ["longest_break_minutes"]),
        ("x", "60", ["longest_break_after"]),
        ("8", "1", ["longest_break_after", "longest_break_minutes"]),
    ],
)
def test_a_third_step_is_whole_and_more_than_the_second(
    browse: Browse, owner: Employee, after: str, minutes: str, wrong: list[str]
) -> None:
    client = browse(owner)
    third = {"longest_break_after": after, "longest_break_minutes": minutes}
    response = client.post("/settings/", shown(client) | third)
    if not wrong:
        assert response.status_code == 303
        assert len(Rules.objects.get().break_steps) == (3 if after else 2)
    else:
        assert response.status_code == 422
        assert sorted(response.context["form"].errors) == wrong


def test_the_example_follows_what_is_typed(browse: Browse, owner: Employee) -> None:
    client = browse(owner)
    typed = shown(client) | {"preset": "", "long_break_minutes": "60"}
    assert client.post("/settings/", typed).context["form"].example().required == timedelta(hours=1)
    wrong = shown(client) | {"preset": "", "break_after": "x"}
    assert client.post("/settings/", wrong).context["form"].example().required == timedelta(
        minutes=45
    )
