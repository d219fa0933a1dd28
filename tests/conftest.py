"""Two companies exist in every test, made once a run; the other one is always watching."""

import gc
import os
import signal
import uuid
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from django.http import HttpRequest
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from accounts.models import User
from config.local import embedded
from config.translations import catalogues
from tenants import resolver, roles
from tenants.context import (
    ActiveTenant,
    get_active,
    no_tenant,
    public_context,
    tenant_context,
)
from tenants.lifecycle import drop_tenant, provision_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.sealed import SessionStore
from tests import due
from tests.timetracking.shifts import writers
from tests.work_days import make_days
from timetracking.models import AuditChain, AuditLine

LONG = ("faults", "browser", "pooler", "isolation")  # directories


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded database, compile the catalogues, serve static files as they are."""
    # A shell starts what runs in the background deaf to Ctrl-C, and so would be all that we start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    due.connect()  # mails arrive without a worker
    gc.set_threshold(20_000, 20, 20)  # or it looks again and again through what stays
    catalogues.compile_stale()
    # Hash with Argon2 as ever, but with little work; what is hashed so is hashed anew by a server.
    for cost, value in {"time_cost": 1, "memory_cost": 64, "parallelism": 1}.items():
        setattr(Argon2PasswordHasher, cost, value)
    if settings.LOCAL:
        try:
            embedded.ensure_running(settings.DATA_DIR)
        except embedded.EmbeddedPostgresError as error:
            pytest.exit(str(error), returncode=1)
        if "PYTEST_XDIST_WORKER" in os.environ:  # this server is the tests' own: see the Makefile
            login: dict[str, Any] = embedded.superuser(settings.DATA_DIR)
            with psycopg.connect(**login, autocommit=True) as server:
                for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                    # A power cut may spoil its data.
                    server.execute(f"ALTER SYSTEM SET {setting} = off")
                server.execute("SELECT pg_reload_conf()")
    if roles.app_login() == roles.owner_login():
        # Tests that need two logins skip and say so; the others may still run.
        settings.REFUSE_UNSAFE_DATABASE = False
    # Most tests of the operator's pages are about something else.
    settings.OPERATOR_SECOND_FACTOR = False
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # Or each test client lists what the demo has collected there.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, or one worker would end with them, alone."""
    long = tuple(str(Path(__file__).parent / name) for name in LONG)
    items.sort(key=lambda item: not str(item.path).startswith(long))


def pytest_collection_finish() -> None:
    """Keep the garbage collector from looking through all modules and tests again and again."""
    gc.collect()
    gc.freeze()


class TenantClient(Client):
    """Visits one company, stepping out of whatever tenant the test is in meanwhile."""

    def __init__(self, tenant: Tenant | None, **kwargs: Any) -> None:
        host = tenant.host if tenant else settings.BASE_DOMAIN
        super().__init__(SERVER_NAME=host, **kwargs)
        self.tenant = tenant

    def request(self, **request: Any) -> Any:
        """Send the request as a stranger to the test's own context."""
        active = get_active()
        with no_tenant():
            if active is None:
                return super().request(**request)
            _step(active, None)
            try:
                return super().request(**request)
            finally:
                _step(active, active)

    def force_login(self, user: User, backend: str | None = None) -> None:
        """Sign in by writing the session where this client's company keeps them."""
        if get_active() is not None:
            self._sign_in(user, backend)
            return
        with tenant_context(self.tenant) if self.tenant else public_context():
            self._sign_in(user, backend)

    def _sign_in(self, user: User, backend: str | None) -> None:
        """Write a browser's first session once; Django writes, replaces and changes it."""
        if settings.SESSION_COOKIE_NAME in self.cookies:
            super().force_login(user, backend)
            return
        request = HttpRequest()
        request.session = FirstSession()
        login(request, user, backend or settings.AUTHENTICATION_BACKENDS[0])
        request.session.save()
        self.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""


class FirstSession(SessionStore):
    """A session that nobody knows the key of yet, so a sign-in need not change it."""

    def cycle_key(self) -> None:
        """Keep the key, which is made when the session is saved."""


def _step(active: ActiveTenant, target: ActiveTenant | None) -> None:
    if not active.connection.needs_rollback:
        active.connection.switch_in_transaction(target)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Make the test database for both logins, whichever tests were chosen."""
    with django_db_blocker.unblock(), public_context():
        config = setup_databases(
            verbosity=0,
            interactive=False,
            aliases=dict.fromkeys(["default", OWNER_ALIAS]),
            serialized_aliases=[],
        )
    names = {connections[alias].settings_dict["NAME"] for alias in ("default", OWNER_ALIAS)}
    assert all(name.startswith("test_") for name in names), f"not a test database: {names}"
    yield
    with django_db_blocker.unblock(), public_context():
        teardown_databases(config, verbosity=0)


@pytest.fixture(scope="session")
def companies(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Tenant, Tenant]]:
    """Make the two companies of the run; their slugs differ from their addresses on purpose."""
    with django_db_blocker.unblock(), public_context():
        acme = provision_tenant(slug="acme_test", name="Acme Hotels", subdomain="acme")
        corgi = provision_tenant(slug="corgi_test", name="Corgi Café", subdomain="corgicafe")
        for tenant in (acme, corgi):
            empty_trail(tenant)
            with tenant_context(tenant):
                make_days()
    yield acme, corgi
    with django_db_blocker.unblock(), public_context():
        drop_tenant(acme)
        drop_tenant(corgi)
        connections.close_all()


def empty_trail(tenant: Tenant) -> None:
    """Remove the lines of the set-up, so that a test finds its own lines alone."""
    with tenant_context(tenant, using=OWNER_ALIAS):
        AuditLine.objects.all().delete()
        AuditChain.objects.update(number=0, hash="")


@pytest.fixture
def acme(companies: tuple[Tenant, Tenant]) -> Tenant:
    """Return the company under test."""
    return companies[0]


@pytest.fixture
def corgicafe(companies: tuple[Tenant, Tenant]) -> Tenant:
    """Return the other company."""
    return companies[1]


@pytest.fixture
def two_logins() -> None:
    """Skip where DATABASE_URL alone is set: one login for all has nothing to be kept from."""
    if roles.app_login() == roles.owner_login():
        pytest.skip("needs an app login of its own: set OWNER_DATABASE_URL as well")


@pytest.fixture(scope="session", autouse=True)
def one_writer() -> Iterator[None]:
    """Fail whatever of the product writes a shift or a break elsewhere than in `shifts`."""
    with pytest.MonkeyPatch.context() as patches:
        writers.guard(patches)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Let a test's own lines use public, as manage.py does; requests get no share of it.

    A hook, because the fixture of the database is set up before ours and torn down after them.
    """
    with public_context():
        return (yield)


@pytest.fixture(autouse=True)
def forget_tenants() -> Iterator[None]:
    """Let no test see what another one left in the resolver's cache."""
    resolver.forget_all()
    yield
    resolver.forget_all()


@pytest.fixture
def in_acme(acme: Tenant, db: None) -> Iterator[Tenant]:
    """Run the test inside acme, in a transaction that is rolled back."""
    with tenant_context(acme):
        yield acme


@pytest.fixture
def acme_client(acme: Tenant, db: None) -> TenantClient:
    """Return a browser at acme."""
    return TenantClient(acme)


@pytest.fixture
def corgi_client(corgicafe: Tenant, db: None) -> TenantClient:
    """Return a browser at corgicafe."""
    return TenantClient(corgicafe)


@pytest.fixture
def public_client(companies: tuple[Tenant, Tenant], db: None) -> TenantClient:
    """Return a browser at the base domain."""
    return TenantClient(None)


@pytest.fixture
def committed(companies: tuple[Tenant, Tenant], django_db_blocker: Any) -> Iterator[None]:
    """Let the test commit, on both logins. It cleans up itself: see fresh_company."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.fixture
def fresh_company(committed: None) -> Iterator[Callable[..., Tenant]]:
    """Return a maker of committed companies that are dropped after the test.

    What it is given besides slug, name and subdomain are the company's first facts.
    """
    made: list[Tenant] = []

    def make(name: str = "Fresh", **kwargs: Any) -> Tenant:
        slug = kwargs.pop("slug", f"fresh_{uuid.uuid4().hex[:8]}")
        subdomain = kwargs.pop("subdomain", None)
        company = provision_tenant(slug=slug, name=name, subdomain=subdomain, first_facts=kwargs)
        made.append(company)
        return made[-1]

    yield make
    left = Tenant.objects.using(OWNER_ALIAS).filter(pk__in=[tenant.pk for tenant in made])
    for tenant in left:
        drop_tenant(tenant)


def terminate(pid: int) -> None:
    """End a backend of the app login, from another connection of the same login."""
    parameters = connections["default"].get_connection_params()
    for key in ("context", "cursor_factory"):
        parameters.pop(key)
    with psycopg.connect(**parameters, autocommit=True) as beside:
        beside.execute("SELECT pg_terminate_backend(%s, 60000)", [pid])


@pytest.fixture
def client_for(committed: None) -> Callable[[Tenant | None], TenantClient]:
    """Return a maker of browsers for committed companies."""
    return TenantClient
