"""The form of an entry: what may be written there, and by whom."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from tests.timetracking.conftest import Browse, MakeEmployee, asks, text_of
from tests.timetracking.rates import rate_of
from tests.timetracking.staff.entries import entry_of
from timetracking.models import Employee, Role

NEW = {"name": "Cleo", "email": "cleo@example.com", "role": "member", "hourly_rate": "13.20"}


def test_someone_new_is_a_member_unless_said_otherwise(owner: Employee, browse: Browse) -> None:
    form = browse(owner).get("/people/add/").context["form"]
    assert form["role"].value() == Role.MEMBER
    assert "Role" in form["role"].label


def test_adding_without_an_invitation(manager: Employee, browse: Browse) -> None:
    response = browse(manager).post("/people/add/", NEW)
    assert (response.status_code, response["Location"]) == (303, "/people/")
    cleo = Employee.objects.get(name="Cleo")
    assert (cleo.email, cleo.role, rate_of(cleo)) == (
        "cleo@example.com",
        "member",
        Decimal("13.20"),
    )
    assert (cleo.is_active, cleo.user, cleo.status) == (True, None, "no sign-in")


def test_someone_may_have_no_address_and_no_rate(manager: Employee, browse: Browse) -> None:
    browse(manager).post("/people/add/", {"name": "Cleo", "role": "member"})
    cleo = Employee.objects.get(name="Cleo")
    assert (cleo.email, rate_of(cleo)) == ("", None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "cleo"}, "email"),
        ({"email": "ANA@example.com "}, "email"),
        ({"role": "boss"}, "role"),
        ({"role": ""}, "role"),
        ({"hourly_rate": "-1"}, "hourly_rate"),
        ({"hourly_rate": "ten"}, "hourly_rate"),
        ({"hourly_rate": "1e99"}, "hourly_rate"),
        ({"hourly_rate": "NaN"}, "hourly_rate"),
        ({"hourly_rate": "1.234"}, "hourly_rate"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    owner: Employee, ana: Employee, browse: Browse, change: dict[str, str], field: str
) -> None:
    response = browse(owner).post("/people/add/", NEW | change)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Employee.objects.filter(name="Cleo").exists()


@pytest.mark.parametrize("role", ["owner", "manager"])
def test_a_manager_adds_members_alone(manager: Employee, browse: Browse, role: str) -> None:
    response = browse(manager).post("/people/add/", NEW | {"role": role})
    assert response.status_code == 422
    assert "role" in response.context["form"].errors


def test_an_owner_changes_everything(owner: Employee, ana: Employee, browse: Browse) -> None:
    data = entry_of(ana, name="Anna", role="manager", hourly_rate="20")
    response = browse(owner).post(f"/people/{ana.pk}/details/", data)
    assert (response.status_code, response["Location"]) == (303, "/people/")
    ana.refresh_from_db()
    assert (ana.name, ana.role) == ("Anna", "manager")
    assert rate_of(ana) == Decimal(20)


def test_the_sign_in_follows_the_name(owner: Employee, ana: Employee, browse: Browse) -> None:
    browse(owner).post(f"/people/{ana.pk}/details/", entry_of(ana, name="Anna"))
    assert User.objects.get(employee=ana).name == "Anna"


@pytest.mark.parametrize(
    ("typed", "kept"), [("14,10", "14.10"), ("14.1", "14.10"), (" 15 ", "15.00")]
)
def test_a_rate_may_have_a_comma_or_a_point(
    manager: Employee, ana: Employee, browse: Browse, typed: str, kept: str
) -> None:
    url = f"/people/{ana.pk}/details/"
    assert browse(manager).post(url, entry_of(ana, hourly_rate=typed)).status_code == 303
    ana.refresh_from_db()
    assert str(rate_of(ana)) == kept


@pytest.mark.parametrize("typed", ["13.20-", "1,410.00", "-1", "1e3", "12.345", "NaN", "twelve"])
def test_a_rate_that_is_none_is_refused_and_kept_in_the_form(
    manager: Employee, ana: Employee, browse: Browse, typed: str
) -> None:
    response = browse(manager).post(f"/people/{ana.pk}/details/", entry_of(ana, hourly_rate=typed))
    assert response.status_code == 422
    assert "Enter an amount such as 13.20." in text_of(response)
    assert f'value="{typed}"' in response.content.decode()
    ana.refresh_from_db()
    assert rate_of(ana) == Decimal("12.50")


@pytest.mark.parametrize(
    "name", ["Eve\r\nPay here", "Eve\u2028Pay here", "Eve \t Pay\xa0here", "\x1b\u202eEve Pay here"]
)
def test_a_name_is_one_line(owner: Employee, browse: Browse, name: str) -> None:
    response = browse(owner).post("/people/add/", {"name": name, "role": "member"})
    assert response.status_code == 303
    assert Employee.objects.filter(name="Eve Pay here").exists()


@pytest.mark.parametrize("name", ["\u200b", "---", "\u202e"])
def test_a_name_that_cannot_be_seen_is_refused(
    manager: Employee, ana: Employee, browse: Browse, name: str
) -> None:
    response = browse(manager).post(f"/people/{ana.pk}/details/", entry_of(ana, name=name))
    assert response.status_code == 422


def test_a_manager_cannot_move_a_sign_in_that_is_in_use(
    manager: Employee, ana: Employee, browse: Browse
) -> None:
    """Who changes the address can have the password reset to it."""
    url = f"/people/{ana.pk}/details/"
    page = browse(manager).get(url)
    assert page.context["form"].fields["email"].disabled
    before = ana.email
    assert browse(manager).post(url, entry_of(ana, email="mine@example.com")).status_code == 303
    ana.refresh_from_db()
    assert ana.email == before
    assert User.objects.filter(email=before).exists()


def test_the_form_shows_the_entry(manager: Employee, ana: Employee, browse: Browse) -> None:
    context = browse(manager).get(f"/people/{ana.pk}/details/").context
    assert context["form"].initial["hourly_rate"] == Decimal("12.50")
    context = browse(manager).get(f"/people/{ana.pk}/access/").context
    assert (context["employee"], context["can_deactivate"]) == (ana, True)
    assert (context["can_invite"], context["can_reactivate"]) == (False, False)


def test_a_sign_in_keeps_an_address(owner: Employee, ana: Employee, browse: Browse) -> None:
    response = browse(owner).post(f"/people/{ana.pk}/details/", entry_of(ana, email=""))
    assert response.status_code == 422
    assert "email" in response.context["form"].errors


@pytest.mark.parametrize("taken_by", ["employee", "user"])
def test_a_taken_address_is_refused(
    owner: Employee, ana: Employee, browse: Browse, make_employee: MakeEmployee, taken_by: str
) -> None:
    if taken_by == "employee":
        make_employee("Cleo", signs_in=False)
    else:
        User.objects.create_user("cleo@example.com")
    response = browse(owner).post(
        f"/people/{ana.pk}/details/", entry_of(ana, email="cleo@example.com")
    )
    assert response.status_code == 422
    assert response.context["form"].errors["email"] == [
        "Someone here already has this e-mail address."
    ]
    ana.refresh_from_db()
    assert ana.email == "ana@example.com"


def test_a_refused_change_leaves_the_pages_title(
    owner: Employee, ana: Employee, browse: Browse
) -> None:
    response = browse(owner).post(
        f"/people/{ana.pk}/details/", entry_of(ana, name="", hourly_rate="-1")
    )
    assert response.context["employee"].name == "Ana"


@pytest.mark.parametrize("who", ["owner", "manager", "colleague"])
@pytest.mark.parametrize("act", ["details/", "invite/", "deactivate/", "reactivate/"])
def test_a_manager_touches_members_alone(
    owner: Employee,
    manager: Employee,
    make_employee: MakeEmployee,
    browse: Browse,
    who: str,
    act: str,
) -> None:
    colleague = make_employee("Mia", Role.MANAGER, hourly_rate="26.26")
    target = {"owner": owner, "manager": manager, "colleague": colleague}[who]
    before = Employee.objects.filter(pk=target.pk).values().get()
    client: Any = browse(manager)
    path = f"/people/{target.pk}/{act}"
    responses = [client.post(path, entry_of(target, hourly_rate="99", name="Changed"))]
    if act in {"details/", "deactivate/"}:
        responses.append(client.get(path))
    for response in responses:
        assert response.status_code == 403
        assert str(rate_of(target)) not in response.content.decode()
    assert Employee.objects.filter(pk=target.pk).values().get() == before


@pytest.mark.parametrize("role", ["owner", "manager"])
def test_a_manager_promotes_nobody(
    manager: Employee, ana: Employee, browse: Browse, role: str
) -> None:
    response = browse(manager).post(f"/people/{ana.pk}/details/", entry_of(ana, role=role))
    assert response.status_code == 422
    ana.refresh_from_db()
    assert ana.role == Role.MEMBER


def test_an_owner_does_not_demote_themselves(
    owner: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    make_employee("Otto", Role.OWNER)
    response = browse(owner).post(f"/people/{owner.pk}/details/", entry_of(owner, role="member"))
    assert response.status_code == 422
    owner.refresh_from_db()
    assert owner.role == Role.OWNER


def test_an_owner_may_change_their_own_rate(owner: Employee, browse: Browse) -> None:
    data = entry_of(owner, hourly_rate="40")
    assert browse(owner).post(f"/people/{owner.pk}/details/", data).status_code == 303
    owner.refresh_from_db()
    assert rate_of(owner) == Decimal(40)


def test_the_forms_ask_the_database_little(
    manager: Employee, ana: Employee, browse: Browse
) -> None:
    client = browse(manager)
    with asks(8):  # session, user, employee, company; locations; what waits
        client.get("/people/add/")
    with asks(11):  # and who, with the sign-in; their version and rate
        client.get(f"/people/{ana.pk}/details/")
    with asks(12):  # and who, the open log, the contract, and what they paired and set
        client.get(f"/people/{ana.pk}/deactivate/")


def test_whoever_worked_here_before_can_be_brought_back(
    browse: Browse, manager: Employee, make_employee: MakeEmployee
) -> None:
    gone = make_employee("Ida", is_active=False)
    client = browse(manager)
    page = client.post("/people/add/", {"name": "Ida again", "email": gone.email, "role": "member"})
    said = text_of(page)
    assert "Ida, who no longer works here, has this e-mail address" in said
    assert "Bring Ida back" in said
    assert "Ida again" in page.content.decode(), "nothing that was typed is lost"
    assert client.post(f"/people/{gone.pk}/reactivate/").status_code == 303
    gone.refresh_from_db()
    assert gone.is_active


def test_who_may_not_bring_them_back_hears_no_name(
    browse: Browse, manager: Employee, make_employee: MakeEmployee
) -> None:
    make_employee("Ida", Role.OWNER, is_active=False)
    email = Employee.objects.get(name="Ida").email
    page = browse(manager).post("/people/add/", {"name": "X", "email": email, "role": "member"})
    said = text_of(page)
    assert "Someone here already has this e-mail address" in said
    assert "Ida" not in said
