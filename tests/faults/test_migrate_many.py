"""migrate_tenants over a hundred companies: poisoned and interrupted."""

import re
import signal

import pytest

from tenants.models import Tenant
from tests.catalog import catalog_of
from tests.faults.rollouts import NOW, last_line, only, owner, run, started, tagged
from tests.waiting import PATIENCE, wait_until

MANY = 100


def test_three_poisoned_companies_of_a_hundred(many: list[Tenant]) -> None:
    poisoned = [many[1], many[50], many[99]]
    for company in poisoned:
        owner(f"ALTER TABLE {company.schema_name}.work_logs ADD COLUMN tag int")
    code, said = run()
    assert code == 1
    assert last_line(said) == f"{MANY + 2 - 3} migrated, 0 up to date, 3 failed."
    assert "Failed: many_001, many_050, many_099." in said
    for company in poisoned:
        reason = rf'{company.slug}: failed, unchanged: column "tag" of relation .* already exists'
        assert re.search(reason, said)
        assert catalog_of(company.schema_name)["migrations"][-1] == ("timetracking", NOW)
    assert len(tagged()) == MANY + 2

    for company in poisoned:
        owner(f"ALTER TABLE {company.schema_name}.work_logs DROP COLUMN tag")
    code, said = run()
    assert code == 0
    assert last_line(said) == f"3 migrated, {MANY + 2 - 3} up to date, 0 failed."
    touched = [line.split(":")[0] for line in said.splitlines() if "9999_tag" in line]
    assert touched == [company.slug for company in poisoned]


@pytest.mark.parametrize("jobs", ["1", "4"])
def test_an_interrupt_leaves_each_company_done_or_as_it_was(jobs: str, many: list[Tenant]) -> None:
    with started("--jobs", jobs) as process:
        wait_until(lambda: len(tagged()) > 10)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "Stopped. " in said
    assert "not started. Run migrate_tenants again." in said
    assert "Traceback" not in said
    assert 10 < len(tagged()) < MANY
    first = many[:30]
    done = len(tagged() & {company.schema_name for company in first})
    code, said = run(*only(first))
    assert code == 0
    assert last_line(said) == f"{len(first) - done} migrated, {done} up to date, 0 failed."
