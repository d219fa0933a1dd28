"""In which language a page is, and how it writes dates."""

import html
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import formats, translation

from config.translations import catalogues
from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.isolation.addresses import OBJECTS
from tests.isolation.walking import addresses
from tests.timetracking.conftest import NOW, Browse, MakeLog, asks, madrid, shift_form, text_of
from timetracking.base.authors import Author
from timetracking.company import onboarding
from timetracking.kiosk import pairing as kiosks
from timetracking.models import BreakKind, CompanySettings, Employee, Language, Location

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
NAMES = [
    "TIME_FORMAT",
    "TIME_SECONDS",
    "DATE_FORMAT",
    "DATE_LONG",
    "DATE_SHORT",
    "DATE_SHORT_YEAR",
    "DAY_LONG",
    "DAY_SHORT",
    "WEEKDAY_SHORT",
    "DATETIME_FORMAT",
    "DAY_LONG_YEAR",
    "DAY_SHORT_YEAR",
    "MOMENT_SHORT",
]


def test_a_company_may_choose_what_there_is() -> None:
    assert Language.choices == settings.LANGUAGES


@pytest.mark.parametrize(
    ("language", "day"), [("de", "Mittwoch, 18. November"), ("es", "miércoles 18 de noviembre")]
)
def test_staff_read_their_companys_language(
    language: str, day: str, ana: Employee, browse: Browse, company: CompanySettings
) -> None:
    company.language = language
    company.save()
    response = browse(ana).get("/", headers={"accept-language": "en"})
    assert f'<html lang="{language}"' in response.content.decode()
    assert day in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "language"),
    [("de-AT,en;q=0.5", "de"), ("fr", "en"), ("", "en"), ("fr,es;q=0.1", "es")],
)
def test_strangers_read_their_browsers_language(
    asked: str, language: str, acme_client: Client, public_client: Client
) -> None:
    for client, path in ((acme_client, "/login/"), (public_client, "/")):
        response = client.get(path, headers={"accept-language": asked})
        assert f'<html lang="{language}"' in response.content.decode()
        assert "Accept-Language" in response.headers["Vary"]


def test_a_strangers_language_costs_no_query(acme_client: Client, company: CompanySettings) -> None:
    with asks(1):  # the company's look
        acme_client.get("/login/", headers={"accept-language": "de"})


def test_error_pages_are_in_the_visitors_language(
    ana: Employee, browse: Browse, company: CompanySettings
) -> None:
    company.language = "es"
    company.save()
    client = browse(ana)
    assert '<html lang="es"' in client.get("/nothing/").content.decode()
    unknown = client.get(
        "/", headers={"host": f"nobody.{settings.BASE_DOMAIN}", "accept-language": "de"}
    )
    assert unknown.status_code == 404
    assert '<html lang="de"' in unknown.content.decode()


def test_the_language_ends_with_the_request(
    ana: Employee, browse: Browse, company: CompanySettings
) -> None:
    company.language = "de"
    company.save()
    browse(ana).get("/")
    assert translation.get_language() == "en"


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("name", NAMES)
def test_every_format_has_its_form_in_each_language(name: str, language: str) -> None:
    assert formats.get_format(name, language) != name


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "Monday 23 November", "Mon 23 Nov"),
        ("de", "Montag, 23. November", "Mo, 23. Nov."),
        ("es", "lunes 23 de noviembre", "lun 23 nov"),
    ],
)
def test_a_day_is_written_as_the_language_does(language: str, long: str, short: str) -> None:
    with translation.override(language):
        day = datetime(2026, 11, 23, 9, 5)  # noqa: DTZ001 - on a calendar
        assert formats.date_format(day, "DAY_LONG") == long
        assert formats.date_format(day, "DAY_SHORT") == short
        assert formats.date_format(day, "TIME_FORMAT") == "09:05"


def test_no_template_has_a_format_of_its_own() -> None:
    # The last one is the operator's: in UTC, and the same in every language.
    machines = {"c", "Y-m-d", "G", "i", "Y-m-d\\TH:i", "Y-m-d H:i"}
    for path in (settings.BASE_DIR / "templates").rglob("*.*"):
        for fixed in re.findall(r'\|date:"([^"]*)"', path.read_text()):
            assert fixed in machines | set(NAMES), f"{path}: {fixed}"


def sentences(language: str) -> set[str]:
    """Return what is said in English, where `language` says it otherwise."""
    found = catalogues.read(catalogues.paths()[language])
    said = {entry.id for entry in found if isinstance(entry.id, str) and entry.id != entry.string}
    same = {entry.string for entry in found if isinstance(entry.string, str)}
    return said - same - {""}


def english(language: str, response: Any) -> set[str]:
    """Return what a page says in English: sentences anywhere, words where they stand alone."""
    body = response.content.decode()
    alone = {html.unescape(part).strip() for part in re.findall(r">([^<>]+)<", body)}
    text, known = text_of(response), sentences(language)
    return (alone & known) | {said for said in known if said.count(" ") > 1 and said in text}


@pytest.fixture
def lively(
    ana: Employee, owner: Employee, company: CompanySettings, browse: Browse, make_log: MakeLog
) -> None:
    """Let there be one of everything that a page can be about."""
    night = make_log(ana, madrid(16, 22), madrid(17, 6), notes="x")
    bar = Location.objects.create(name="Bar")
    bar.staff.add(owner)
    BreakKind.objects.update(name="Siesta")
    kiosks.create_kiosk("Door", bar, manager=owner, by=Author(owner), now=NOW)
    make_log(ana, madrid(15, 8), madrid(15, 16), review="automatic", deducted=1800)
    make_log(ana, madrid(18, 8))
    change = shift_form(night, check_out="2026-11-17T07:00", new=[("1", "23:00", "23:20")])
    assert browse(ana).post(f"/shifts/{night.pk}/correct/", change).status_code == 303


def pages(client: TenantClient, language: str) -> Iterator[tuple[str, Any]]:
    """Visit every address that has a page, with the first object of its kind."""
    for address in addresses(settings.ROOT_URLCONF):
        models = {name: OBJECTS.get((address.name, name)) for name in address.parameters}
        first = {name: model and model._default_manager.first() for name, model in models.items()}
        values = {name: found.pk if found else 1 for name, found in first.items()}
        response = client.get(address.path(**values), headers={"accept-language": language})
        if "html" in response.headers.get("Content-Type", ""):
            yield str(address), response


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("visitor", "least"), [("owner", 25), ("ana", 10)])
def test_no_page_of_a_company_says_anything_in_english(
    visitor: str,
    least: int,
    language: str,
    request: pytest.FixtureRequest,
    lively: None,
    browse: Browse,
) -> None:
    CompanySettings.objects.update(language=language, members_see_team=True)
    shown = 0
    for address, response in pages(browse(request.getfixturevalue(visitor)), language):
        shown += response.status_code == 200
        assert english(language, response) == set(), f"{address} in {language}"
    assert shown >= least


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_with_a_form_is_said_in_the_language(
    language: str, owner: Employee, browse: Browse, company: CompanySettings
) -> None:
    CompanySettings.objects.update(language=language)
    client = browse(owner)
    for form in ({"name": "", "email": "no"}, {"name": "A", "email": "x", "hourly_rate": "-1"}):
        assert english(language, client.post("/people/add/", form)) == set()


@pytest.mark.parametrize(
    ("language", "subject"), [("de", "Deine Einladung zu"), ("es", "Tu invitación a")]
)
def test_an_invitation_is_in_the_companys_language(
    language: str,
    subject: str,
    owner: Employee,
    ben: Employee,
    browse: Browse,
    company: CompanySettings,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    CompanySettings.objects.update(language=language)
    with django_capture_on_commit_callbacks(execute=True):
        browse(owner).post(f"/people/{ben.pk}/invite/", headers={"accept-language": "en"})
    (mail,) = mailoutbox
    assert mail.subject.startswith(subject)
    assert not any(said in mail.body for said in sentences(language) if said.count(" ") > 1)


def test_the_operators_language_does_not_reach_an_owner(
    acme: Tenant,
    company: CompanySettings,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    CompanySettings.objects.update(language="es")
    with translation.override("de"), django_capture_on_commit_callbacks(execute=True):
        onboarding.invite_owner(site=acme, owner_email="nora@example.com")
    assert mailoutbox[0].subject.startswith("Tu invitación a")


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_for_times_get_what_browsers_want(language: str) -> None:
    with translation.override(language):
        field = forms.DateTimeField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
        day = datetime(2026, 11, 21, 17, 30)  # noqa: DTZ001 - on a calendar
        assert 'value="2026-11-21 17:30:00"' in field.widget.render("at", day)
        assert field.clean("2026-11-21T17:30").hour == 17
