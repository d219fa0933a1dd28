"""Addresses on the staff list: nobody takes an account over by changing them."""

from typing import Any

import pytest
from django.core.mail import EmailMessage

from accounts.models import SecurityEvent, User
from tests.accounts.conftest import path_in
from tests.conftest import TenantClient
from tests.timetracking.conftest import Browse, MakeEmployee, text_of
from tests.timetracking.staff.entries import entry_of
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.models import AuditLine, Employee, Role
from timetracking.staff import employees
from timetracking.staff.errors import AddressRefused

NEW = "ana@new.example"
Commit = Any


@pytest.fixture
def asked(
    owner: Employee,
    ana: Employee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> dict[str, EmailMessage]:
    """The mails after the owner has changed Ana's address, by their recipient."""
    client = browse(owner)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/people/{ana.pk}/details/", entry_of(ana, email=NEW))
    assert response.status_code == 303
    said = text_of(client.get("/people/"))
    assert (
        f"The address stays ana@example.com until the link in the e-mail to {NEW} is opened" in said
    )
    found = {mail.to[0]: mail for mail in mailoutbox}
    assert len(found) == len(mailoutbox)
    mailoutbox.clear()
    return found


def test_an_owner_does_not_move_a_sign_in_that_is_in_use(
    ana: Employee, asked: dict[str, EmailMessage]
) -> None:
    ana.refresh_from_db()
    assert ana.user
    assert (ana.email, ana.user.email) == ("ana@example.com", "ana@example.com")
    assert sorted(asked) == ["ana@example.com", NEW]
    assert "By: Olga" in str(asked["ana@example.com"].body)


def test_the_new_address_confirms_and_the_entry_follows(
    owner: Employee,
    ana: Employee,
    browse: Browse,
    asked: dict[str, EmailMessage],
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    hers = browse(ana)
    with django_capture_on_commit_callbacks(execute=True):
        assert browse(owner).post(path_in(asked[NEW])).status_code == 302
    ana.refresh_from_db()
    assert ana.user
    assert (ana.email, ana.user.email) == (NEW, NEW)
    assert hers.get("/").status_code == 302, "her sessions end"
    assert [mail.to for mail in mailoutbox] == [["ana@example.com"]]
    line = AuditLine.objects.latest("number")
    assert line.after
    assert (line.actor, line.subject, line.after["email"]) == (owner, "employee", NEW)


def test_the_other_fields_are_saved_at_once(owner: Employee, ana: Employee, browse: Browse) -> None:
    browse(owner).post(f"/people/{ana.pk}/details/", entry_of(ana, email=NEW, name="Anna"))
    ana.refresh_from_db()
    assert (ana.name, ana.email) == ("Anna", "ana@example.com")


def test_an_objection_restores_the_entry_and_tells_all_owners(
    owner: Employee,
    ana: Employee,
    make_employee: MakeEmployee,
    browse: Browse,
    asked: dict[str, EmailMessage],
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    make_employee("Otto", Role.OWNER)
    browse(owner).post(path_in(asked[NEW]))
    with django_capture_on_commit_callbacks(execute=True):
        assert browse(owner).post(path_in(asked["ana@example.com"])).status_code == 302
    ana.refresh_from_db()
    assert ana.user
    assert (ana.email, ana.user.email) == ("ana@example.com", "ana@example.com")
    told = {mail.to[0]: mail.subject for mail in mailoutbox}
    assert "rejected" in told["olga@example.com"]
    assert "rejected" in told["otto@example.com"]
    assert "ana@example.com" in told, "the link to choose a new password"
    assert len(mailoutbox) == 3


def test_an_objection_to_what_an_owner_asked_for_leaves_the_password(
    owner: Employee, ana: Employee, browse: Browse, asked: dict[str, EmailMessage]
) -> None:
    """The owner does not know it."""
    assert ana.user
    before = ana.user.password
    assert browse(owner).post(path_in(asked["ana@example.com"])).status_code == 302
    assert browse(owner).post(path_in(asked[NEW])).status_code == 403
    ana.user.refresh_from_db()
    assert (ana.user.email, ana.user.password) == ("ana@example.com", before)


def test_an_address_in_capitals_is_the_same(ana: Employee, owner: Employee) -> None:
    ana.email = "ANA@Example.com "
    employees.save(ana, by=Author(owner))
    ana.refresh_from_db()
    assert ana.email == "ana@example.com"
    assert not SecurityEvent.objects.exists()


def test_nobody_is_given_an_address_that_can_still_be_restored(
    owner: Employee, ana: Employee, browse: Browse, asked: dict[str, EmailMessage]
) -> None:
    browse(owner).post(path_in(asked[NEW]))
    with pytest.raises(AddressRefused):
        employees.save(Employee(name="Eve", email="ana@example.com"), by=Author(owner))


def test_an_address_that_an_entry_got_meanwhile_is_refused(
    owner: Employee, ana: Employee, browse: Browse, asked: dict[str, EmailMessage]
) -> None:
    """Of somebody who does not sign in, so that no sign-in has it."""
    Employee.objects.create(name="Eve", email=NEW)
    assert browse(owner).post(path_in(asked[NEW])).status_code == 403
    ana.refresh_from_db()
    assert ana.user
    assert (ana.email, ana.user.email) == ("ana@example.com", "ana@example.com")


def test_the_address_of_somebody_invited_changes_at_once_and_the_old_one_is_told(
    owner: Employee,
    ben: Employee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    """Whoever gets the invitation may agree in their name."""
    ben.user = User.objects.create_user(ben.email, name="Ben")
    ben.save()
    with django_capture_on_commit_callbacks(execute=True):
        browse(owner).post(f"/people/{ben.pk}/details/", entry_of(ben, email="ben@new.example"))
    ben.refresh_from_db()
    assert ben.email == "ben@new.example"
    (mail,) = mailoutbox
    assert mail.to == ["ben@example.com"]
    with django_capture_on_commit_callbacks(execute=True):
        assert browse(owner).post(path_in(mail)).status_code == 302
    ben.refresh_from_db()
    assert ben.email == "ben@example.com"


def test_a_mistyped_address_gives_a_stranger_nothing_once_the_right_one_has_accepted(
    owner: Employee,
    ben: Employee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    ben.user = User.objects.create_user(ben.email, name="Ben")
    ben.save()
    with django_capture_on_commit_callbacks(execute=True):
        browse(owner).post(f"/people/{ben.pk}/details/", entry_of(ben, email="ben@right.example"))
    (strangers,) = mailoutbox
    user = User.objects.get(pk=ben.user.pk)
    user.set_password("seven-blue-kettles")
    user.save()
    assert browse(owner).post(path_in(strangers)).status_code == 403
    ben.refresh_from_db()
    assert ben.email == "ben@right.example"


def test_the_old_address_of_somebody_without_a_sign_in_is_told(
    owner: Employee,
    ben: Employee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        browse(owner).post(f"/people/{ben.pk}/details/", entry_of(ben, email="ben@new.example"))
    (mail,) = mailoutbox
    assert mail.to == ["ben@example.com"]
    assert "tell an owner" in str(mail.body)
    event = SecurityEvent.objects.get(event="email_changed")
    assert event.detail == {
        "email": ["ben@example.com", "ben@new.example"],
        "is_unproven": True,
        "person": "Ben",
        "employee": ben.pk,
    }


def test_a_first_address_is_told_to_nobody(
    owner: Employee,
    make_employee: MakeEmployee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    cleo = make_employee("Cleo", signs_in=False, email="")
    with django_capture_on_commit_callbacks(execute=True):
        browse(owner).post(f"/people/{cleo.pk}/details/", entry_of(cleo, email="cleo@example.com"))
    cleo.refresh_from_db()
    assert (cleo.email, mailoutbox) == ("cleo@example.com", [])


def test_a_program_without_a_site_moves_no_sign_in(ana: Employee) -> None:
    ana.email = NEW
    with pytest.raises(ValueError, match="confirmed by mail"):
        employees.save(ana, by=Author())


def test_people_change_their_own_address_and_the_entry_follows(
    ana: Employee,
    browse: Browse,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    assert ana.user
    ana.user.set_password("a-long-password")
    ana.user.save()
    client: TenantClient = browse(ana)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/address/", {"email": NEW, "password": "a-long-password"})
    mails = {mail.to[0]: mail for mail in mailoutbox}
    assert client.post(path_in(mails[NEW])).status_code == 302
    ana.refresh_from_db()
    assert ana.email == NEW
    assert AuditLine.objects.latest("number").actor == ana


def test_one_s_own_address_is_changed_on_a_page_that_asks_for_the_password(
    owner: Employee, browse: Browse
) -> None:
    sentence = "Change your own e-mail address on the “Sign-in and devices” page."
    client = browse(owner)
    assert sentence in text_of(client.get(f"/people/{owner.pk}/details/"))
    client.post(
        f"/people/{owner.pk}/details/", entry_of(owner, email="olga@new.example", name="Ola")
    )
    assert not SecurityEvent.objects.filter(event="email_change_asked").exists()
    owner.refresh_from_db()
    assert (owner.name, owner.email) == ("Ola", "olga@example.com")
    owner.email = "olga@new.example"
    with pytest.raises(NotAllowed, match=sentence):
        employees.save(owner, by=Author(owner))
