"""Two thousand bad hosts, slugs, cookies, tokens and forms: no 5xx and nothing of another company.

A failure prints its seed; SEED=… makes the same choices again.
"""

import os
import secrets
from collections.abc import Callable
from itertools import islice
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from tenants.context import tenant_context
from tenants.exceptions import NoTenantError
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant
from tenants.postgresql import base
from tenants.postgresql.switch import Switch, switch_to
from tenants.validators import is_slug
from tests.isolation.addresses import FORMS, OBJECTS, TOKENS
from tests.isolation.bad_input import Maker, times
from tests.isolation.canaries import Canaries
from tests.isolation.complaints import complaint
from tests.isolation.looks import PARTS
from tests.isolation.walking import Address, addresses
from tests.isolation.watching import WatchedClient
from tests.mails import good_token
from timetracking.models import Role

LINKED = ("/invitation/", "/password/reset/", "/address/confirm/", "/address/object/")
COUNTS = {"hosts": 600, "slugs": 300, "cookies": 400, "tokens": 300, "forms": 500}
SEED = int(os.environ.get("SEED", "0")) or secrets.randbits(32)
MakeClient = Callable[..., WatchedClient]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("theirs_unchanged")]


@pytest.fixture
def make() -> Maker:
    """Return a maker of bad words."""
    print(f"SEED={SEED}")  # noqa: T201 - pytest shows it with a failure alone
    return Maker(SEED)


@pytest.fixture
def entered(monkeypatch: pytest.MonkeyPatch) -> set[str | None]:
    """Collect the slugs of the companies that the backend switches to."""
    found: set[str | None] = set()

    def record(alias: str, slug: str | None, **options: bool) -> Switch:
        found.add(slug)
        return switch_to(alias, slug, **options)

    monkeypatch.setattr(base, "switch_to", record)
    return found


def test_there_are_two_thousand() -> None:
    assert sum(COUNTS.values()) >= 2000


def test_bad_hosts_reach_no_company(
    make: Maker, ours: Canaries, theirs: Canaries, entered: set[str | None]
) -> None:
    client = WatchedClient(ours, theirs)
    served = set(Tenant.objects.values_list("subdomain", flat=True))
    assert served >= {ours.tenant.subdomain, theirs.tenant.subdomain}
    good = (settings.BASE_DOMAIN, *(f"{label}.{settings.BASE_DOMAIN}" for label in served))
    entered.clear()
    for host in islice(make.hosts(good), COUNTS["hosts"]):
        response = client.get("/login/", headers={"host": host})
        assert response.status_code in {400, 404}, repr(host)
    assert client.seen == COUNTS["hosts"]
    assert entered <= {None}


def test_bad_slugs_become_no_sql_and_no_company(make: Maker, ours: Canaries) -> None:
    tried = 0
    while tried < COUNTS["slugs"]:
        slug = make.mutated(ours.tenant.slug) if tried % 2 else make.word()
        if is_slug(slug):
            continue
        tried += 1
        with pytest.raises(ValidationError):
            provision_tenant(slug=slug, name="Bad")
        stranger = Tenant(pk=1, slug=slug, name="Bad", subdomain="bad")
        with pytest.raises(NoTenantError, match="not a slug"), tenant_context(stranger):
            pytest.fail("the block must not run")


def test_bad_cookies_make_nobody(
    make: Maker,
    ours: Canaries,
    client_of: MakeClient,
    their_cookies: dict[str, str],
    entered: set[str | None],
) -> None:
    good = client_of(Role.OWNER)
    good.get("/")
    sessions = (good.cookies[settings.SESSION_COOKIE_NAME].value, *their_cookies.values())
    client = client_of()
    entered.clear()
    while client.seen < COUNTS["cookies"]:
        chosen = make.mutated(make.random.choice(sessions)) if client.seen % 2 else make.header()
        if sessions[0] in chosen:  # with something behind it that cookies do without
            continue
        name = (settings.SESSION_COOKIE_NAME, "messages", settings.CSRF_COOKIE_NAME)[
            client.seen % 3
        ]
        cookie = f"{name}={chosen}; {make.header()}".encode("utf-8", "replace").decode("latin-1")
        client.cookies.clear()
        response = client.get("/", HTTP_COOKIE=cookie.replace("\n", "").replace("\r", ""))
        assert response.status_code == 302, repr(cookie)
        assert response["Location"].startswith("/login/")
    assert entered <= {None, ours.tenant.slug}


def test_bad_tokens_open_nothing(
    make: Maker, ours: Canaries, theirs: Canaries, client_of: MakeClient, entered: set[str | None]
) -> None:
    tokens = []
    for company in (ours, theirs):
        with tenant_context(company.tenant):
            user = company.employee(Role.OWNER).user
            assert user is not None
            realm = company.tenant.realm
            tokens += [good_token(user, purpose, realm=realm) for purpose in TOKENS.values()]
    client = client_of()
    entered.clear()

    def spoilt() -> str:
        # A change may change nothing.
        while (token := make.mutated(make.random.choice(tokens))) in tokens:
            continue
        return token

    for number, token in enumerate(times(COUNTS["tokens"], spoilt)):
        form = {"new_password1": "blackbird-42", "new_password2": "blackbird-42"}
        path = LINKED[number % len(LINKED)]
        response = client.post(f"{path}{quoted(token)}/", form)
        assert response.status_code in {403, 404, 405}, repr(token)
    assert client.seen == COUNTS["tokens"]
    assert entered <= {None, ours.tenant.slug}


def quoted(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe="")


def test_bad_forms_are_answered(
    make: Maker, ours: Canaries, theirs: Canaries, client_of: MakeClient, entered: set[str | None]
) -> None:
    found = [
        address
        for address in addresses(settings.ROOT_URLCONF)
        if not complaint(address) and FORMS[address.name] is not None and address.name != "logout"
    ]
    client = client_of(Role.OWNER)
    path_of = {address: filled(address, ours, make) for address in found}
    entered.clear()
    for number in range(COUNTS["forms"]):
        address = found[number % len(found)]
        form = FORMS[address.name]
        assert form is not None
        sent = make.form(form(ours if number % 2 else theirs))
        response = client.post(f"{path_of[address]}?week={quoted(make.word())}", sent)
        assert response.status_code < 500, (address, sent)
    assert client.seen == COUNTS["forms"]
    assert entered <= {None, ours.tenant.slug}


def filled(address: Address, company: Canaries, make: Maker) -> str:
    """Write a path with an id of the company itself, and with a bad token."""
    values: dict[str, object] = {}
    for parameter in address.parameters:
        if (address.name, parameter) in TOKENS:
            values[parameter] = quoted(make.word()) or "x"
        elif (address.name, parameter) in PARTS:
            with tenant_context(company.tenant):
                values[parameter] = PARTS[address.name, parameter]()
        else:
            assert (address.name, parameter) in OBJECTS
            values[parameter] = company.own_id
    return address.path(**values)
