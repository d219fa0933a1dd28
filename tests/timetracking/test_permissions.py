"""Nobody gets further than their role: every address, every role, and the pure rules."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.timetracking.conftest import STRANGER, Browse, MakeEmployee, text_of
from timetracking import urls
from timetracking.base.rights import assignable_roles, can_deactivate, can_invite, can_manage
from timetracking.models import Employee, Role

# Every address, with the lowest role that may come there. A new one has to be entered here.
ADDRESSES = {
    "clock": ("get", Role.MEMBER),
    "clock-in": ("post", Role.MEMBER),
    "clock-out": ("post", Role.MEMBER),
    "break-start": ("post", Role.MEMBER),
    "break-end": ("post", Role.MEMBER),
    "clock-undo": ("post", Role.MEMBER),
    "timesheet": ("get", Role.MEMBER),
    "timesheet-of": ("get", Role.MANAGER),
    "shift": ("get", Role.MEMBER),
    "shift-correct": ("get", Role.MEMBER),
    "shift-edit": ("get", Role.MANAGER),
    "shift-add": ("get", Role.MANAGER),
    "shift-remove": ("get", Role.MANAGER),
    "shift-confirm": ("post", Role.MANAGER),
    "corrections": ("get", Role.MEMBER),
    "correction": ("get", Role.MEMBER),
    "correction-add": ("get", Role.MEMBER),
    "correction-decide": ("post", Role.MANAGER),
    "correction-withdraw": ("post", Role.MEMBER),
    "correction-reply": ("post", Role.MEMBER),
    "correction-settle": ("post", Role.MANAGER),
    "home": ("get", Role.MEMBER),
    "me": ("get", Role.MEMBER),
    "sidebar": ("post", Role.MEMBER),
    "today": ("get", Role.MANAGER),
    "timesheets": ("get", Role.MANAGER),
    "own-month": ("get", Role.MEMBER),
    "day": ("get", Role.MEMBER),
    "reports": ("get", Role.MANAGER),
    "reports-table": ("get", Role.MANAGER),
    "sales": ("get", Role.MANAGER),
    "sales-import": ("get", Role.MANAGER),
    "sales-imported": ("get", Role.MANAGER),
    "sales-undo": ("post", Role.MANAGER),
    "approvals": ("get", Role.MANAGER),
    "approvals-accept": ("post", Role.MANAGER),
    "approvals-next": ("get", Role.MANAGER),
    # Of members too, where the owner wants it: see test_board_page.py.
    "board": ("get", Role.MANAGER),
    "board-at": ("get", Role.MANAGER),
    "employees": ("get", Role.MANAGER),
    "employee-add": ("get", Role.MANAGER),
    "people-add": ("get", Role.MANAGER),
    "people-added": ("get", Role.MANAGER),
    "people-undo": ("post", Role.MANAGER),
    "pin-sheet": ("get", Role.MANAGER),
    "employee-edit": ("get", Role.MANAGER),
    "employee-access": ("get", Role.MANAGER),
    "employee-history": ("get", Role.MANAGER),
    "employee-invite": ("post", Role.MANAGER),
    "employee-unlock": ("post", Role.OWNER),
    "employee-deactivate": ("get", Role.MANAGER),
    "employee-reactivate": ("post", Role.MANAGER),
    "employee-factor": ("get", Role.OWNER),
    "locations": ("get", Role.OWNER),
    "location-add": ("get", Role.OWNER),
    "location-edit": ("get", Role.OWNER),
    "location-close": ("post", Role.OWNER),
    "location-reopen": ("post", Role.OWNER),
    "clock-answer": ("post", Role.MEMBER),
    "notices": ("get", Role.MEMBER),
    "alerts-read": ("post", Role.MEMBER),
    "pin": ("get", Role.MEMBER),
    "employee-pin": ("get", Role.MANAGER),
    "kiosks": ("get", Role.MANAGER),
    "kiosk-add": ("get", Role.MANAGER),
    "kiosk-edit": ("get", Role.MANAGER),
    "kiosk-revoke": ("get", Role.MANAGER),
    "kiosk-settle": ("post", Role.MANAGER),
    "first-steps-hide": ("post", Role.OWNER),
    "break-kinds": ("get", Role.OWNER),
    "break-kind-add": ("get", Role.OWNER),
    "break-kind-edit": ("get", Role.OWNER),
    "break-kind-stop": ("post", Role.OWNER),
    "break-kind-offer": ("post", Role.OWNER),
    "settings": ("get", Role.OWNER),
    "look": ("get", Role.OWNER),
    "look-accent": ("post", Role.OWNER),
    "look-logo": ("post", Role.OWNER),
    "look-logo-remove": ("post", Role.OWNER),
    "security-log": ("get", Role.OWNER),
    "support-end": ("post", Role.OWNER),
    "language": ("get", Role.MEMBER),
    "my-contract": ("get", Role.MEMBER),
    "employee-contract": ("get", Role.MANAGER),
    "contract-add": ("get", Role.MANAGER),
    "contract-edit": ("get", Role.MANAGER),
    "contract-end": ("get", Role.MANAGER),
    "contract-remove": ("get", Role.MANAGER),
    "contract-undo": ("post", Role.MANAGER),
    "rate-add": ("get", Role.MANAGER),
    "rate-edit": ("get", Role.MANAGER),
    "rate-remove": ("get", Role.MANAGER),
    "holidays": ("get", Role.OWNER),
    "holiday-add": ("get", Role.OWNER),
    "holiday-edit": ("get", Role.OWNER),
    "holiday-remove": ("post", Role.OWNER),
    "holiday-halves": ("post", Role.OWNER),
    "holiday-calendar": ("get", Role.OWNER),
    "news-seen": ("post", Role.MEMBER),
}
# For everyone, before the sign-in too: see test_brand.py.
OF_EVERYONE = {"brand-colours", "brand-logo"}
# For a phone, whose script is told that one is signed out: see test_phone.py.
OF_A_PHONE = {"clock-state", "clock-late", "clock-away", "clock-worker", "clock-manifest"}
# For a paired tablet, or for anyone who has the code to pair one: see the tests of kiosk.
OF_A_TABLET = {
    "kiosk",
    "kiosk-pair",
    "kiosk-state",
    "kiosk-identify",
    "kiosk-punch",
    "kiosk-answer",
    "kiosk-undo",
    "kiosk-worker",
    "kiosk-manifest",
    "kiosk-hours",
}
RANK = {Role.MEMBER: 0, Role.MANAGER: 1, Role.OWNER: 2}
METHODS = ["get", "post", "put", "delete", "head", "options"]


def patterns() -> list[Any]:
    """Return the product's addresses, those of all its packages."""
    return [pattern for package in urls.urlpatterns for pattern in package.url_patterns]


def path_to(name: str, employee: Employee | None = None) -> str:
    pattern = next(pattern for pattern in patterns() if pattern.name == name)
    parameters = pattern.pattern.converters
    return reverse(name, kwargs=dict.fromkeys(parameters, employee.pk if employee else 1))


def test_every_address_has_its_role_here() -> None:
    names = {pattern.name for pattern in patterns()}
    assert names == ADDRESSES.keys() | OF_A_TABLET | OF_A_PHONE | OF_EVERYONE


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_stranger_is_sent_to_sign_in(acme_client: Client, owner: Employee, name: str) -> None:
    for method in METHODS:
        response = getattr(acme_client, method)(path_to(name, owner))
        assert response.status_code == 302, method
        assert response["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_stranger_with_htmx_leaves_the_page(acme_client: Client, name: str) -> None:
    method, _role = ADDRESSES[name]
    response = getattr(acme_client, method)(path_to(name), headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith(reverse("login"))
    assert response.content == b""


@pytest.mark.parametrize(
    ("method", "path", "back"),
    [
        ("get", "/timesheet/?week=2026-W46", "/timesheet/%3Fweek%3D2026-W46"),
        ("post", "/clock/in/", "/"),
    ],
)
def test_signing_in_leads_back_to_a_page(
    acme_client: Client, method: str, path: str, back: str
) -> None:
    assert getattr(acme_client, method)(path)["Location"] == f"/login/?next={back}"


def test_signing_in_after_htmx_leads_back_to_the_page_that_was_open(acme_client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://acme.localhost/timesheet/?week=x"}
    response = acme_client.post("/clock/in/", headers=headers)
    assert response["HX-Redirect"] == "/login/?next=/timesheet/%3Fweek%3Dx"
    headers["HX-Current-URL"] = "http://evil.example/"
    response = acme_client.post("/clock/in/", headers=headers)
    assert response["HX-Redirect"] == "/login/?next=/"


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_role_gets_as_far_as_it_reaches(
    make_employee: MakeEmployee, browse: Browse, ben: Employee, name: str
) -> None:
    method, needed = ADDRESSES[name]
    for role in Role:
        response = getattr(browse(make_employee(role.label, role)), method)(path_to(name, ben))
        assert (response.status_code == 403) == (RANK[role] < RANK[needed]), role


@pytest.mark.parametrize(
    ("name", "sentence"), [("today", "Only managers"), ("settings", "Only the company's owner")]
)
def test_a_refusal_says_whose_page_it_is(
    ana: Employee, browse: Browse, name: str, sentence: str
) -> None:
    assert sentence in text_of(browse(ana).get(path_to(name)))


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("gone", ["inactive", "no employee"])
def test_who_is_not_on_the_staff_list_has_no_page(
    ana: Employee, browse: Browse, name: str, gone: str
) -> None:
    Employee.objects.filter(pk=ana.pk).update(role=Role.OWNER)
    client = browse(ana)
    if gone == "inactive":
        Employee.objects.filter(pk=ana.pk).update(is_active=False)
    else:
        Employee.objects.filter(pk=ana.pk).update(user=None)
    method, _role = ADDRESSES[name]
    response = getattr(client, method)(path_to(name, ana))
    assert response.status_code == 403
    assert "not on the staff list" in text_of(response)


@pytest.mark.parametrize(
    "path",
    [
        "/people/{}/",
        "/people/{}/details/",
        "/people/{}/access/",
        "/people/{}/history/",
        "/people/{}/invite/",
        "/people/{}/deactivate/",
        "/people/{}/reactivate/",
    ],
)
@pytest.mark.parametrize("pk", [0, 999_999, STRANGER, 10**30])
@pytest.mark.parametrize("who", ["owner", "manager"])
def test_nobody_here_by_that_number_is_not_found(
    request: pytest.FixtureRequest, browse: Browse, path: str, pk: int, who: str
) -> None:
    client: Any = browse(request.getfixturevalue(who))
    method = client.post if path.endswith(("invite/", "reactivate/")) else client.get
    assert method(path.format(pk)).status_code == 404


@pytest.mark.parametrize(
    ("actor", "employee", "may"),
    [
        (Role.OWNER, Role.OWNER, True),
        (Role.OWNER, Role.MANAGER, True),
        (Role.OWNER, Role.MEMBER, True),
        (Role.MANAGER, Role.OWNER, False),
        (Role.MANAGER, Role.MANAGER, False),
        (Role.MANAGER, Role.MEMBER, True),
        (Role.MEMBER, Role.MEMBER, False),
        (Role.MEMBER, Role.OWNER, False),
    ],
)
def test_who_manages_whom(actor: Role, employee: Role, may: bool) -> None:
    assert can_manage(Employee(pk=1, role=actor), Employee(pk=2, role=employee)) is may
    assert can_deactivate(Employee(pk=1, role=actor), Employee(pk=2, role=employee)) is may


def test_a_manager_does_not_manage_themselves() -> None:
    assert not can_manage(Employee(pk=1, role=Role.MANAGER), Employee(pk=1, role=Role.MANAGER))


def test_nobody_deactivates_themselves() -> None:
    assert not can_deactivate(Employee(pk=1, role=Role.OWNER), Employee(pk=1, role=Role.OWNER))


@pytest.mark.parametrize(
    ("actor", "roles"),
    [
        (Role.OWNER, [Role.OWNER, Role.MANAGER, Role.MEMBER]),
        (Role.MANAGER, [Role.MEMBER]),
        (Role.MEMBER, []),
    ],
)
def test_who_gives_which_role(actor: Role, roles: list[Role]) -> None:
    assert assignable_roles(Employee(pk=1, role=actor)) == roles
    assert assignable_roles(Employee(pk=1, role=actor), Employee(pk=2)) == roles


def test_nobody_changes_their_own_role() -> None:
    for role in Role:
        assert assignable_roles(Employee(pk=1, role=role), Employee(pk=1, role=role)) == [role]


def test_an_invitation_needs_an_address_and_someone_here() -> None:
    owner = Employee(pk=1, role=Role.OWNER)
    assert can_invite(owner, Employee(pk=2, email="ben@example.com"))
    assert not can_invite(owner, Employee(pk=2))
    assert not can_invite(owner, Employee(pk=2, email="ben@example.com", is_active=False))
    assert not can_invite(Employee(pk=3), Employee(pk=2, email="ben@example.com"))
