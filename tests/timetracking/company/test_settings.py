"""The owner's settings: what can be chosen, what is refused, two owners at once, what it does."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.forms import model_to_dict

from tests.conftest import TenantClient
from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, asks, madrid, text_of
from timetracking.company.subjects import RULES
from timetracking.models import AuditLine, CompanySettings, Employee, Role, Rules

PAGE = "/settings/"


def shown(client: TenantClient, **changes: Any) -> dict[str, Any]:
    """Return the form as the page shows it, with some fields filled in otherwise."""
    form = client.get(PAGE).context["form"]
    values = {name: form[name].value() for name in form.fields} | changes
    return sendable(values)


def sendable(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a browser would: a box without a tick."""
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def send(client: TenantClient, **changes: Any) -> Any:
    return client.post(PAGE, shown(client, **changes))


def test_the_owner_chooses_zone_and_first_day(
    owner: Employee, browse: Browse, company: CompanySettings
) -> None:
    response = send(browse(owner), time_zone="Atlantic/Canary", week_starts_on="7")
    assert (response.status_code, response["Location"]) == (303, PAGE)
    company.refresh_from_db()
    assert (company.time_zone, company.week_starts_on) == ("Atlantic/Canary", 7)
    assert company.zone == ZoneInfo("Atlantic/Canary")


def test_every_setting_is_saved_and_in_the_trail(
    owner: Employee, browse: Browse, company: CompanySettings
) -> None:
    chosen: dict[str, Any] = {
        "country": "AT",
        "currency": "EUR",
        "language": "en",
        "reminder_hours": 10,
        "ends_forgotten": True,
        "end_hours": 14,
        "provisional_hours": 6,
        "deducts_breaks": True,
        "break_after": 300,
        "break_minutes": 20,
        "long_break_after": 600,
        "long_break_minutes": 50,
        "shortest_break": 10,
        "members_see_team": True,
        "members_see_rate": True,
    }
    assert send(browse(owner), **chosen).status_code == 303
    company.refresh_from_db()
    now = model_to_dict(company) | model_to_dict(company.rules)
    assert now.items() >= chosen.items()
    line = AuditLine.objects.get()
    assert (line.actor, line.subject) == (owner, "companysettings")
    assert line.after is not None
    assert line.after.items() >= chosen.items()


def test_every_zone_is_on_offer_by_its_country(owner: Employee, browse: Browse) -> None:
    CompanySettings.objects.update(country="NL")
    groups = browse(owner).get(PAGE).context["form"].fields["time_zone"].choices
    names = [name for _country, zones in groups for name, _city in zones]
    assert groups[0] == ("Netherlands", (("Europe/Amsterdam", "Amsterdam"),))
    assert len(names) > 400
    assert {"Europe/Madrid", "UTC"} <= set(names)
    assert not {"localtime", "Factory", "US/Eastern"} & set(names)


def test_a_stored_zone_of_another_name_is_kept(owner: Employee, browse: Browse) -> None:
    CompanySettings.objects.update(time_zone="US/Eastern", country="US", currency="USD")
    assert send(browse(owner)).status_code == 303
    assert CompanySettings.objects.get().time_zone == "US/Eastern"


def test_a_country_and_a_currency_can_be_changed_but_not_taken_away(
    owner: Employee, browse: Browse, company: CompanySettings
) -> None:
    assert send(browse(owner), country="CH", currency="CHF").status_code == 303
    company.refresh_from_db()
    assert (company.country, company.currency) == ("CH", "CHF")
    assert send(browse(owner), country="").status_code == 422
    assert send(browse(owner), currency="ZZZ").status_code == 422
    company.refresh_from_db()
    assert (company.country, company.currency) == ("CH", "CHF")


@pytest.mark.parametrize(
    ("country", "zone", "kept"),
    [
        ("DE", "UTC", ("DE", "Europe/Berlin", "EUR")),
        ("CH", "Europe/Rome", ("CH", "Europe/Rome", "CHF")),
        ("ES", "UTC", None),
    ],
)
def test_a_first_country_brings_currency_and_zone_or_asks_for_it(
    owner: Employee, browse: Browse, country: str, zone: str, kept: tuple[str, ...] | None
) -> None:
    CompanySettings.objects.update(country="", currency="", time_zone="UTC")
    response = send(browse(owner), country=country, time_zone=zone)
    if kept is None:
        assert response.status_code == 422
        assert "Spain has several time zones. Choose yours." in text_of(response)
        return
    company = CompanySettings.objects.get()
    assert (company.country, company.time_zone, company.currency) == kept


def test_a_company_in_utc_may_stay_there(owner: Employee, browse: Browse) -> None:
    CompanySettings.objects.update(country="ES", time_zone="UTC")
    assert send(browse(owner)).status_code == 303
    assert CompanySettings.objects.get().time_zone == "UTC"


def message_after(client: TenantClient, **changes: Any) -> str:
    send(client, **changes)
    (message,) = client.get(PAGE).context["messages"]
    return str(message)


def test_the_message_is_in_the_language_just_chosen(owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    english, german = message_after(client), message_after(client, language="de")
    assert german != english
    assert message_after(client, language="en") == english


def test_the_message_is_in_one_s_own_language_if_one_has_chosen(
    owner: Employee, browse: Browse
) -> None:
    client = browse(owner)
    english = message_after(client)
    Employee.objects.update(language="en")
    assert message_after(client, language="de") == english


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"time_zone": "Europe/Atlantis"}, "Europe/Atlantis is not one of the available choices"),
        ({"time_zone": ""}, "This field is required."),
        ({"time_zone": "../etc/passwd"}, "is not one of the available choices"),
        ({"week_starts_on": "0"}, "0 is not one of the available choices"),
        ({"week_starts_on": "8"}, "8 is not one of the available choices"),
        ({"week_starts_on": ""}, "This field is required."),
        ({"language": "xx"}, "xx is not one of the available choices"),
        ({"reminder_hours": "0"}, "greater than or equal to 1"),
        ({"reminder_hours": "25", "end_hours": "48"}, "less than or equal to 24"),
        ({"reminder_hours": "twelve"}, "Enter a whole number."),
        ({"reminder_hours": "20"}, "Choose at least as many hours as for the reminder."),
        ({"provisional_hours": "17"}, "The shift cannot be longer than"),
        ({"break_after": "540"}, "Choose more hours than in the step before."),
        ({"break_after": "541"}, "Choose more hours than in the step before."),
        ({"break_minutes": "46"}, "Choose at least as many minutes as in the step before."),
        ({"shortest_break": "-1"}, "greater than or equal to 0"),
        ({"long_break_minutes": "9" * 30}, "less than or equal to 240"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_the_form_stays_filled(
    owner: Employee,
    browse: Browse,
    company: CompanySettings,
    wrong: dict[str, str],
    sentence: str,
) -> None:
    response = send(browse(owner), **wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "Constraint" not in text_of(response)
    for name, value in wrong.items():
        assert response.context["form"][name].value() == value
    before = CompanySettings.objects.values().get()
    company.refresh_from_db()
    assert before["time_zone"] == "Europe/Madrid"
    assert model_to_dict(company.rules, RULES) == model_to_dict(Rules(), RULES)
    assert not AuditLine.objects.exists()


def test_equal_figures_that_may_be_equal_are_taken(owner: Employee, browse: Browse) -> None:
    equal = {"reminder_hours": 16, "provisional_hours": 16, "break_minutes": 45}
    assert send(browse(owner), **equal).status_code == 303


def test_who_saves_what_another_owner_has_changed_sees_both_versions(
    owner: Employee, make_employee: MakeEmployee, browse: Browse, company: CompanySettings
) -> None:
    olga, otto = browse(owner), browse(make_employee("Otto", Role.OWNER))
    stale = shown(olga, week_starts_on=6, members_see_rate="on")
    send(otto, week_starts_on=7)
    response = olga.post(PAGE, stale)
    assert response.status_code == 409
    assert "The settings were changed after you opened this page" in text_of(response)
    assert "First day of the week Sunday Saturday" in text_of(response)
    assert "Staff can see their own hourly rate no yes" in text_of(response)
    company.refresh_from_db()
    assert company.week_starts_on == 7
    # Whoever has seen both may insist.
    form = response.context["form"]
    again = sendable({name: form[name].value() for name in form.fields})
    assert olga.post(PAGE, again).status_code == 303
    company.refresh_from_db()
    assert (company.week_starts_on, company.members_see_rate) == (6, True)


def test_the_settings_and_their_rules_have_one_version(
    owner: Employee, make_employee: MakeEmployee, browse: Browse, company: CompanySettings
) -> None:
    olga, otto = browse(owner), browse(make_employee("Otto", Role.OWNER))
    stale = shown(olga, week_starts_on=6)
    assert send(otto, reminder_hours=10).status_code == 303
    response = olga.post(PAGE, stale)
    assert response.status_code == 409
    assert "Remind after (hours) 10 12" in text_of(response)
    company.refresh_from_db()
    assert (company.week_starts_on, company.rules.reminder_hours) == (1, 10)


@pytest.mark.parametrize("seen", ["", "-1", "soon", "9" * 40])
def test_a_form_that_has_not_seen_the_settings_changes_nothing(
    owner: Employee, browse: Browse, company: CompanySettings, seen: str
) -> None:
    client = browse(owner)
    send(client, week_starts_on=7)
    assert send(client, week_starts_on=6, seen=seen).status_code == 409
    company.refresh_from_db()
    assert company.week_starts_on == 7


@pytest.mark.parametrize("sees", [True, False])
def test_staff_see_their_own_rate_only_if_the_company_wants_it(
    ana: Employee, browse: Browse, company: CompanySettings, sees: bool
) -> None:
    company.members_see_rate = sees
    company.save()
    assert ("Your hourly rate: 12.50" in text_of(browse(ana).get("/timesheet/"))) is sees


def test_a_rate_has_the_company_s_currency_as_the_reader_writes_it(
    owner: Employee, ana: Employee, browse: Browse, company: CompanySettings
) -> None:
    company.members_see_rate, company.currency = True, "EUR"
    company.save()
    assert "Your hourly rate: €12.50" in text_of(browse(ana).get("/timesheet/"))
    Employee.objects.filter(pk=owner.pk).update(language="de")
    text = browse(owner).get("/people/").content.decode()
    assert "12,50\N{NO-BREAK SPACE}€" in text
    form = browse(owner).get(f"/people/{ana.pk}/details/").content.decode()
    assert 'value="12,50"' in form


def test_nobody_without_a_rate_is_told_of_one(
    make_employee: MakeEmployee, browse: Browse, company: CompanySettings
) -> None:
    company.members_see_rate = True
    company.save()
    assert "hourly rate" not in text_of(browse(make_employee("Eva")).get("/timesheet/"))


def test_a_new_zone_moves_no_recorded_shift(
    owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(16, 9), madrid(16, 17))
    send(browse(owner), time_zone="Asia/Tokyo")
    before = (log.check_in, log.check_out, log.time_zone)
    log.refresh_from_db()
    assert (log.check_in, log.check_out, log.time_zone) == before


def test_the_page_asks_the_database_little(owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    # session, user, employee, company, the row to be changed, its version, kinds of break; and
    # what waits
    with asks(10):
        client.get(PAGE)
