"""A worker that is killed 20 times in the middle of its work: no job is lost or half done."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import message_from_string
from pathlib import Path

import pytest

from accounts.mail import post
from jobs.models import Job
from tenants.context import tenant_context
from tenants.models import Tenant
from tests import due
from tests.jobs import tasks
from tests.jobs.conftest import on_server
from tests.serving import ROOT, environment
from tests.waiting import wait_until
from timetracking.models import Location

KILLS, MAILS, WRITES = 20, 120, 60
THREADS = 3


@pytest.fixture
def forks(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    changes = {
        "EMAIL_URL": f"filemail://{tmp_path}/mail",
        "DJANGO_SETTINGS_MODULE": "tests.faults.worker_settings",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.workers"],
        cwd=ROOT,
        env={**environment(), **changes},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def tell(forks: "subprocess.Popen[str]", line: str) -> int:
    assert forks.stdin
    forks.stdin.write(f"{line}\n")
    forks.stdin.flush()
    return answer(forks)


def answer(forks: "subprocess.Popen[str]") -> int:
    assert forks.stdout
    return int(forks.stdout.readline())


@pytest.fixture
def busy(fresh_company: Callable[..., Tenant]) -> Iterator[list[Tenant]]:
    """Return three companies with mails to be sent and rows to be written."""
    due.disconnect()
    on_server("DELETE FROM public.tenants_wakeup")
    companies = [fresh_company(f"Company {number}") for number in range(3)]
    for company in companies:
        with tenant_context(company):
            for number in range(MAILS):
                post(f"{company.slug} {number}", "Hello", to="ada@example.com")
                if number < WRITES:
                    tasks.add_location.enqueue(f"Made {number}")
    yield companies
    due.connect()


def test_killed_at_random_everything_is_done_and_what_is_written_once(
    busy: list[Tenant], forks: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    seed = random.randrange(10**6)
    assert kill_again_and_again(forks, random.Random(seed)) >= KILLS / 2, "too often all was done"
    tell(forks, "once")
    assert answer(forks) == 0

    ids = sent(tmp_path / "mail")
    assert len(ids) == 3 * MAILS, f"seed {seed}"
    assert {len(set(those)) for those in ids.values()} == {1}, "sent again with the same id"
    assert sum(map(len, ids.values())) - len(ids) <= KILLS * THREADS
    for company in busy:
        with tenant_context(company):
            assert not Job.objects.unfinished().exists()
            made = Counter(Location.objects.values_list("name", flat=True))
            assert {made[f"Made {number}"] for number in range(WRITES)} == {1}, f"seed {seed}"
    assert on_server("SELECT slug FROM public.tenants_wakeup WHERE slug <> ''") == []


def kill_again_and_again(forks: "subprocess.Popen[str]", chance: random.Random) -> int:
    """Kill workers once they have begun; return how many had something left to do."""
    amid = 0
    for _ in range(KILLS):
        before = left()
        pid = tell(forks, "run")
        with suppress(AssertionError):
            wait_until(lambda: left() != before, 5)  # noqa: B023 - at once
        time.sleep(chance.uniform(0, 0.06))
        os.kill(pid, signal.SIGKILL)
        answer(forks)
        amid += left() > 0
        # As if the lease of what it had claimed had ended.
        on_server("UPDATE public.tenants_wakeup SET due_at = now()")
    return amid


def sent(folder: Path) -> dict[str, list[str]]:
    """Return the ids of the mails that were sent, by subject. A kill may have cut a file's last."""
    ids: dict[str, list[str]] = defaultdict(list)
    for file in folder.glob("*"):
        for text in file.read_text().split("-" * 79)[:-1]:
            mail = message_from_string(text.strip())
            ids[mail["Subject"]].append(mail["Message-ID"])
    return ids


def left() -> int:
    """Count the jobs that are unfinished, in all companies."""
    slugs = [slug for (slug,) in on_server("SELECT slug FROM public.tenants_tenant")]
    counts = " UNION ALL ".join(
        f"SELECT count(*) FROM tenant_{slug}.jobs WHERE state = 'ready'" for slug in slugs
    )
    return sum(count for (count,) in on_server(counts))
