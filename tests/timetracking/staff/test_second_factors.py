"""An owner removes a colleague's second factor; the company's rule; confirmations."""

from datetime import timedelta
from typing import Any

import pyotp
import pytest
import time_machine

from accounts.factors import totp
from accounts.models import Authenticator, SecurityEvent
from accounts.security.events import Event
from tests.timetracking.conftest import NOW, Browse, text_of
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.models import CompanySettings, Employee
from timetracking.staff import second_factors

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LATER = timedelta(minutes=16)


class Here:
    """A company's site."""

    name, base_url, realm = "Acme Hotels", "https://acme.example", "acme"


@pytest.fixture
def protected(manager: Employee) -> Employee:
    """Give Max, the manager, an app."""
    assert manager.user
    totp.add_app(manager.user, secret=SECRET, step=0, now=NOW)
    return manager


def remove(employee: Employee, by: Employee) -> bool:
    return second_factors.remove(employee, by=Author(by), site=Here(), language="en")


def test_an_owner_removes_it_and_the_colleague_is_told(
    owner: Employee,
    protected: Employee,
    browse: Browse,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    phone, client = browse(protected), browse(owner)
    path = f"/people/{protected.pk}/second-factor/"
    assert "Lost their phone?" in text_of(client.get(f"/people/{protected.pk}/access/"))
    assert client.get(path).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(path).status_code == 303
    assert not Authenticator.objects.exists()
    assert phone.get("/").status_code == 302
    assert mailoutbox[0].to == [protected.email]
    assert "The second factor was removed" in str(mailoutbox[0].body)
    assert "By: Olga" in str(mailoutbox[0].body)
    assert "Lost their phone?" not in text_of(client.get(f"/people/{protected.pk}/access/"))
    assert client.get(path).status_code == 303


def test_nobody_else_removes_it_and_nobody_their_own(
    owner: Employee, protected: Employee, ana: Employee, browse: Browse
) -> None:
    for author in (protected, ana):
        with pytest.raises(NotAllowed):
            remove(protected, author)
    with pytest.raises(NotAllowed):
        remove(owner, owner)
    for visitor in (protected, ana):
        response = browse(visitor).post(f"/people/{protected.pk}/second-factor/")
        assert response.status_code == 403
    assert Authenticator.objects.exists()


def test_an_owner_who_was_demoted_meanwhile_may_not(owner: Employee, protected: Employee) -> None:
    author = Author(owner)
    Employee.objects.filter(pk=owner.pk).update(role="manager")
    with pytest.raises(NotAllowed):
        second_factors.remove(protected, by=author, site=Here(), language="en")


def test_who_never_signs_in_has_none(owner: Employee, ben: Employee) -> None:
    assert not second_factors.has_second_factor(ben)
    assert not remove(ben, owner)


def test_the_company_s_rule_holds_for_owners_and_managers(
    owner: Employee, manager: Employee, ana: Employee, browse: Browse, company: CompanySettings
) -> None:
    clients = {employee: browse(employee) for employee in (owner, manager, ana)}
    CompanySettings.objects.update(requires_second_factor=True)
    for leader in (owner, manager):
        for path in ("/", "/people/", "/settings/", "/timesheet/"):
            response = clients[leader].get(path)
            assert (response.status_code, response["Location"]) == (302, "/security/"), path
        assert clients[leader].post("/clock/in/").status_code == 302
        htmx = clients[leader].get("/", headers={"hx-request": "true"})
        assert htmx["HX-Redirect"] == "/security/"
        assert "Set one up below" in text_of(clients[leader].get("/security/"))
        assert clients[leader].get("/password/change/").status_code == 200
    assert clients[ana].get("/").status_code == 200


def test_a_leader_who_sets_one_up_goes_on(
    manager: Employee, browse: Browse, company: CompanySettings
) -> None:
    CompanySettings.objects.update(requires_second_factor=True)
    client = browse(manager)
    secret = str(client.get("/security/app/").context["secret"]).replace(" ", "")
    client.post("/security/app/", {"code": pyotp.TOTP(secret).at(NOW)})
    assert client.get("/").status_code == 200
    pk = Authenticator.objects.get(kind="app").pk
    client.post(f"/security/factors/{pk}/remove/")
    assert Authenticator.objects.filter(pk=pk).exists()


ENTRY = {
    "name": "Ana",
    "email": "ana@example.com",
    "role": "member",
    "hourly_rate": "12.50",
    "seen_rate": "12.50",
}


@pytest.mark.parametrize(
    ("change", "is_asked"),
    [
        ({"role": "manager"}, True),
        ({"role": "owner"}, True),
        ({"email": "new@example.com"}, True),
        ({"name": "Ana Maria"}, False),
        ({"hourly_rate": "13"}, False),
    ],
)
def test_roles_and_addresses_are_changed_after_a_confirmation(
    owner: Employee,
    ana: Employee,
    browse: Browse,
    clock: time_machine.Traveller,
    change: dict[str, str],
    is_asked: bool,
) -> None:
    client, path = browse(owner), f"/people/{ana.pk}/details/"
    seen = client.get(path).context["form"]["seen"].value()
    form = ENTRY | {"seen": seen} | change
    clock.shift(LATER)
    response = client.post(path, form)
    assert response.status_code == (200 if is_asked else 303)
    if is_asked:
        assert "Confirm that it's you" in text_of(response)
        ana.refresh_from_db()
        assert (ana.role, ana.email) == ("member", "ana@example.com")
        assert owner.user
        owner.user.set_password("seven-green-teapots")
        owner.user.save()
        # The new password ended the session; sign in again and wait.
        client = browse(owner)
        clock.shift(LATER)
        held = dict(client.post(path, form).context["held"])
        done = client.post(path, held | {"confirm-password": "seven-green-teapots"})
        assert done.status_code == 303
        ana.refresh_from_db()
    if "email" in change:  # which counts once the new address has confirmed it
        assert ana.email == "ana@example.com"
        assert SecurityEvent.objects.filter(event=Event.EMAIL_CHANGE_ASKED).exists()
    elif is_asked:
        assert all(str(getattr(ana, name)) == value for name, value in change.items())


def test_a_new_manager_is_added_after_a_confirmation_and_a_member_without(
    owner: Employee, browse: Browse, clock: time_machine.Traveller
) -> None:
    client = browse(owner)
    clock.shift(LATER)
    form = {"name": "Mia", "email": "mia@example.com", "role": "manager"}
    assert "Confirm that it's you" in text_of(client.post("/people/add/", form))
    assert not Employee.objects.filter(name="Mia").exists()
    assert client.post("/people/add/", form | {"role": "member"}).status_code == 303


def test_the_rule_itself_is_changed_after_a_confirmation(
    owner: Employee, browse: Browse, clock: time_machine.Traveller, company: CompanySettings
) -> None:
    client = browse(owner)
    shown = client.get("/settings/").context["form"]
    values = {name: shown[name].value() for name in shown.fields}
    form = {
        name: value for name, value in values.items() if value is not None and value is not False
    }
    clock.shift(LATER)
    assert client.post("/settings/", form | {"week_starts_on": "3"}).status_code == 303
    form["seen"] = client.get("/settings/").context["form"]["seen"].value()
    response = client.post("/settings/", form | {"requires_second_factor": "on"})
    assert "Confirm that it's you" in text_of(response)
    company.refresh_from_db()
    assert not company.requires_second_factor
