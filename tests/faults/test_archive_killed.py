"""Archiving and bringing back, killed again and again."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from operations.backups import catalogue
from operations.models import Backup
from tenants import schemas
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.digest import digest
from tests.faults.forking import nursery
from tests.faults.killing import (
    COMMANDS,
    company,
    kill_amid,
    leftovers,
    no_transaction,
    took,
)
from tests.waiting import wait_until

__all__ = ["company"]
KILLS = 6  # of each of the two
MODULES = tuple(f"{COMMANDS}.{name}" for name in ("archive_tenant", "resume_tenant"))
States = set[str]


def test_killed_at_any_step_the_state_says_where_the_company_stands(
    company: Tenant,
    tmp_path: Path,
    settings: Any,
) -> None:
    settings.BACKUP_DIR = str(tmp_path)
    before = rows(company)
    seed = random.randrange(10**6)
    chance, amid = random.Random(seed), 0
    longest: dict[tuple[str, ...], float] = {}

    def stands(expected: States) -> str:
        wait_until(no_transaction)
        tenant = Tenant.objects.using(OWNER_ALIAS).get(pk=company.pk)
        assert tenant.state in expected, f"seed {seed}"
        is_archived = tenant.state == "archived"
        assert schemas.schema_exists(company.schema_name) != is_archived, f"seed {seed}"
        assert (catalogue.archive_of(tenant) is not None) == is_archived, f"seed {seed}"
        assert is_archived or rows(company) == before, f"seed {seed}"
        assert leftovers() == 0
        return tenant.state

    def repeat(finish: Callable[[], None], expected: States, *command: str) -> None:
        nonlocal amid
        for _ in range(KILLS):
            amid += kill_amid(commands, chance, longest[command], *command)
            stands(expected)
            finish()

    archive, undo = ("archive_tenant", company.slug), ("archive_tenant", company.slug, "--undo")
    with nursery(*MODULES, BACKUP_DIR=str(tmp_path)) as commands:
        took(commands, *archive)
        longest[undo] = took(commands, *undo)
        took(commands, "resume_tenant", company.slug)
        longest[archive] = took(commands, *archive)

        def archive_again() -> None:
            took(commands, *archive)  # finishes what was begun, or says that it is done
            assert stands({"archived"})

        def bring_back() -> None:
            if stands({"suspended", "archived"}) == "archived":
                took(commands, *undo)
            assert stands({"suspended"})

        repeat(archive_again, {"suspended", "archived"}, *undo)
        bring_back()
        repeat(bring_back, {"suspended", "archived"}, *archive)
    assert amid >= KILLS / 2, f"nearly every run was over before it was killed, seed {seed}"
    Backup.objects.using(OWNER_ALIAS).filter(company=company.pk).delete()


def rows(company: Tenant) -> dict[str, str]:
    """Return a digest of each table but the log, to which the acts themselves are added."""
    return {k: v for k, v in digest(company, OWNER_ALIAS).items() if k != "security_events"}
