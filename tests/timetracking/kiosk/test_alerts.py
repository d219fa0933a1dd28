"""Mails about PINs that others set, and about new tablets."""

from typing import Any

import pytest
from django.core.mail import EmailMessage

from accounts.models import SecurityEvent
from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.conftest import Browse, MakeEmployee
from tests.timetracking.kiosk.tablet import code_at, pair
from timetracking.models import AuditLine, Employee, Location, Role

Commit = Any


@pytest.mark.parametrize(
    "form",
    [{"act": "set", "pin": "836194", "again": "836194"}, {"act": "random"}, {"act": "remove"}],
)
def test_a_pin_that_another_sets_is_told(
    form: dict[str, str],
    manager: Employee,
    ana: Employee,
    bar: Location,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        browse(manager).post(f"/people/{ana.pk}/pin/", form)
    (mail,) = mailoutbox
    assert mail.to == ["ana@example.com"]
    assert "By: Max" in str(mail.body)
    assert "836194" not in str(mail.body)
    event = SecurityEvent.objects.latest("pk")
    assert (event.actor, event.user) == (manager.user, ana.user)
    assert "836194" not in str(event.detail)


def test_one_s_own_pin_is_recorded_and_not_told(
    ana: Employee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    assert ana.user
    ana.user.set_password("a-long-password")
    ana.user.save()
    form = {"pin": "836194", "again": "836194", "password": "a-long-password"}
    with django_capture_on_commit_callbacks(execute=True):
        browse(ana).post("/pin/", form)
    assert mailoutbox == []
    assert SecurityEvent.objects.latest("pk").event == "pin_set"


def test_somebody_without_a_sign_in_is_told_and_named(
    manager: Employee,
    ben: Employee,
    bar: Location,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        browse(manager).post(f"/people/{ben.pk}/pin/", {"act": "random"})
    assert [mail.to for mail in mailoutbox] == [["ben@example.com"]]
    assert SecurityEvent.objects.latest("pk").detail == {"person": "Ben", "employee": ben.pk}


def test_a_new_tablet_is_told_to_every_owner(
    acme: Tenant,
    bar: Location,
    owner: Employee,
    manager: Employee,
    make_employee: MakeEmployee,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    """Also to one who made the code: whoever is at their computer has a way to hours."""
    make_employee("Otto", Role.OWNER)
    code = code_at(bar, owner)
    with django_capture_on_commit_callbacks(execute=True):
        pair(TenantClient(acme), code)
    assert sorted(mail.to[0] for mail in mailoutbox) == ["olga@example.com", "otto@example.com"]
    text = " ".join(str(mailoutbox[0].body).split())
    assert "at Bar" in text
    assert "remove it" in text


def test_codes_tablets_and_revocations_are_recorded(
    acme: Tenant, bar: Location, manager: Employee, browse: Browse
) -> None:
    client = browse(manager)
    pair(TenantClient(acme), code_at(bar, manager))
    kiosk = AuditLine.objects.filter(subject="kiosk").latest("number").subject_id
    client.post(f"/kiosks/{kiosk}/revoke/")
    found = SecurityEvent.objects.filter(event__startswith="kiosk").order_by("pk")
    assert [event.event for event in found] == ["kiosk_added", "kiosk_paired", "kiosk_revoked"]
    assert {event.actor for event in found} == {manager.user}
    assert {event.detail["location"] for event in found} == {"Bar"}
