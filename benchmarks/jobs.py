"""What jobs cost: python -m benchmarks.jobs, about three minutes, on a database of its own.

An idle worker's question is measured with 10,000 companies in the registry, of which each has
something due later; then 100 companies queue 1,000 mails at once, while a visitor of another
company loads its sign-in page.
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from threading import Event, Thread
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tenants.models import Tenant
    from tests.serving import Server

IDLE, COMPANIES, MAILS = 10_000, 100, 1_000
POLLS = 300


def main() -> None:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["HTTPS"] = "off"
    django.setup()
    # Not earlier: they need Django's models.
    from benchmarks.soak.database import company_slug, own_database
    from config.local import embedded
    from tenants.context import public_context
    from tenants.lifecycle import provision_tenant

    with public_context(), own_database() as prefix:
        _say("a worker's question, nobody has anything to do", _polls())
        with _idle_companies():
            _say(f"the same, {IDLE:,} companies have something due later", _polls())
        made = [
            provision_tenant(slug=company_slug(prefix, number), name=f"Company {number}")
            for number in range(COMPANIES + 1)
        ]
        _mails(made[0], made[1:])
    embedded.release()


def _say(what: str, milliseconds: list[float]) -> None:
    p95 = quantiles(milliseconds, n=20)[-1]
    print(f"{what}: p50 {median(milliseconds):.2f} ms, p95 {p95:.2f} ms")  # noqa: T201


def _polls() -> list[float]:
    from tenants import wakeups

    def poll() -> float:
        began = time.perf_counter()
        assert wakeups.claim(4, lease=timedelta(seconds=30)) == []  # noqa: S101
        return (time.perf_counter() - began) * 1000

    poll()
    return [poll() for _ in range(POLLS)]


@contextmanager
def _idle_companies() -> Iterator[None]:
    """Fill the registry and the wake-ups; a poll reads nothing in the companies' schemas."""
    from django.utils import timezone

    from tenants.models import Tenant, WakeUp
    from tenants.postgresql.switch import OWNER_ALIAS

    now = timezone.now()
    slugs = [f"idle{number}" for number in range(IDLE)]
    later = now + timedelta(hours=3)
    registry, due = Tenant.objects.using(OWNER_ALIAS), WakeUp.objects.using(OWNER_ALIAS)
    registry.bulk_create([Tenant(slug=slug, name=slug, subdomain=slug) for slug in slugs])
    due.bulk_create([WakeUp(slug=slug, due_at=later, made_at=now) for slug in slugs])
    yield
    due.all().delete()
    registry.all().delete()


def _mails(visited: "Tenant", companies: "list[Tenant]") -> None:
    """Queue the mails, send them by a worker, and compare a visitor's times with and without."""
    from accounts.mail import post
    from tenants.context import tenant_context
    from tests.serving import Server

    with Server() as server:
        _say("another company's page, no mails", _visits(server, visited, seconds=10))
        began = time.perf_counter()
        for company in companies:
            for number in range(MAILS // COMPANIES):
                with tenant_context(company):
                    post(f"{company.slug} {number}", "Hello", to="ada@example.com")
        each = (time.perf_counter() - began) / MAILS
        print(f"queueing a mail, with its transaction: {each * 1000:.2f} ms")  # noqa: T201
        done, times = Event(), list[float]()
        visitor = Thread(target=lambda: times.extend(_visits(server, visited, until=done)))
        visitor.start()
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "manage.py", "run_worker", "--once"],
            env=server.environment,
            check=True,
        )
        seconds = time.perf_counter() - began
        done.set()
        visitor.join()
        _say("another company's page, amid the mails", times)
        sent = _sent(Path(server.folder.name, "mail"))
    print(  # noqa: T201
        f"{MAILS:,} mails of {COMPANIES} companies by one worker of 4 threads: {seconds:.1f} s with"
        f" its start; {len(sent)} sent, {sum(sent.values()) - len(sent)} of them twice"
    )


def _visits(
    server: "Server", tenant: "Tenant", *, seconds: float = 300, until: Event | None = None
) -> list[float]:
    """Load the sign-in page again and again; return the milliseconds that each took."""
    import httpx

    times, end = [], time.perf_counter() + seconds
    headers = {"Host": f"{tenant.host}:{server.port}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", headers=headers) as client:
        while time.perf_counter() < end and not (until and until.is_set()):
            began = time.perf_counter()
            client.get("/login/").raise_for_status()
            times.append((time.perf_counter() - began) * 1000)
            time.sleep(0.05)
    return times


def _sent(folder: Path) -> Counter[str]:
    """Count the mails in the folder's files by their id."""
    text = "".join(file.read_text() for file in folder.glob("*"))
    return Counter(re.findall(r"^Message-ID: (\S+)$", text, re.MULTILINE))


if __name__ == "__main__":
    main()
