from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from tests.timetracking.conftest import Browse, MakeEmployee, seen, text_of
from timetracking.models import Employee

NEW = {"name": "Cleo", "email": "cleo@example.com", "role": "member", "send_invitation": "on"}


def test_adding_with_an_invitation(
    manager: Employee, browse: Browse, django_capture_on_commit_callbacks: Any
) -> None:
    client = browse(manager)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/people/add/", NEW)
    assert Employee.objects.get(name="Cleo").status == "invited"
    assert [message.to for message in mail.outbox] == [["cleo@example.com"]]
    assert "We sent an invitation to cleo@example.com" in text_of(client.get("/people/"))


def test_an_invited_person_with_a_new_address_needs_a_new_invitation(
    owner: Employee, ben: Employee, browse: Browse
) -> None:
    ben.user = User.objects.create_user(ben.email)
    ben.save()
    client = browse(owner)
    form = {"name": "Ben", "email": "benny@example.com", "role": "member"} | seen(ben)
    client.post(f"/people/{ben.pk}/details/", form)
    assert "went to the old address" in text_of(client.get("/people/"))


def test_an_invitation_can_be_sent_again(
    manager: Employee, ben: Employee, browse: Browse, django_capture_on_commit_callbacks: Any
) -> None:
    client = browse(manager)
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(f"/people/{ben.pk}/invite/")
        assert (response.status_code, response["Location"]) == (303, "/people/")
    ben.refresh_from_db()
    assert ben.status == "invited"
    assert [message.to for message in mail.outbox] == [[ben.email]] * 2
    assert User.objects.filter(email=ben.email).count() == 1


def test_the_invitation_leads_to_the_company(
    manager: Employee, ben: Employee, browse: Browse, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        browse(manager).post(f"/people/{ben.pk}/invite/", headers={"X-Forwarded-Host": "evil"})
    assert "http://acme.localhost" in str(mail.outbox[0].body)
    assert "Acme Hotels" in mail.outbox[0].subject + str(mail.outbox[0].body)


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        ({"name": "Ana"}, "Ana has already accepted the invitation."),
        ({"name": "Nik", "email": ""}, "An e-mail address is needed"),
        ({"name": "Old", "signs_in": False, "is_active": False}, "Old is inactive."),
    ],
)
def test_a_useless_invitation_is_refused(
    manager: Employee,
    make_employee: MakeEmployee,
    browse: Browse,
    person: dict[str, Any],
    sentence: str,
) -> None:
    client = browse(manager)
    employee = make_employee(**person)
    assert client.post(f"/people/{employee.pk}/invite/").status_code == 303
    assert sentence in text_of(client.get("/people/"))
    assert not mail.outbox


def test_an_address_whose_sign_in_is_taken_is_refused(owner: Employee, browse: Browse) -> None:
    User.objects.create_user("cleo@example.com")
    client = browse(owner)
    response = client.post("/people/add/", NEW)
    assert response.status_code == 303
    assert Employee.objects.get(name="Cleo").user is None
    assert "already has this e-mail address" in text_of(client.get("/people/"))
