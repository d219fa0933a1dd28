"""The owner's page for logo and colour: what is kept, refused and recorded."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from tests.timetracking.company.samples import png
from tests.timetracking.conftest import Browse, text_of
from timetracking.base.authors import Author, program
from timetracking.company import look
from timetracking.company import settings as company_settings
from timetracking.company.errors import LogoRefused, LookChanged
from timetracking.company.subjects import digest_of
from timetracking.models import AuditLine, CompanySettings, Employee
from timetracking.trail.comparing import differences

PAGE = "/settings/look/"
US = program("test")


def upload(content: bytes, name: str = "logo.png", kind: str = "image/png") -> dict[str, Any]:
    return {"logo": SimpleUploadedFile(name, content, kind), "seen": ""}


def stored() -> CompanySettings:
    return CompanySettings.objects.defer(None).get()


def differing() -> list[str]:
    """List what verification finds in rows; this company's trail has no beginning."""
    return [str(flaw) for flaw in differences() if "differs from" in str(flaw)]


def test_the_owner_chooses_a_colour(owner: Employee, browse: Browse) -> None:
    response = browse(owner).post(f"{PAGE}colour/", {"accent": "1F6F78", "seen": ""})
    assert (response.status_code, response["Location"]) == (303, PAGE)
    assert stored().accent == "#1f6f78"
    line = AuditLine.objects.get()
    assert line.after is not None
    assert (line.actor, line.after["accent"]) == (owner, "#1f6f78")


def test_no_colour_is_that_of_shiftbook_again(owner: Employee, browse: Browse) -> None:
    look.choose_accent("#1f6f78", by=US)
    browse(owner).post(f"{PAGE}colour/", {"accent": " ", "seen": "#1f6f78"})
    assert stored().accent == ""


@pytest.mark.parametrize("typed", ["teal", "#12345", "#1f6f78;}", "\0", "x" * 500])
def test_what_is_no_colour_is_said_and_kept_in_the_form(
    owner: Employee, browse: Browse, typed: str
) -> None:
    response = browse(owner).post(f"{PAGE}colour/", {"accent": typed, "seen": ""})
    assert response.status_code == 422
    assert response.context["accent_form"].errors["accent"]
    assert response.context["accent_form"]["accent"].value() == typed
    assert stored().accent == ""


def test_the_page_shows_the_shade_of_each_theme(owner: Employee, browse: Browse) -> None:
    look.choose_accent("#ffee00", by=US)
    response = browse(owner).get(PAGE)
    assert response.context["shades"].dark == "#ffee00"
    assert response.context["shades"].light in text_of(response)


def test_the_owner_chooses_a_logo(owner: Employee, browse: Browse) -> None:
    response = browse(owner).post(f"{PAGE}logo/", upload(png()))
    assert (response.status_code, response["Location"]) == (303, PAGE)
    company = stored()
    assert (bytes(company.logo), company.logo_digest) == (png(), digest_of(png()))


def test_the_trail_has_the_digest_and_not_the_logo(owner: Employee) -> None:
    look.choose_logo(png(), by=Author(owner))
    line = AuditLine.objects.get()
    assert line.after is not None
    assert line.after["logo_digest"] == digest_of(png())
    assert "logo" not in line.after


def test_the_owner_removes_the_logo(owner: Employee, browse: Browse) -> None:
    look.choose_logo(png(), by=US)
    form = {"seen": digest_of(png())}
    assert browse(owner).post(f"{PAGE}logo/remove/", form).status_code == 303
    company = stored()
    assert (bytes(company.logo), company.logo_digest) == (b"", "")


@pytest.mark.parametrize(
    "content", [b"", b"<svg/>", b"<script>", png()[:-1], png(1025, 1), png(padding=210_000)]
)
def test_a_file_that_is_no_logo_is_refused_whatever_it_is_called(
    owner: Employee, browse: Browse, content: bytes
) -> None:
    response = browse(owner).post(f"{PAGE}logo/", upload(content))
    assert response.status_code == 422
    assert response.context["logo_form"].errors["logo"]
    assert stored().logo_digest == ""


def test_a_form_without_a_file_asks_for_one(owner: Employee, browse: Browse) -> None:
    response = browse(owner).post(f"{PAGE}logo/", {"seen": "", "logo": "text"})
    assert response.status_code == 422
    assert response.context["logo_form"].errors["logo"]


def test_the_service_checks_the_logo_too(company: CompanySettings) -> None:
    with pytest.raises(LogoRefused):
        look.choose_logo(b"<svg/>", by=US)


def test_a_colour_that_another_owner_chose_meanwhile_is_not_overwritten(
    owner: Employee, browse: Browse
) -> None:
    look.choose_accent("#1f6f78", by=US)
    response = browse(owner).post(f"{PAGE}colour/", {"accent": "#aa0000", "seen": ""})
    assert response.status_code == 409
    assert response.context["accent_form"]["seen"].value() == "#1f6f78"
    assert stored().accent == "#1f6f78"


@pytest.mark.parametrize("chosen", [png(5, 5), b""])
def test_a_logo_that_another_owner_chose_meanwhile_stays(
    company: CompanySettings, chosen: bytes
) -> None:
    look.choose_logo(png(), by=US)
    with pytest.raises(LookChanged):
        look.choose_logo(chosen, by=US, seen="")


def test_who_sends_the_same_twice_hears_of_no_conflict(company: CompanySettings) -> None:
    for _ in range(2):
        look.choose_accent("#1f6f78", by=US, seen="")
        look.choose_logo(png(), by=US, seen="")
    assert AuditLine.objects.count() == 2


def test_the_settings_leave_the_look_as_it_is(company: CompanySettings) -> None:
    before = CompanySettings.objects.select_related("rules").get()
    look.choose_accent("#1f6f78", by=US)
    look.choose_logo(png(), by=US)
    before.language = "de"
    company_settings.save(before, by=US)
    now = stored()
    assert (now.language, now.accent, bytes(now.logo)) == ("de", "#1f6f78", png())
    assert not differing()


def test_verification_sees_a_logo_that_was_exchanged(company: CompanySettings) -> None:
    look.choose_logo(png(), by=US)
    assert not differing()
    CompanySettings.objects.update(logo=png(5, 5))
    assert [flaw.split(" in ")[1] for flaw in differing()] == ["logo_digest"]


@pytest.mark.parametrize("row", [{"accent": "red;}"}, {"logo": bytes(204_801)}])
def test_the_database_refuses_what_no_page_saves(
    company: CompanySettings, row: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CompanySettings.objects.update(**row)
