"""The end of a run: the ledger is compared with the tables."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.apps import apps
from django.db import models

from benchmarks.soak.canaries import foreign_canaries
from benchmarks.soak.companies import Company
from benchmarks.soak.ledger import Entry, Outcome
from tenants.context import tenant_context
from tenants.routers import tenant_labels
from timetracking.models import WorkLog
from timetracking.models.punch import Punch

_MARK = re.compile(r"entry-([0-9a-f]{32})")
EXAMPLES = 10


@dataclass
class Findings:
    """Errors in the tables: each count should be zero, except `known_late`."""

    lost: int = 0  # acknowledged, but missing or different
    torn: int = 0  # partly written: a punch without its note, or a note without its punch
    twice: int = 0  # written more than once
    unsent: int = 0  # written, but not sent, or not completely
    foreign: int = 0  # another company's canary in a row
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    known_late: int = 0  # of unknown outcome, and written
    examples: list[str] = field(default_factory=list)

    def add(self, kind: str, description: str) -> None:
        """Count an error, and store the first few as examples."""
        setattr(self, kind, getattr(self, kind) + 1)
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"{kind}: {description}")

    @property
    def clean(self) -> bool:
        """Whether there are no errors."""
        return not (self.lost or self.torn or self.twice or self.unsent or self.foreign)


def audit(companies: Iterable[Company], ledger: Iterable[Entry]) -> Findings:
    """Compare every row of every company with the ledger."""
    findings = Findings()
    by_company: dict[str, dict[UUID, Entry]] = {}
    for entry in ledger:
        by_company.setdefault(entry.slug, {})[entry.key] = entry
    for company in companies:
        with tenant_context(company.tenant):
            _Books(company.slug, by_company.get(company.slug, {}), findings).compare()
            _look_for_canaries(company, findings)
    return findings


class _Books:
    """One company's part of the ledger and its tables."""

    def __init__(self, slug: str, entries: Mapping[UUID, Entry], findings: Findings) -> None:
        self.slug, self.entries, self.findings = slug, entries, findings
        self.punches: dict[UUID, Punch] = {}
        self.logs = {log.pk: log for log in WorkLog.objects.all()}

    def compare(self) -> None:
        """Compare both."""
        for punch in Punch.objects.all():
            if punch.key in self.punches:
                self._add("twice", f"two punches of the form {punch.key}")
            self.punches[punch.key] = punch
            if punch.key not in self.entries:
                self._add("unsent", f"a punch of an unknown form {punch.key}")
        for entry in self.entries.values():
            self._compare(entry)
        self._compare_notes()

    def _add(self, kind: str, description: str) -> None:
        self.findings.add(kind, f"{self.slug}: {description}")

    def _compare(self, entry: Entry) -> None:
        self.findings.outcomes[entry.outcome] += 1
        punch = self.punches.get(entry.key)
        if punch is None:
            if entry.outcome in {Outcome.DONE, Outcome.REFUSED}:
                self._add("lost", f"{entry}")
            return
        if entry.outcome is Outcome.UNSENT:
            self._add("unsent", f"a form that was not sent completely: {entry}")
        self.findings.known_late += entry.outcome is Outcome.UNKNOWN
        if not self._is_as_acknowledged(entry, punch):
            self._add("lost", f"different from the acknowledgement: {entry}")

    def _is_as_acknowledged(self, entry: Entry, punch: Punch) -> bool:
        if (punch.employee_id, punch.action) != (entry.employee_id, entry.action):
            return False
        return {
            Outcome.DONE: punch.work_log_id is not None,
            Outcome.REFUSED: punch.work_log_id is None,
        }.get(entry.outcome, True)

    def _compare_notes(self) -> None:
        """Match notes with punches in both directions: each must have the other, once."""
        noted = Counter[tuple[int, UUID]]()
        for log in self.logs.values():
            noted.update((log.pk, UUID(mark)) for mark in _MARK.findall(log.notes))
            expected = 1 if log.check_out is None else 2
            if len(_MARK.findall(log.notes)) != expected:
                self._add("torn", f"log {log.pk} should have {expected} notes")
        punched = Counter(
            (punch.work_log_id, key) for key, punch in self.punches.items() if punch.work_log_id
        )
        for (log_id, key), times in (noted - punched).items():
            kind = "twice" if times > 1 or (log_id, key) in punched else "torn"
            self._add(kind, f"log {log_id} has a note of the form {key} without a punch")
        for log_id, key in punched - noted:
            self._add("torn", f"log {log_id} lacks the note of its punch {key}")
        keys = Counter(key for _, key in noted)
        for key, times in keys.items():
            if times > 1:
                self._add("twice", f"the form {key} is noted in {times} logs")


def _look_for_canaries(company: Company, findings: Findings) -> None:
    """Search every column of every table of the company."""
    own = company.canary.encode()
    for model in _tenant_models():
        for row in model._base_manager.values_list():
            text = repr(row).encode()
            for canary in foreign_canaries(text, own):
                findings.add("foreign", f"{canary!r} in {company.slug}.{model._meta.db_table}")


def _tenant_models() -> Iterable[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in tenant_labels()]
