"""Everyone may read in a language of their own: pages, mails and the kiosk."""

from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils.translation import get_language

from accounts.mail import locale_of
from tenants.models import Tenant
from tests.timetracking.conftest import Browse
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.models import AuditLine, CompanySettings, Employee
from timetracking.notices.mailing import Notice, notify
from timetracking.staff import languages

PAGE = "/language/"


def language_of(response: Any) -> str:
    return str(response.content.decode().partition('<html lang="')[2][:2])


def test_a_page_is_in_one_s_own_language_or_the_company_s(
    ana: Employee, owner: Employee, browse: Browse
) -> None:
    CompanySettings.objects.update(language="de")
    Employee.objects.filter(pk=ana.pk).update(language="es")
    assert language_of(browse(ana).get("/")) == "es"
    assert language_of(browse(owner).get("/")) == "de"


def test_one_chooses_a_language_and_reads_it_at_once(ana: Employee, browse: Browse) -> None:
    client = browse(ana)
    response = client.post(PAGE, {"language": "de"})
    assert (response.status_code, response["Location"]) == (303, PAGE)
    page = client.get(PAGE)
    assert language_of(page) == "de"
    ana.refresh_from_db()
    assert ana.language == "de"
    line = AuditLine.objects.latest("number")
    assert (line.actor, line.before, line.after) == (ana, {"language": ""}, {"language": "de"})
    client.post(PAGE, {"language": ""})
    ana.refresh_from_db()
    assert ana.language == ""


def test_there_is_no_other_language(ana: Employee, browse: Browse) -> None:
    response = browse(ana).post(PAGE, {"language": "xx"})
    assert response.status_code == 422
    ana.refresh_from_db()
    assert ana.language == ""


def test_nobody_chooses_for_another_here(ana: Employee, owner: Employee) -> None:
    with pytest.raises(NotAllowed):
        languages.choose(ana, "de", by=Author(owner))


def test_a_manager_sets_it_in_the_entry(owner: Employee, ana: Employee, browse: Browse) -> None:
    client = browse(owner)
    form = client.get(f"/people/{ana.pk}/details/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {
        name: value for name, value in values.items() if value is not None and value is not False
    }
    assert client.post(f"/people/{ana.pk}/details/", sent | {"language": "es"}).status_code == 303
    ana.refresh_from_db()
    assert ana.language == "es"


def test_notices_and_mails_about_the_sign_in_are_in_it(
    ana: Employee,
    acme: Tenant,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    company = CompanySettings.objects.get()
    ana.language = "de"
    ana.save()
    with django_capture_on_commit_callbacks(execute=True):
        context = {"text": get_language, "link": "https://x.example/"}
        assert notify(ana, Notice.ALERT, context, company=company, site=acme)
    assert " de" in " ".join(str(mailoutbox[0].body).split())
    with locale_of(acme, ana.email):
        assert get_language() == "de"
    with locale_of(acme, "new@address.example", user_id=ana.user_id):
        assert get_language() == "de"
    with locale_of(acme, "x@stranger.example", otherwise="es"):
        assert get_language() == "es"
    with locale_of(acme, "x@stranger.example"):
        assert get_language() == "en"
