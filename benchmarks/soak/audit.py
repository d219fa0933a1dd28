"""The end of a run: what was promised, compared with what stands in the tables."""

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
    """What is wrong with the tables: each count should be zero, but for `known_late`."""

    lost: int = 0  # acknowledged, and not there or not as acknowledged
    torn: int = 0  # there in part: a punch without its note, a note without its punch
    twice: int = 0  # there more than once
    unsent: int = 0  # there, and nobody sent it, or not all of it
    foreign: int = 0  # another company's canary in a row
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    known_late: int = 0  # of unknown outcome, and there
    examples: list[str] = field(default_factory=list)

    def add(self, kind: str, what: str) -> None:
        """Count something wrong, and remember the first few."""
        setattr(self, kind, getattr(self, kind) + 1)
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"{kind}: {what}")

    @property
    def clean(self) -> bool:
        """Whether every count is zero."""
        return not (self.lost or self.torn or self.twice or self.unsent or self.foreign)


def audit(companies: Iterable[Company], ledger: Iterable[Entry]) -> Findings:
    """Read every row of every company, inside the company, and compare."""
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
    """One company's part of the ledger next to its tables."""

    def __init__(self, slug: str, entries: Mapping[UUID, Entry], findings: Findings) -> None:
        self.slug, self.entries, self.findings = slug, entries, findings
        self.punches: dict[UUID, Punch] = {}
        self.logs = {log.pk: log for log in WorkLog.objects.all()}

    def compare(self) -> None:
        """Go through both."""
        for punch in Punch.objects.all():
            if punch.key in self.punches:
                self._wrong("twice", f"two punches of the form {punch.key}")
            self.punches[punch.key] = punch
            if punch.key not in self.entries:
                self._wrong("unsent", f"a punch of an unknown form {punch.key}")
        for entry in self.entries.values():
            self._compare(entry)
        self._look_through_logs()

    def _wrong(self, kind: str, what: str) -> None:
        self.findings.add(kind, f"{self.slug}: {what}")

    def _compare(self, entry: Entry) -> None:
        self.findings.outcomes[entry.outcome] += 1
        punch = self.punches.get(entry.key)
        if punch is None:
            if entry.outcome in {Outcome.DONE, Outcome.REFUSED}:
                self._wrong("lost", f"{entry}")
            return
        if entry.outcome is Outcome.UNSENT:
            self._wrong("unsent", f"a form that was broken off amid the request: {entry}")
        self.findings.known_late += entry.outcome is Outcome.UNKNOWN
        if not self._as_sent(entry, punch):
            self._wrong("lost", f"not as it was acknowledged: {entry}")

    def _as_sent(self, entry: Entry, punch: Punch) -> bool:
        if (punch.employee_id, punch.action) != (entry.employee_id, entry.action):
            return False
        return {
            Outcome.DONE: punch.work_log_id is not None,
            Outcome.REFUSED: punch.work_log_id is None,
        }.get(entry.outcome, True)

    def _look_through_logs(self) -> None:
        """Match notes with punches both ways: what one has, the other must have, once."""
        noted = Counter[tuple[int, UUID]]()
        for log in self.logs.values():
            noted.update((log.pk, UUID(mark)) for mark in _MARK.findall(log.notes))
            punches_wanted = 1 if log.check_out is None else 2
            if len(_MARK.findall(log.notes)) != punches_wanted:
                self._wrong("torn", f"log {log.pk} should carry {punches_wanted} notes")
        punched = Counter(
            (punch.work_log_id, key) for key, punch in self.punches.items() if punch.work_log_id
        )
        for (log_id, key), times in (noted - punched).items():
            kind = "twice" if times > 1 or (log_id, key) in punched else "torn"
            self._wrong(kind, f"log {log_id} has a note of the form {key} without a punch")
        for log_id, key in punched - noted:
            self._wrong("torn", f"log {log_id} lacks the note of its punch {key}")
        keys = Counter(key for _, key in noted)
        for key, times in keys.items():
            if times > 1:
                self._wrong("twice", f"the form {key} is noted in {times} logs")


def _look_for_canaries(company: Company, findings: Findings) -> None:
    """Read every column of every table that the company has."""
    own = company.canary.encode()
    for model in _tenant_models():
        for row in model._base_manager.values_list():
            text = repr(row).encode()
            for found in foreign_canaries(text, own):
                findings.add("foreign", f"{found!r} in {company.slug}.{model._meta.db_table}")


def _tenant_models() -> Iterable[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in tenant_labels()]
