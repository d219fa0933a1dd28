"""With support access no address writes, and the owner's own pages are not shown."""

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts import support
from accounts import urls as accounts_urls
from accounts.factors import urls as factors_urls
from tenants.context import tenant_context
from tests.digest import digest
from tests.isolation.addresses import FORMS
from tests.isolation.canaries import Canaries
from tests.isolation.reaching import KNOWN, filled, token_of
from tests.isolation.watching import WatchedClient
from timetracking.models import Role

METHODS = ("GET", "POST", "DELETE")
# What ends the access, and what exchanges it for that of another link.
ITS_OWN = {"logout", "support-enter"}
PERSONAL = {
    pattern.name
    for pattern in (*accounts_urls.urlpatterns, *factors_urls.urlpatterns)
    if hasattr(pattern, "name")
} - ITS_OWN


def test_no_address_writes_nor_shows_what_is_the_owners_alone(
    ours: Canaries, client_of: Callable[..., WatchedClient], committed: None
) -> None:
    now = timezone.now()
    with tenant_context(ours.tenant):
        owner = ours.employee(Role.OWNER).user
        assert owner is not None
        until, words = now + timedelta(hours=1), {"operator": "op@host.example", "reason": "asked"}
        token = support.open_access(owner, until=until, now=now, **words)
    client = client_of(None, raise_request_exception=False)
    assert client.post(reverse("support-enter"), {"token": token}).status_code == 302
    before, read = digest(ours.tenant), set()
    for address in KNOWN:
        link = token_of(ours, address) if address.parameters == ["token"] else ""
        path, form = filled(address, ours, link), FORMS[address.name]
        for method in METHODS:
            if method != "GET" and address.name in ITS_OWN:
                continue
            response = client.send(method, path, form(ours) if form else {})
            if method != "GET" or address.name in PERSONAL:
                assert response.status_code == 403, (method, path)
            elif response.status_code == 200:
                read.add(address.name)
    assert read >= {"employees", "timesheets", "today", "settings", "security-log", "shift"}
    assert digest(ours.tenant) == before
    assert client.post(reverse("logout")).status_code == 303
