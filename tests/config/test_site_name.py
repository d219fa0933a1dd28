"""The product's name is a setting; apps that do not know the product do not contain it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from accounts.models import User
from config.http import errors
from tests.conftest import TenantClient

ROOT = settings.BASE_DIR
# Words of the product, which the engine must not use.
PRODUCT_WORDS = re.compile(
    r"shiftbook|timetracking\b(?!\.0)|owner.?e-?mail|(?-i:time_zone)|employee|\bstaff\b", re.I
)
BRAND = re.compile("shiftbook", re.I)
WITHOUT_BRAND = ("accounts", "operations", "tenants", "templates/accounts", "templates/errors")


def _sources(folder: str) -> list[Path]:
    files = (path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".html", ".txt"})
    return sorted(files)


def _lines_with(pattern: re.Pattern[str], *paths: Path) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if pattern.search(line)
    ]


def test_the_engine_does_not_name_the_product() -> None:
    files = _sources("tenants")
    assert len(files) > 30
    assert _lines_with(PRODUCT_WORDS, *files) == []


@pytest.mark.parametrize("folder", [*WITHOUT_BRAND, "templates/operations"])
def test_other_folders_do_not_name_the_product(folder: str) -> None:
    files = _sources(folder)
    assert files
    assert _lines_with(BRAND, *files) == []


def test_base_templates_do_not_name_the_product() -> None:
    assert _lines_with(BRAND, *(ROOT / "templates").glob("base*.html")) == []


def test_pages_show_the_site_name(
    settings: Any, public_client: TenantClient, acme_client: TenantClient
) -> None:
    settings.SITE_NAME = "Tock & Co"
    assert "Tock &amp; Co</title>" in _text(public_client.get("/"))
    assert 'aria-label="Tock &amp; Co"' in _text(acme_client.get("/login/"))
    error_page = errors.page(acme_client.get("/login/").wsgi_request, 503)
    assert "Tock &amp; Co cannot reach its data" in _text(error_page)


def test_invitations_show_the_site_name(settings: Any) -> None:
    settings.SITE_NAME = "Tock & Co"
    context = {"site": {"name": "Acme"}, "user": User(email="a@b.example"), "days": 7, "link": ""}
    subject = render_to_string("accounts/mail/invitation_subject.txt", context)
    assert subject.strip() == "Your invitation to Acme on Tock & Co"
    body = render_to_string("accounts/mail/invitation.txt", context)
    assert "Acme uses Tock & Co to record working hours and has added you." in body


def _text(response: Any) -> str:
    return str(response.content.decode())
