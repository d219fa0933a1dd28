"""migrate_tenants over 40 companies, killed again and again."""

import random
import signal
import subprocess
import time

from tenants.history import history
from tenants.models import Tenant
from tests.catalog import catalog_of
from tests.faults.rollouts import NOW, only, run, started, tagged
from tests.waiting import PATIENCE, wait_until

MANY = 40
KILLS = 20


def test_killed_at_random_a_rerun_makes_all_schemas_equal(many: list[Tenant]) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    schemas = {company.schema_name for company in many}
    assert run(*only(many))[0] == 0
    amid = 0
    for number in range(KILLS):
        back = ["timetracking", NOW] if number % 2 == 0 else []
        before = tagged() & schemas
        left = len(before if back else schemas - before)
        share = chance.randrange(left) if left else 0
        jobs = ["--jobs", str(chance.choice([1, 2, 4]))]
        with started(*back, *only(many), *jobs) as process:
            wait_until(lambda: is_through(process, before, share))  # noqa: B023 - at once
            time.sleep(chance.uniform(0, 0.05))  # at any moment between two companies
            amid += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=PATIENCE)
    assert amid >= KILLS / 4, "nearly every run was over before it was killed"
    code, said = run(*only(many))
    assert code == 0, said[-2000:]
    first, *others = (catalog_of(company.schema_name) for company in many)
    assert first["migrations"][-1] == ("timetracking", "9999_tag")
    assert all(other == first for other in others), f"seed {seed}"
    at = Tenant.objects.filter(pk__in=[one.pk for one in many]).values_list("schema_version")
    assert {version for (version,) in at} == {f"{history().version} timetracking.9999_tag"}


def is_through(process: "subprocess.Popen[str]", before: set[str], share: int) -> bool:
    """Say whether a run has changed more than so many companies, or is over."""
    return process.poll() is not None or len(before ^ tagged()) > share
