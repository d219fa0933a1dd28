"""Copies for trials, killed again and again."""

import random

from django.db import connections

from tenants import lifecycle, schemas
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.digest import digest
from tests.faults.forking import nursery
from tests.faults.killing import COMMANDS, company, kill_amid, leftovers, no_transaction, took
from tests.waiting import wait_until

__all__ = ["company"]
KILLS = 10
COPY = "killed_copy"


def test_a_killed_copy_is_whole_or_nothing_and_can_be_made_again(company: Tenant) -> None:
    clone = ("clone_tenant", company.slug, COPY)
    before = digest(company)["work_logs"], digest(company)["employees"]
    seed = random.randrange(10**6)
    chance, amid = random.Random(seed), 0
    with nursery(f"{COMMANDS}.clone_tenant") as commands:
        took(commands, *clone)  # the first one takes longer
        whole = people(drop())
        longest = took(commands, *clone)
        assert people(drop()) == whole  # the same people in each copy
        for _ in range(KILLS):
            amid += kill_amid(commands, chance, longest, *clone)
            wait_until(no_transaction)
            assert leftovers() == 0
            copy = Tenant.objects.using(OWNER_ALIAS).filter(slug=COPY).first()
            assert (copy is not None) == schemas.schema_exists(f"tenant_{COPY}"), f"seed {seed}"
            assert (copy is not None) == has_role(), f"seed {seed}"
            if copy is None:
                took(commands, *clone)
            assert people(drop()) == whole, f"seed {seed}"
    assert amid >= KILLS / 4, f"nearly every run was over before it was killed, seed {seed}"
    assert before == (digest(company)["work_logs"], digest(company)["employees"])


def people(tables: dict[str, str]) -> str:
    return tables["employees"]


def drop() -> dict[str, str]:
    """Drop the copy; return what it had."""
    copy = Tenant.objects.using(OWNER_ALIAS).get(slug=COPY)
    had = digest(copy)
    lifecycle.drop_tenant(copy)
    return had


def has_role() -> bool:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [f"tenant_{COPY}"])
        return cursor.fetchone() is not None
