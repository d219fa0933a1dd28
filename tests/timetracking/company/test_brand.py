"""The company's style sheet and logo: where they are shown, and how they are sent."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.timetracking.company.samples import jpeg, lossy, png, riff
from tests.timetracking.conftest import Browse
from timetracking.base.authors import program
from timetracking.company import look
from timetracking.company.brand import colours_address, logo_address
from timetracking.company.colours import style_sheet
from timetracking.company.subjects import digest_of
from timetracking.models import CompanySettings, Employee

US = program("test")


@pytest.fixture
def dressed(company: CompanySettings) -> CompanySettings:
    """Give the company a colour and a logo."""
    look.choose_accent("#1f6f78", by=US)
    look.choose_logo(png(), by=US)
    return CompanySettings.objects.get()


def test_the_style_sheet_is_for_everyone_and_kept(
    dressed: CompanySettings, acme_client: Client
) -> None:
    response = acme_client.get(colours_address(dressed))
    assert response.content.decode() == style_sheet("#1f6f78").text
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("logo", "kind"),
    [(png(), "image/png"), (jpeg(), "image/jpeg"), (riff(lossy()), "image/webp")],
)
def test_a_logo_is_sent_as_what_its_bytes_are_and_can_do_nothing(
    company: CompanySettings, acme_client: Client, logo: bytes, kind: str
) -> None:
    look.choose_logo(logo, by=US)
    response = acme_client.get(f"/brand/logo/{digest_of(logo)}")
    assert response.content == logo
    assert response["Content-Type"] == kind
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"


def test_bytes_that_are_no_picture_are_not_sent(
    company: CompanySettings, acme_client: Client
) -> None:
    digest = digest_of(b"<script>")
    CompanySettings.objects.update(logo=b"<script>", logo_digest=digest)
    assert acme_client.get(f"/brand/logo/{digest}").status_code == 404


def test_what_was_replaced_is_gone(dressed: CompanySettings, acme_client: Client) -> None:
    look.choose_accent("#aa0000", by=US)
    look.choose_logo(b"", by=US)
    for address in (colours_address(dressed), logo_address(dressed)):
        response = acme_client.get(address)
        assert response.status_code == 404
        assert "no-store" in response["Cache-Control"]


def test_a_company_without_a_look_has_no_addresses(
    company: CompanySettings, acme_client: Client
) -> None:
    assert (colours_address(company), logo_address(company)) == ("", "")
    assert acme_client.get("/brand/logo/x").status_code == 404
    assert acme_client.get(f"/brand/{style_sheet('#1f6f78').digest}.css").status_code == 404


@pytest.mark.parametrize("path", ["/", "/settings/", "/settings/look/"])
def test_pages_have_the_look(
    dressed: CompanySettings, owner: Employee, browse: Browse, path: str
) -> None:
    page = browse(owner).get(path).content.decode()
    assert f'<link rel="stylesheet" href="{colours_address(dressed)}">' in page
    assert f'src="{logo_address(dressed)}"' in page


def test_the_sign_in_page_has_the_look(dressed: CompanySettings, acme_client: Client) -> None:
    page = acme_client.get("/login/").content.decode()
    assert colours_address(dressed) in page
    assert logo_address(dressed) in page


def test_pages_without_a_look_link_to_nothing(
    company: CompanySettings, owner: Employee, browse: Browse
) -> None:
    assert "/brand/" not in browse(owner).get("/").content.decode()


def test_the_kiosk_keeps_the_look_for_when_there_is_no_network(
    dressed: CompanySettings, acme_client: Client
) -> None:
    worker = acme_client.get("/kiosk/worker.js").content.decode()
    assert dressed.logo_digest in worker
    assert style_sheet(dressed.accent).digest in worker


def test_a_page_does_not_read_the_logo(
    dressed: CompanySettings, owner: Employee, browse: Browse
) -> None:
    client = browse(owner)
    with CaptureQueriesContext(connection) as captured:
        client.get("/")
    assert not [query for query in captured if '"logo"' in query["sql"]]
