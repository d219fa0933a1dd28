"""In a company that is read-only no address writes, whoever asks and however."""

from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.conf import settings

from tenants import lifecycle
from tests.digest import digest
from tests.isolation.addresses import FORMS
from tests.isolation.canaries import Canaries
from tests.isolation.reaching import KNOWN, METHODS_OF, filled, token_of
from tests.isolation.watching import WatchedClient
from timetracking.models import Role

MakeClient = Callable[..., WatchedClient]
SAFE = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(autouse=True)
def read_only(ours: Canaries, committed: None) -> Iterator[None]:
    """Make the visited company read-only while the test runs."""
    lifecycle.make_read_only(ours.tenant)
    yield
    lifecycle.resume_tenant(ours.tenant)


def product(company: Canaries) -> dict[str, str]:
    """Digest what signing in does not write: everything but sessions, counters and the log."""
    signing_in = {model._meta.db_table for model in apps.get_app_config("accounts").get_models()}
    found = digest(company.tenant)
    return {table: rows for table, rows in found.items() if table not in signing_in}


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_no_address_writes(role: Role | None, ours: Canaries, client_of: MakeClient) -> None:
    before = product(ours)
    client = client_of(role, raise_request_exception=False)
    for address in KNOWN:
        token = ""
        if address.parameters == ["token"]:
            token = token_of(ours, address)
        path, form = filled(address, ours, token), FORMS[address.name]
        data = form(ours) if form else {}
        for method in METHODS_OF[role]:
            if role and "_auth_user_id" not in client.session:
                client = client_of(role, raise_request_exception=False)
            response = client.send(method, path, data)
            if method not in SAFE and address.name not in settings.READ_ONLY_VIEWS:
                assert response.status_code == 423, (method, path)
            elif not token:  # the page of a link locks what its form would change
                assert response.status_code != 423, (method, path)
    assert product(ours) == before


def test_what_still_takes_a_form_changes_nobody_s_password(
    ours: Canaries, client_of: MakeClient
) -> None:
    """The list is short, and every name on it is an address."""
    signing_in = {"login", "second-step", "confirm", "logout"}
    # An operator may look at the company, and its owner may end that.
    assert signing_in | {"support-enter", "support-end"} == settings.READ_ONLY_VIEWS
    assert set(FORMS) >= settings.READ_ONLY_VIEWS


def test_a_script_and_htmx_are_refused_too(ours: Canaries, client_of: MakeClient) -> None:
    client = client_of(Role.MEMBER)
    response = client.post("/clock/in/", {}, headers={"hx-request": "true"})
    assert response.status_code == 423
    response = client.post("/clock/in/", {}, headers={"accept": "application/json"})
    assert response.status_code == 423
    assert response["Content-Type"] == "application/problem+json"
