"""Mails about one's sign-in are in the company's language and time zone, whoever caused them."""

from typing import Any

import pytest
from django.core.mail import EmailMessage

from accounts.models import SecurityEvent
from accounts.requests import Client
from accounts.security import alerts, log
from accounts.security.events import Event
from tenants.models import Tenant
from tests.accounts.conftest import PASSWORD
from tests.conftest import TenantClient
from timetracking.models import CompanySettings, Employee

WHERE = Client("203.0.113.7", "Firefox, Windows")
# Every mail, with what its template reads of the event.
DETAILS: dict[Event, dict[str, Any]] = {
    Event.PASSWORD_CHANGED: {},
    Event.PASSWORD_RESET: {},
    Event.NEW_DEVICE: {},
    Event.EMAIL_CHANGE_ASKED: {"email": ["old@example.com", "new@example.com"]},
    Event.EMAIL_CHANGED: {"email": ["old@example.com", "new@example.com"]},
    Event.EMAIL_RESTORED: {"email": ["new@example.com", "old@example.com"]},
    Event.PIN_SET: {},
    Event.PIN_REMOVED: {},
    Event.KIOSK_PAIRED: {"kiosk": "Door", "location": "Bar"},
    Event.FACTOR_ADDED: {},
    Event.FACTOR_REMOVED: {},
    Event.RECOVERY_CODES_MADE: {},
    Event.RECOVERY_CODE_USED: {},
    Event.ROLE_CHANGED: {"role": ["member", "owner"]},
    Event.DEACTIVATED: {},
    Event.REACTIVATED: {},
    Event.OWNER_INVITED: {},
    Event.OPERATOR_ADDED: {},
}


def record(event: Event, owner: Employee, ana: Employee) -> SecurityEvent:
    return log.record(event, client=WHERE, actor=owner.user, user=ana.user, detail=DETAILS[event])


@pytest.mark.parametrize("event", list(DETAILS))
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Hello Ana,",
                "When: Wed 18 Nov 2026, 13:00 (Madrid)",
                "By: Olga",
                "From: 203.0.113.7, Firefox, Windows",
            ),
        ),
        (
            "de",
            ("Hallo Ana,", "Wann: ", "13:00 (Madrid)", "Von: Olga", "Über: 203.0.113.7"),
        ),
        (
            "es",
            ("Hola, Ana:", "Cuándo: ", "13:00 (Madrid)", "Por: Olga", "Desde: 203.0.113.7"),
        ),
    ],
)
def test_every_mail_says_what_when_who_and_from_where(
    event: Event,
    language: str,
    words: tuple[str, ...],
    acme: Tenant,
    owner: Employee,
    ana: Employee,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    CompanySettings.objects.update(language=language)
    with django_capture_on_commit_callbacks(execute=True):
        context = {"link": "https://x.example/", "days": 14, "person": "Ana", "is_owner_now": True}
        recorded = record(event, owner, ana)
        alerts.tell(recorded, to=ana.email, name="Ana", site=acme, context=context)
    (mail,) = mailoutbox
    lines = str(mail.body).splitlines()
    text = " ".join(str(mail.body).split())
    assert [word for word in words if word not in text] == []
    assert mail.subject.strip()
    assert "\n" not in mail.subject
    assert text.endswith(f"{acme.base_url}/")
    assert [line for line in lines if "{" in line or "&#" in line] == []


def test_a_mail_that_a_stranger_causes_is_in_the_company_s_language_too(
    acme: Tenant,
    ana: Employee,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    CompanySettings.objects.update(language="de")
    assert ana.user
    ana.user.set_password(PASSWORD)
    ana.user.save()
    client = TenantClient(acme)
    client.force_login(ana.user)
    form = {
        "old_password": PASSWORD,
        "new_password1": "nine-purple-kettles",
        "new_password2": "nine-purple-kettles",
    }
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/password/change/", form, headers={"accept-language": "es"})
    assert [mail.subject for mail in mailoutbox] == ["Dein Passwort bei Acme Hotels wurde geändert"]
