"""SQL smuggled into one company's request gets its own rows or a refusal, and leaves no trace."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from tests.digest import digest
from tests.isolation import injectable
from tests.isolation.attacks import ORM, SMUGGLED, WHOLE, cases
from tests.isolation.canaries import Canaries
from tests.isolation.watching import ForeignCanary, WatchedClient, scan_response

MakeClient = Callable[..., WatchedClient]
UNDONE = (
    "SELECT session_user::text, current_user::text, current_setting('role'),"
    " current_setting('search_path'), current_setting('application_name'),"
    " current_setting('statement_timeout'), current_setting('lock_timeout'),"
    " current_setting('idle_in_transaction_session_timeout'),"
    " current_setting('transaction_read_only'),"
    " (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors),"
    " (SELECT count(*) FROM pg_listening_channels()),"
    " (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'),"
    " pg_my_temp_schema()::int"
)
EVERYWHERE = (
    "SELECT (SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM public.tenants_tenant t),"
    " (SELECT md5(string_agg(u::text, '' ORDER BY id)) FROM public.users u),"
    " (SELECT count(*) FROM pg_class WHERE relname NOT LIKE 'pg\\_%'),"
    " (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_largeobject_metadata),"
    " (SELECT md5(string_agg(r::text, '' ORDER BY rolname)) FROM pg_roles r)"
)


def asked(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


def rows(response: Any) -> list[str]:
    return list(filter(None, response.content.decode().splitlines()))


@pytest.fixture
def attacker(
    committed: None, ours: Canaries, theirs: Canaries, settings: Any
) -> Iterator[WatchedClient]:
    """Return a browser at the injectable views; afterwards look for traces of what it did."""
    settings.ROOT_URLCONF = injectable.__name__
    before = asked(UNDONE), asked(EVERYWHERE), digest(theirs.tenant)
    yield WatchedClient(ours, theirs)
    # The same connection serves the other company next: it must know nothing of the attack.
    victim = WatchedClient(theirs, ours)
    shown = rows(victim.get("/raw/", {"q": "' OR 1=1 --"}))
    assert len(shown) == 5
    assert all(theirs.marker in row for row in shown)
    assert rows(victim.get("/state/")) == [repr(state_of(theirs))]
    assert (asked(UNDONE), asked(EVERYWHERE), digest(theirs.tenant)) == before


# Not even own rows may come of these.
BEYOND_EVERY_COMPANY = (
    "union set_config role",
    "union foreign table",
    "union operators",
    "union operators' sessions",
    "union pg_statistic",
    "union authid",
    "union read file",
    "union list folder",
    "union lo_import",
    "union terminate",
    "union reload",
)


def state_of(company: Canaries) -> tuple[str, ...]:
    name = company.tenant.schema_name
    return (
        name,
        f"{name}, public, pg_temp",
        f"shiftbook/{company.tenant.slug}",
        "10s",
        "1min",
    )


def aimed(text: str, company: Canaries) -> str:
    """Fill in the other company's public names."""
    name = company.tenant.schema_name
    for key, value in (("schema", name), ("role", name), ("slug", company.tenant.slug)):
        text = text.replace(f"{{{key}}}", value)
    return text


def own_or_refused(response: Any, ours: Canaries) -> None:
    """Accept a refusal, or the company's own rows and nothing that is not."""
    if response.status_code in {400, 403}:
        return
    assert response.status_code == 200
    tenants = [row for row in rows(response) if "zq" in row]
    assert all(ours.marker in row for row in tenants)


@pytest.mark.parametrize("sink", injectable.SINKS)
def test_the_views_can_be_injected_into(sink: str, attacker: WatchedClient, ours: Canaries) -> None:
    """Otherwise the refusals below would say nothing."""
    closing = injectable.SINKS[sink]
    everything = attacker.get(f"/{sink}/", {"q": f"{closing} OR 1=1 --".replace("')", "' OR 1=1)")})
    assert len(rows(everything)) == 5
    spied = attacker.get(
        f"/{sink}/", {"q": f"{closing} UNION SELECT 1, current_user::text, password FROM users --"}
    )
    assert ours.tenant.schema_name in spied.content.decode()
    assert ours.word("salt") in spied.content.decode()


@pytest.mark.parametrize("sink", injectable.WHOLE)
def test_a_whole_statement_of_the_attacker_s_runs(
    sink: str, attacker: WatchedClient, ours: Canaries
) -> None:
    answer = attacker.get(f"/{sink}/", {"q": "SELECT name FROM employees"})
    assert len(rows(answer)) == 5
    assert ours.marker in answer.content.decode()


@pytest.mark.parametrize("attack", cases(SMUGGLED))
def test_smuggled_sql_gets_own_rows_or_a_refusal(
    attack: str, attacker: WatchedClient, ours: Canaries, theirs: Canaries
) -> None:
    for sink, closing in injectable.SINKS.items():
        answer = attacker.get(f"/{sink}/", {"q": aimed(attack % closing, theirs)})
        own_or_refused(answer, ours)
        assert rows(attacker.get("/state/")) == [repr(state_of(ours))]


@pytest.mark.parametrize("name", BEYOND_EVERY_COMPANY)
def test_what_is_no_company_s_is_refused(
    name: str, attacker: WatchedClient, theirs: Canaries
) -> None:
    for sink, closing in injectable.SINKS.items():
        answer = attacker.get(f"/{sink}/", {"q": aimed(SMUGGLED[name] % closing, theirs)})
        assert answer.status_code == 403


@pytest.mark.parametrize("attack", cases(WHOLE))
def test_a_whole_statement_gets_own_rows_or_a_refusal(
    attack: str, attacker: WatchedClient, ours: Canaries, theirs: Canaries
) -> None:
    for sink in injectable.WHOLE:
        own_or_refused(attacker.get(f"/{sink}/", {"q": aimed(attack, theirs)}), ours)
        assert rows(attacker.get("/state/")) == [repr(state_of(ours))]


@pytest.mark.parametrize(("view", "attack"), ORM.values(), ids=ORM)
def test_a_query_string_in_the_orm_gets_own_rows_or_a_refusal(
    view: str, attack: dict[str, str], attacker: WatchedClient, ours: Canaries, theirs: Canaries
) -> None:
    sent = {aimed(key, theirs): aimed(value, theirs) for key, value in attack.items()}
    own_or_refused(attacker.get(f"/{view}/", sent), ours)


def test_a_leak_would_be_seen(theirs: Canaries) -> None:
    """The answers of these views are looked through like all others."""
    forged = HttpResponse(f"(1, '{theirs.word('employee0')}')")
    with pytest.raises(ForeignCanary):
        scan_response(forged, theirs, where="a forged answer")
