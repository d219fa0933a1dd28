"""What a `make soak` is judged by: each kind of loss is found."""

from array import array
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from benchmarks.soak.audit import Findings, audit
from benchmarks.soak.canaries import foreign_canaries, new_canary
from benchmarks.soak.companies import Company
from benchmarks.soak.faults import unexplained
from benchmarks.soak.ledger import Entry, Outcome
from benchmarks.soak.report import percentile
from benchmarks.soak.tally import Trouble
from tenants.context import tenant_context
from tenants.models import Tenant
from timetracking.base.authors import Author
from timetracking.clocking import punches as clocking
from timetracking.clocking.taps import Tap
from timetracking.models import Employee, WorkLog
from timetracking.models.punch import Punch
from timetracking.shifts.errors import PunchRefused

MakeCompany = Callable[..., Tenant]


OWN, FOREIGN = b"canary-0123456789abcdef", b"canary-fedcba9876543210"


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
