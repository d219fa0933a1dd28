"""Who becomes an owner, and who ceases to be one: the others hear of it at once."""

from typing import Any

import pytest
from django.core.mail import EmailMessage

from accounts.models import SecurityEvent
from tests.timetracking.conftest import Browse, MakeEmployee
from tests.timetracking.staff.entries import entry_of
from timetracking.models import Employee, Role

Commit = Any


@pytest.fixture
def otto(make_employee: MakeEmployee) -> Employee:
    """Another owner."""
    return make_employee("Otto", Role.OWNER)


def told(mails: list[EmailMessage]) -> list[str]:
    return sorted(address for mail in mails for address in mail.to)


def test_a_new_owner_is_told_to_the_others_and_to_them(
    owner: Employee,
    otto: Employee,
    manager: Employee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        browse(owner).post(f"/people/{manager.pk}/details/", entry_of(manager, role="owner"))
    assert told(mailoutbox) == ["max@example.com", "otto@example.com"]
    text = " ".join(str(mailoutbox[0].body).split())
    assert "Max is now an owner of Acme Hotels" in text
    assert "By: Olga" in text


def test_somebody_added_as_an_owner_is_told_to_the_others(
    owner: Employee,
    otto: Employee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    form = {"name": "Cleo", "email": "cleo@example.com", "role": "owner"}
    with django_capture_on_commit_callbacks(execute=True):
        browse(owner).post("/people/add/", form)
    assert told(mailoutbox) == ["cleo@example.com", "otto@example.com"]


def test_an_owner_who_is_demoted_is_told(
    owner: Employee,
    otto: Employee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        browse(owner).post(f"/people/{otto.pk}/details/", entry_of(otto, role="member"))
    assert told(mailoutbox) == ["otto@example.com"]
    assert "Otto is no longer an owner" in " ".join(str(mailoutbox[0].body).split())


@pytest.mark.parametrize("act", ["deactivate", "reactivate"])
def test_an_owner_who_leaves_or_comes_back_is_told(
    act: str,
    owner: Employee,
    otto: Employee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    otto.is_active = act == "deactivate"
    otto.save()
    with django_capture_on_commit_callbacks(execute=True):
        browse(owner).post(f"/people/{otto.pk}/{act}/")
    assert told(mailoutbox) == ["otto@example.com"]


def test_other_roles_are_recorded_and_mailed_to_nobody(
    owner: Employee,
    otto: Employee,
    ana: Employee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        browse(owner).post(f"/people/{ana.pk}/details/", entry_of(ana, role="manager"))
    assert mailoutbox == []
    event = SecurityEvent.objects.get(event="role_changed")
    assert (event.actor, event.user) == (owner.user, ana.user)
    assert event.detail == {"role": ["member", "manager"]}


def test_another_change_of_an_entry_is_no_event(
    owner: Employee, ana: Employee, browse: Browse
) -> None:
    browse(owner).post(f"/people/{ana.pk}/details/", entry_of(ana, name="Anna"))
    assert not SecurityEvent.objects.exclude(event="signed_in").exists()


def test_invitations_and_deactivations_are_recorded(
    owner: Employee, ben: Employee, browse: Browse
) -> None:
    client = browse(owner)
    for act in ("invite", "deactivate", "reactivate"):
        client.post(f"/people/{ben.pk}/{act}/")
    found = SecurityEvent.objects.exclude(event="signed_in").order_by("pk")
    assert [event.event for event in found] == ["invited", "deactivated", "reactivated"]
    ben.refresh_from_db()
    assert {event.user for event in found} == {ben.user}
