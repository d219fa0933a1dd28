"""A company whose backups and restores are killed, and how that is done."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connections

from operations.models import Backup
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.faults.forking import Nursery
from timetracking.models import Employee

COMMANDS = "operations.management.commands"
Make = Callable[..., Tenant]


@pytest.fixture
def company(fresh_company: Make) -> Iterator[Tenant]:
    """Return a company with a few thousand rows."""
    made = fresh_company()
    with tenant_context(made):
        Employee.objects.bulk_create(Employee(name=f"Person {n}") for n in range(3000))
    yield made
    Backup.objects.using(OWNER_ALIAS).filter(company=made.pk).delete()


def kill_amid(commands: Nursery, chance: random.Random, longest: float, *command: str) -> bool:
    """Kill the command at any moment of its usual time; return whether it was still at work."""
    process = commands.begin(*command)
    time.sleep(chance.uniform(0, longest))
    os.kill(process, signal.SIGKILL)
    return commands.end() == -signal.SIGKILL


def took(commands: Nursery, *command: str) -> float:
    begun = time.monotonic()
    commands.begin(*command)
    assert commands.end() == 0
    return time.monotonic() - begun


def no_transaction() -> bool:
    """Say whether the server has noticed the end of all of the owner's processes."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = current_user"
            " AND datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle')"
        )
        return bool(cursor.fetchone()[0])


def leftovers() -> int:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'restoring%'")
        return int(cursor.fetchone()[0])
