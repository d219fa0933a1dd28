"""A short `make soak`: nothing foreign, nothing lost; and what is planted in it is found."""

import os
import re
import signal
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psutil
import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from benchmarks.soak import database
from benchmarks.soak.audit import Findings, audit
from benchmarks.soak.canaries import foreign_canaries, new_canary
from benchmarks.soak.companies import Company
from benchmarks.soak.faults import unexplained
from benchmarks.soak.ledger import Entry, Outcome
from benchmarks.soak.report import percentile
from benchmarks.soak.tally import Trouble
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.serving import ROOT, database_url
from tests.waiting import PATIENCE, wait_until
from timetracking.base.authors import Author
from timetracking.clocking import punches as clocking
from timetracking.clocking.taps import Tap
from timetracking.models import Employee, WorkLog
from timetracking.models.punch import Punch
from timetracking.shifts.errors import PunchRefused

MakeCompany = Callable[..., Tenant]
OWN, FOREIGN = b"canary-0123456789abcdef", b"canary-fedcba9876543210"


@contextmanager
def running(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a run beside the test database, where it makes one of its own; leave none behind."""
    run = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.soak", *arguments],
        cwd=ROOT,
        env={
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
            "DATABASE_URL": database_url("default"),
            "OWNER_DATABASE_URL": database_url("owner"),
            "ADMIN_DATABASE_URL": admin_database_url(),
            "SECRET_KEY": settings.SECRET_KEY,
            "DATA_DIR": str(settings.DATA_DIR),
            "BASE_DOMAIN": settings.BASE_DOMAIN,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield run
    finally:
        if run.poll() is None:  # a test has failed half-way: the next must find the way clear
            run.send_signal(signal.SIGINT)
            run.communicate(timeout=PATIENCE)


def children_of(run: "subprocess.Popen[str]", *, at_least: int) -> list[psutil.Process]:
    """Wait until a run has so many processes below it: "Serving" comes with the first worker."""
    found: list[psutil.Process] = []

    def there_are() -> bool:
        found[:] = psutil.Process(run.pid).children(recursive=True)
        return len(found) >= at_least

    wait_until(there_are)
    return found


def admin_database_url() -> str:
    """Write the address of the server's superuser, or nothing."""
    found = settings.ADMIN_DATABASE
    if found is None:
        return ""
    password = f":{quote(found['password'], safe='')}" if found.get("password") else ""
    host = quote(found.get("host", "localhost"), safe="")
    port = found.get("port", 5432)
    return f"postgres://{found['user']}{password}@:{port}/postgres?host={host}"


def figure(output: str, name: str) -> int:
    """Read one of the figures that a run prints."""
    found = re.search(rf"(?m)^{re.escape(name)} +([\d,]+)", output)
    assert found, output
    return int(found[1].replace(",", ""))


@pytest.mark.usefixtures("committed", "two_logins")
def test_a_short_run_leaks_nothing_and_loses_nothing() -> None:
    options = ("--requests=800", "--companies=6", "--kills=2", "--terminations=3", "--seed=7")
    with running(*options) as run:
        output, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, output
    assert output.endswith("PASSED\n")
    assert figure(output, "requests") == 800
    assert figure(output, "workers killed") == 2
    assert figure(output, "backends terminated") == 3
    assert figure(output, "cancelled") > 40
    assert figure(output, "foreign canaries in answers") == 0
    assert figure(output, "foreign canaries in rows") == 0
    assert figure(output, "acknowledged writes lost") == 0
    assert figure(output, "5xx not explained by a fault") == 0


@pytest.mark.usefixtures("committed", "two_logins")
def test_a_run_finds_what_is_planted_in_it() -> None:
    plants = ("--plant=foreign", "--plant=lost", "--plant=twice")
    options = ("--requests=200", "--companies=2", "--kills=0", "--terminations=0", *plants)
    with running(*options) as run:
        output, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1, output
    assert output.endswith("FAILED\n")
    assert figure(output, "foreign canaries in answers") > 0
    assert figure(output, "foreign canaries in rows") > 0
    assert figure(output, "acknowledged writes lost") == 1
    assert figure(output, "written twice") > 0


@pytest.mark.usefixtures("committed", "two_logins")
def test_a_run_that_is_interrupted_leaves_nothing() -> None:
    with running("--requests=1000000", "--companies=2", "--staff=4", "--kills=0") as run:
        assert run.stdout is not None
        while "Serving" not in (line := run.stdout.readline()):
            assert line, "the run ended by itself"
        started = children_of(run, at_least=3)  # gunicorn and its workers
        run.send_signal(signal.SIGINT)
        output, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130, output
    assert not any(process.is_running() for process in started)
    assert left_on_the_server() == ([], [])


def left_on_the_server() -> tuple[list[str], list[str]]:
    """List the databases and roles of soak runs beside the test database."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test%soak'")
        databases = [name for (name,) in cursor.fetchall()]
        slug = database.company_slug(database.slug_prefix(database.database_name()), 0)
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = %s", [f"tenant_{slug}"])
        return databases, [name for (name,) in cursor.fetchall()]


@pytest.mark.usefixtures("committed")
def test_no_other_database_is_touched() -> None:
    with pytest.raises(database.SoakError, match="not one of a soak run"):
        database.drop_companies()


# --- What the run is judged by --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (b"nothing", []),
        (b"<h1>" + OWN + b"</h1>" + OWN, []),
        (b"<h1>" + OWN + b"</h1>" + FOREIGN, [FOREIGN]),
        (FOREIGN, [FOREIGN]),
        (OWN + b" " + OWN[:12], []),
        (OWN + b" " + FOREIGN[:12], [FOREIGN[:12]]),
        (OWN[:12] + b" " + OWN, [OWN[:12]]),
    ],
)
def test_a_foreign_canary_is_found_even_cut_off(answer: bytes, found: list[bytes]) -> None:
    assert foreign_canaries(answer, OWN) == found


@dataclass
class Books:
    """A company whose ledger and tables agree: in, out, and one refusal."""

    company: Company
    employee: Employee
    entries: list[Entry]

    def punch(self, action: str, outcome: Outcome, minute: int) -> Entry:
        """Punch as a client would have it done, and write it down."""
        entry = Entry(self.company.slug, self.employee.pk, uuid4(), action, outcome)
        now = timezone.now() + timedelta(minutes=minute)
        notes = f"{self.company.canary} {entry.mark}"
        tap = Tap(entry.key, now, Author(self.employee))
        with suppress(PunchRefused):
            if action == "in":
                zone = ZoneInfo("UTC")
                clocking.clock_in(self.employee, tap, time_zone=zone, notes=notes)
            else:
                clocking.clock_out(self.employee, tap, notes=notes)
        self.entries.append(entry)
        return entry

    def audit(self) -> Findings:
        """Compare now."""
        return audit([self.company], self.entries)


@pytest.fixture
def books(fresh_company: MakeCompany) -> Books:
    company = Company(fresh_company(), new_canary())
    with tenant_context(company.tenant):
        employee = Employee.objects.create(name=f"Sam {company.canary}")
        books = Books(company, employee, [])
        books.punch("in", Outcome.DONE, 0)
        books.punch("in", Outcome.REFUSED, 1)
        books.punch("out", Outcome.DONE, 2)
    assert books.audit().clean
    return books


def counts(findings: Findings) -> dict[str, int]:
    kinds = ("lost", "torn", "twice", "unsent", "foreign")
    return {kind: getattr(findings, kind) for kind in kinds if getattr(findings, kind)}


def test_a_lost_punch_is_found(books: Books) -> None:
    with tenant_context(books.company.tenant):
        Punch.objects.filter(key=books.entries[1].key).delete()
    assert counts(books.audit()) == {"lost": 1}


def test_a_lost_shift_is_found(books: Books) -> None:
    with tenant_context(books.company.tenant):
        Punch.objects.filter(refusal="").delete()
        WorkLog.objects.all().delete()
    assert counts(books.audit()) == {"lost": 2}


def test_a_shift_that_is_there_twice_is_found(books: Books) -> None:
    with tenant_context(books.company.tenant):
        log = WorkLog.objects.get()
        log.pk, log.check_in = None, log.check_in - timedelta(days=2)
        log.check_out = log.check_in + timedelta(hours=1)
        log.save(force_insert=True)
    assert books.audit().twice > 0


def test_a_note_lost_from_its_shift_is_found(books: Books) -> None:
    with tenant_context(books.company.tenant):
        WorkLog.objects.update(notes=f"{books.company.canary} {books.entries[0].mark}")
    assert books.audit().torn > 0


def test_a_done_punch_recorded_as_refused_is_found(books: Books) -> None:
    with tenant_context(books.company.tenant):
        Punch.objects.filter(key=books.entries[2].key).update(work_log=None, refusal="no")
    assert books.audit().lost == 1


def test_a_punch_that_nobody_sent_is_found(books: Books) -> None:
    with tenant_context(books.company.tenant):
        books.punch("out", Outcome.REFUSED, 3)
    books.entries.pop()
    assert counts(books.audit()) == {"unsent": 1}


def test_a_punch_that_was_broken_off_amid_the_request_must_not_be_there(books: Books) -> None:
    books.entries[1].outcome = Outcome.UNSENT
    assert counts(books.audit()) == {"unsent": 1}
    books.entries[1].key = UUID(int=1)
    assert counts(books.audit()) == {"unsent": 1}  # now a row without an entry


def test_a_punch_of_unknown_outcome_may_be_there_or_not(books: Books) -> None:
    books.entries[1].outcome = Outcome.UNKNOWN
    missing = Entry(books.company.slug, books.employee.pk, uuid4(), "in", Outcome.UNKNOWN)
    books.entries.append(missing)
    findings = books.audit()
    assert findings.clean
    assert findings.known_late == 1


def test_another_company_s_word_in_any_row_is_found(books: Books) -> None:
    with tenant_context(books.company.tenant):
        Employee.objects.update(email="sam@canary-fedcba9876543210.example")
    assert counts(books.audit()) == {"foreign": 1}


def test_a_fault_explains_what_happened_at_its_time_and_no_more_than_it_can() -> None:
    early, hit, second, late = (
        Trouble("acme", began, began + 0.1, status=503) for began in (5.0, 9.95, 10.0, 12.0)
    )
    assert unexplained([early, hit, second, late], [10.0], each=1) == [early, second, late]
    assert unexplained([early, hit, second, late], [10.0], each=2) == [early, late]


def test_percentiles_are_values_that_were_measured() -> None:
    values = array("f", [4.0, 1.0, 3.0, 2.0])
    assert (percentile(values, 50), percentile(values, 95), percentile(array("f"), 50)) == (2, 4, 0)
