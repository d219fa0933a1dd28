"""In which language a page is, and how it writes dates."""

import re
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.utils import formats, translation

from tests.timetracking.conftest import Browse, asks
from timetracking.models import CompanySettings, Employee, Language

NAMES = [
    "TIME_FORMAT",
    "DATE_FORMAT",
    "DATE_LONG",
    "DATE_SHORT",
    "DATE_SHORT_YEAR",
    "DAY_LONG",
    "DAY_SHORT",
    "WEEKDAY_SHORT",
    "DATETIME_FORMAT",
]


def test_a_company_may_choose_what_there_is() -> None:
    assert Language.choices == settings.LANGUAGES


@pytest.mark.parametrize(
    ("language", "day"), [("de", "Mittwoch, 18. November"), ("es", "miércoles, 18 de noviembre")]
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
    with asks(0):
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
        ("es", "lunes, 23 de noviembre", "lun, 23 nov"),
    ],
)
def test_a_day_is_written_as_the_language_does(language: str, long: str, short: str) -> None:
    with translation.override(language):
        day = datetime(2026, 11, 23, 9, 5)  # noqa: DTZ001 - on a calendar
        assert formats.date_format(day, "DAY_LONG") == long
        assert formats.date_format(day, "DAY_SHORT") == short
        assert formats.date_format(day, "TIME_FORMAT") == "09:05"


def test_no_template_has_a_format_of_its_own() -> None:
    machines = {"c", "Y-m-d", "G", "i", "Y-m-d\\TH:i"}
    for path in (settings.BASE_DIR / "templates").rglob("*.*"):
        for fixed in re.findall(r'\|date:"([^"]*)"', path.read_text()):
            assert fixed in machines | set(NAMES), f"{path}: {fixed}"
