"""Every address of a company, crossed with everyone and everything that comes from elsewhere."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import Resolver404, resolve

from tenants.context import public_context, tenant_context
from tests.digest import digest
from tests.isolation.addresses import FOR_OWNERS, FOR_STAFF, FORMS, OBJECTS, TOKENS
from tests.isolation.canaries import NOBODYS_ID, Canaries
from tests.isolation.complaints import complaint
from tests.isolation.conftest import Pair
from tests.isolation.looks import KEPT, PARTS
from tests.isolation.reaching import ALL, KNOWN, METHODS, METHODS_OF, filled, token_of
from tests.isolation.walking import Address, addresses
from tests.isolation.watching import WatchedClient, assert_same, scan
from timetracking.models import Employee, Role

WITH_OBJECT = [a for a in KNOWN if any((a.name, p) in OBJECTS for p in a.parameters)]
WITH_TOKEN = [a for a in KNOWN if any((a.name, p) in TOKENS for p in a.parameters)]
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://aviary1.localhost/"}
GARBAGE = "WyJ0ZW5hbnQtMSJd:1vAAAA:garbage"
MakeClient = Callable[..., WatchedClient]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("theirs_unchanged")]


@pytest.fixture(scope="module")
def their_rows(canaries: Pair, django_db_blocker: Any) -> dict[str, str]:
    """Digest the other company once, for no test here commits."""
    with django_db_blocker.unblock(), public_context():
        return digest(canaries[1].tenant)


@pytest.fixture(autouse=True)
def mails_leave(
    theirs: Canaries, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> Iterator[None]:
    """Let what runs after commit run, and look through the mails that it sends."""
    with django_capture_on_commit_callbacks(execute=True):
        yield
    for mail in mailoutbox:
        scan(str(mail.message()), theirs, where=f"A mail to {mail.to}")
        assert not any(theirs.marker in address for address in mail.recipients())


def each(found: list[Address]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("address", found, ids=lambda address: address.name)


@each(ALL)
def test_the_suite_knows_how_to_fill_every_address(address: Address) -> None:
    assert not complaint(address), complaint(address)


def test_no_entry_is_left_of_an_address_that_is_gone() -> None:
    names = {address.name for address in ALL}
    assert set(FORMS) <= names
    assert {name for name, _ in OBJECTS | TOKENS | PARTS} <= names


@each(KNOWN)
@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_no_visitor_gets_anything_of_another_company(
    address: Address, role: Role | None, ours: Canaries, theirs: Canaries, client_of: MakeClient
) -> None:
    """Signed in here or not at all, with ids that both have, and with the other one's forms."""
    path, form = filled(address, ours, GARBAGE), FORMS[address.name]
    client = client_of(role)
    answers = [client.get(f"{path}?next=/&week=2026-W02"), client.get(path, headers=HTMX)]
    answers += [client.send(method, path) for method in METHODS_OF[role] if method != "GET"]
    if form is None:
        assert answers[-1].status_code in {302, 401, 403, 405}
    else:
        for headers in (HTMX, {}):
            if role and "_auth_user_id" not in client.session:
                client = client_of(role)
            answers.append(client.post(path, form(theirs), headers=headers))
            if answers[-1].status_code < 400:  # taken, so the next page may say something of it
                answers += [client.get("/"), client.get("/login/")]
    for answer in answers:
        kept = set(re.split(r",\s*", answer.headers["Cache-Control"]))
        is_kept = address.name in KEPT and answer.status_code == 200
        assert {"private", "immutable" if is_kept else "no-store"} <= kept, (answer, kept)


@each(WITH_OBJECT)
@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_an_id_of_another_company_is_like_one_that_nobody_has(
    address: Address, role: Role | None, ours: Canaries, theirs: Canaries, client_of: MakeClient
) -> None:
    form = FORMS[address.name]
    data = form(ours) if form else {}
    client, codes = client_of(role), set()
    for method in METHODS_OF[role]:
        foreign, nobodys = (
            client.send(method, filled(address, ours, "", pk), data)
            for pk in (theirs.own_id, NOBODYS_ID)
        )
        assert_same(foreign, nobodys)
        codes.add(foreign.status_code)
    of_managers = role == Role.MANAGER and address.name not in FOR_OWNERS
    if role == Role.OWNER or of_managers or (role and address.name in FOR_STAFF):
        assert 404 in codes
        assert codes <= {302, 404, 405}
    else:
        assert 404 not in codes


@each(KNOWN)
def test_a_cookie_of_another_company_makes_nobody(
    address: Address, ours: Canaries, client_of: MakeClient, their_cookies: dict[str, str]
) -> None:
    path = filled(address, ours, GARBAGE)
    form = FORMS[address.name]
    foreign, anonymous = client_of(), client_of()
    foreign.cookies.load(their_cookies)
    for method in METHODS:
        data = form(ours) if form and method == "POST" and address.name != "login" else None
        answer = foreign.send(method, path, data)
        assert_same(answer, anonymous.send(method, path, data))
        assert answer.status_code in {200, 302, 401, 403, 405, 422}
        if answer.status_code == 302:
            assert answer["Location"].startswith(("/login/", "/kiosk/"))
        assert "_auth_user_id" not in foreign.session


@each([address for address in KNOWN if address.name in KEPT])
def test_what_browsers_keep_is_found_at_its_own_company_alone(
    address: Address, ours: Canaries, theirs: Canaries, client_of: MakeClient
) -> None:
    assert client_of().get(filled(address, ours, "")).status_code == 200
    for role in (None, Role.OWNER):
        assert client_of(role).get(filled(address, theirs, "")).status_code == 404


@each(WITH_TOKEN)
@pytest.mark.parametrize("method", METHODS)
def test_a_link_of_another_company_is_like_garbage(
    address: Address, method: str, ours: Canaries, theirs: Canaries, client_of: MakeClient
) -> None:
    """Even where someone of the same id, address and password works in both."""
    form = FORMS[address.name]
    data = form(ours) if form else {}
    token = token_of(theirs, address)
    with tenant_context(theirs.tenant):
        stranger = theirs.employee(Role.MEMBER).user
        assert stranger is not None
    alike = {name: getattr(stranger, name) for name in ("email", "password", "last_login")}
    with tenant_context(ours.tenant):
        assert get_user_model().objects.filter(pk=stranger.pk).update(**alike) == 1
    foreign, garbage = (
        client_of().send(method, filled(address, ours, sent), data) for sent in (token, GARBAGE)
    )
    assert_same(foreign, garbage)
    assert foreign.status_code in {403, 405}


@each(WITH_TOKEN)
def test_a_link_of_the_company_itself_is_taken(
    address: Address, ours: Canaries, client_of: MakeClient
) -> None:
    """Otherwise the refusals above would say nothing."""
    path = filled(address, ours, token_of(ours, address))
    form = FORMS[address.name]
    if form is None:  # it is followed by a redirect, and asks nothing
        assert client_of().get(path).status_code == 302
        return
    assert client_of().get(path).status_code == 200
    assert client_of().post(path, form(ours)).status_code == 302


@each(WITH_OBJECT)
def test_an_id_that_both_companies_have_shows_our_own(
    address: Address, ours: Canaries, client_of: MakeClient
) -> None:
    named = [(address.name, parameter) for parameter in address.parameters]
    model = next(OBJECTS[one] for one in named if one in OBJECTS)
    with tenant_context(ours.tenant):
        pk = ours.employee(Role.MEMBER).pk if model is Employee else None
    page = client_of(Role.OWNER).get(filled(address, ours, "", pk), follow=True)
    assert page.status_code == 200
    assert ours.marker in page.content.decode()


def test_a_stranger_s_sign_in_leaves_a_trace_in_our_company_alone(
    ours: Canaries, theirs: Canaries, client_of: MakeClient
) -> None:
    before = digest(ours.tenant)
    form = FORMS["login"]
    assert form is not None
    assert client_of().post("/login/", form(theirs)).status_code == 200
    assert client_of().post("/login/", form(ours)).status_code == 302
    changed = {table for table, rows in digest(ours.tenant).items() if rows != before[table]}
    assert "sign_in_throttles" in changed


def test_a_reset_for_someone_of_another_company_sends_nothing(
    theirs: Canaries, client_of: MakeClient, mailoutbox: list[Any]
) -> None:
    form = FORMS["password-reset"]
    assert form is not None
    assert client_of().post("/password/reset/", form(theirs)).status_code == 200
    assert not mailoutbox


def operator_paths() -> list[str]:
    """List the base domain's addresses that a company does not have, filled with anything."""
    found = []
    for address in addresses(settings.PUBLIC_URLCONF):
        path = address.path(**dict.fromkeys(address.parameters, 1))
        path = re.sub(r"\(\?P<\w+>[^)]*\)", "x", path).replace("^", "").replace("$", "")
        try:
            resolve(path, settings.ROOT_URLCONF)
        except Resolver404:
            found.append(path)
    return sorted(found)


def test_the_operator_s_addresses_include_the_admin() -> None:
    paths = operator_paths()
    assert "/admin/" in paths
    assert "/admin/tenants/tenant/add/" in paths
    assert f"/admin/{get_user_model()._meta.app_label}/user/" in paths


@pytest.mark.parametrize("path", operator_paths())
@pytest.mark.parametrize("role", [None, Role.OWNER], ids=str)
def test_the_operator_s_addresses_are_not_a_company_s(
    path: str, role: Role | None, client_of: MakeClient
) -> None:
    client = client_of(role)
    for method in ("GET", "POST"):
        assert client.send(method, path).status_code == 404
