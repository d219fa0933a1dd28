"""Notices by mail: who gets them, in what words, when; and the page on which people choose."""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import translation

from accounts.invitations import send_invitation
from tests.timetracking.conftest import Browse, Here, MakeEmployee, MakeLog, asks, madrid, text_of
from timetracking.base.authors import Author
from timetracking.models import AuditLine, CompanySettings, Employee, WorkLog
from timetracking.notices import mailing as notices
from timetracking.notices.mailing import Notice, notify
from timetracking.staff import employees

MEMBERS = [Notice.FORGOTTEN, Notice.DECIDED, Notice.EDITED, Notice.TAKEN_BACK]


@pytest.fixture
def log(ana: Employee, make_log: MakeLog) -> WorkLog:
    return make_log(ana, madrid(17, 16, 58))


@pytest.fixture
def remind(
    log: WorkLog,
    ana: Employee,
    company: CompanySettings,
    django_capture_on_commit_callbacks: Any,
) -> Callable[[], bool]:
    """Return what mails Ana and commits; it says whether there was something to send."""

    def send() -> bool:
        with django_capture_on_commit_callbacks(execute=True):
            company.refresh_from_db()
            return notify(ana, Notice.FORGOTTEN, words(log), company=company, site=Here())

    return send


@transaction.atomic
def with_a_mistake(ana: Employee, log: WorkLog, company: CompanySettings) -> None:
    notify(ana, Notice.FORGOTTEN, words(log), company=company, site=Here())
    raise ZeroDivisionError


def words(log: WorkLog) -> dict[str, object]:
    return {"log": log, "zone": log.zone, "link": "https://acme.example/"}


def test_a_notice_says_it_in_local_time_and_where_to_switch_it_off(
    remind: Callable[[], bool], ana: Employee
) -> None:
    assert remind()
    (message,) = mail.outbox
    assert message.to == [ana.email]
    assert message.subject == "Are you still clocked in?"
    assert "You clocked in on Tuesday 17 November at 16:58" in message.body
    assert message.body.endswith("Choose your notifications: https://acme.example/notices/\n\n")
    assert message.extra_headers["List-Unsubscribe"] == "<https://acme.example/notices/>"


def test_a_notice_is_in_the_language_of_the_company(
    remind: Callable[[], bool], company: CompanySettings
) -> None:
    company.language = "de"
    company.save()
    with translation.override("es"):
        remind()
        assert translation.get_language() == "es"
    # Django's own catalogue knows the days.
    assert "Dienstag, 17. November" in mail.outbox[0].body


def test_a_notice_waits_for_the_commit(
    ana: Employee, log: WorkLog, company: CompanySettings
) -> None:
    # The test's own transaction never commits.
    assert notify(ana, Notice.FORGOTTEN, words(log), company=company, site=Here())
    assert mail.outbox == []


def test_a_notice_of_what_is_rolled_back_is_never_sent(
    ana: Employee,
    log: WorkLog,
    company: CompanySettings,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), suppress(ZeroDivisionError):
        with_a_mistake(ana, log, company)
    assert mail.outbox == []


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"email": ""}, {"muted_notices": ["forgotten"]}]
)
def test_who_left_has_no_address_or_switched_it_off_gets_none(
    remind: Callable[[], bool], ana: Employee, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(ana, name, value)
    assert not remind()
    assert mail.outbox == []


def test_who_switched_off_another_notice_still_gets_this_one(
    remind: Callable[[], bool], ana: Employee
) -> None:
    ana.muted_notices = ["edited"]
    assert remind()


def test_a_mail_server_that_fails_is_logged_without_names_and_undoes_nothing(
    remind: Callable[[], bool],
    ana: Employee,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(self: object, messages: object) -> int:
        raise ConnectionRefusedError("no server")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    with caplog.at_level(logging.INFO):
        assert remind()
    assert "ConnectionRefusedError" in caplog.text
    assert "no server" not in caplog.text
    assert ana.email not in caplog.text
    assert ana.name not in caplog.text
    assert Employee.objects.filter(pk=ana.pk).exists()


def test_an_invitation_is_in_the_language_of_the_company(
    company: CompanySettings,
    ben: Employee,
    manager: Employee,
    browse: Browse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    company.language = "de"
    company.save()
    spoken = []

    def spy(*args: Any, **kwargs: Any) -> None:
        spoken.append(translation.get_language())
        send_invitation(*args, **kwargs)

    monkeypatch.setattr(employees, "send_invitation", spy)
    employees.invite(ben, by=Author(), site=Here(), language=company.language)
    browse(manager).post(f"/people/{ben.pk}/invite/")
    assert spoken == ["de", "de"]


def test_only_who_leads_is_asked_about_what_managers_get(ana: Employee, manager: Employee) -> None:
    assert notices.notices_for(ana) == MEMBERS
    assert notices.notices_for(manager) == [one for one in Notice if one != Notice.ALERT]


def test_the_page_begins_with_all_switched_on(ana: Employee, browse: Browse) -> None:
    response = browse(ana).get("/notices/")
    assert response.content.count(b" checked") == len(MEMBERS)
    assert "We send them to ana@example.com." in text_of(response)


def test_what_is_not_ticked_is_switched_off_and_in_the_trail(ana: Employee, browse: Browse) -> None:
    response = browse(ana).post("/notices/", {"wanted": ["forgotten"]})
    assert (response.status_code, response["Location"]) == (303, "/notices/")
    ana.refresh_from_db()
    assert ana.muted_notices == ["decided", "edited", "taken-back"]
    line = AuditLine.objects.get()
    assert (line.actor, line.employee, line.subject) == (ana, ana, "employee")
    assert (line.before, line.after) == (
        {"muted_notices": []},
        {"muted_notices": ["decided", "edited", "taken-back"]},
    )


def test_a_choice_can_be_taken_back(ana: Employee, browse: Browse) -> None:
    client = browse(ana)
    client.post("/notices/", {})
    client.post("/notices/", {"wanted": [notice.value for notice in MEMBERS]})
    ana.refresh_from_db()
    assert ana.muted_notices == []


def test_what_a_manager_chose_before_stays_while_they_are_none(make_employee: MakeEmployee) -> None:
    eva = make_employee("Eva", muted_notices=["asked", "edited"])
    notices.choose(eva, ["edited"], by=Author(eva))
    eva.refresh_from_db()
    assert eva.muted_notices == ["asked", "decided", "forgotten", "taken-back"]


@pytest.mark.parametrize("word", ["asked", "weather"])
def test_a_notice_that_is_not_on_offer_is_refused(ana: Employee, browse: Browse, word: str) -> None:
    response = browse(ana).post("/notices/", {"wanted": ["forgotten", word]})
    assert response.status_code == 422
    assert "There is no such notification." in text_of(response)
    assert b'value="forgotten" aria-invalid="true"' in response.content
    assert response.content.count(b" checked") == 1
    ana.refresh_from_db()
    assert ana.muted_notices == []


def test_who_has_no_address_is_told(make_employee: MakeEmployee, browse: Browse) -> None:
    eva = make_employee("Eva")
    Employee.objects.filter(pk=eva.pk).update(email="")
    assert "You have no e-mail address here" in text_of(browse(eva).get("/notices/"))


def test_the_account_menu_leads_to_the_page(ana: Employee, browse: Browse) -> None:
    assert b'href="/notices/"' in browse(ana).get("/").content


def test_the_page_asks_the_database_little(ana: Employee, browse: Browse) -> None:
    client = browse(ana)
    with asks(4):  # session, user, employee, company
        client.get("/notices/")
