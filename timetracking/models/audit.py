import hashlib
import json
from datetime import UTC
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from timetracking.models.employee import Employee
from timetracking.models.work_log import WorkLog


class Act(models.TextChoices):
    """What was done to the subject."""

    CREATED = "created", _("created")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")


class AuditQuerySet(models.QuerySet["AuditLine"]):
    """Queries on the audit trail."""

    def for_subject(self, subject: str, *pks: int) -> Self:
        """Keep the history of rows, which may have been removed, oldest first."""
        return self.filter(subject=subject, subject_id__in=pks).order_by("number")

    def for_log(self, log: WorkLog) -> Self:
        """Keep the history of one shift and its breaks, oldest first."""
        return self.for_subject("worklog", log.pk)


class AuditLine(models.Model):
    """One recorded change: who made it, when, from where, why, and the row before and after it.

    Lines are numbered without gaps, and each holds the hash of the previous one, so a line that was
    changed, removed or inserted is detected. The company's database role may only read and insert.
    """

    # Read by the engine, which revokes UPDATE and DELETE on the table from the company's role.
    append_only = True

    number = models.BigIntegerField(editable=False)
    at = models.DateTimeField(editable=False)
    # None for a program.
    actor = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    origin = models.CharField(max_length=40, editable=False)
    address = models.CharField(max_length=45, blank=True, default="", editable=False)
    subject = models.CharField(max_length=100, editable=False)
    subject_id = models.BigIntegerField(editable=False)
    # The person whose hours or entry was changed, None for the company's own rows.
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    act = models.CharField(max_length=7, choices=Act, editable=False)
    before = models.JSONField(null=True, editable=False)
    after = models.JSONField(null=True, editable=False)
    reason = models.TextField(blank=True, default="", editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    hash = models.CharField(max_length=64, editable=False)

    objects = AuditQuerySet.as_manager()

    class Meta:
        db_table = "audit_lines"
        verbose_name = _("line of the audit trail")
        verbose_name_plural = _("audit trail")
        constraints = [
            models.UniqueConstraint(fields=["number"], name="audit_lines_number_unique"),
        ]
        indexes = [models.Index(fields=["subject", "subject_id"], name="audit_lines_subject")]

    def __str__(self) -> str:
        return f"{self.number}: {self.subject} {self.subject_id} {self.act}"

    def computed_hash(self) -> str:
        """Return the SHA-256 of the whole line, including the hash of the previous line."""
        content = {
            "number": self.number,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": self.actor_id,
            "origin": self.origin,
            "address": self.address,
            "subject": self.subject,
            "subject_id": self.subject_id,
            "employee": self.employee_id,
            "act": self.act,
            "before": self.before,
            "after": self.after,
            "reason": self.reason,
            "previous": self.previous_hash,
        }
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


class AuditChain(models.Model):
    """The end of the company's audit trail, in a single row.

    It is locked to add a line, after all other locks.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.BigIntegerField(default=0, editable=False)
    hash = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        db_table = "audit_chain"
        verbose_name = _("end of the audit trail")
        verbose_name_plural = _("ends of the audit trail")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_chain_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.hash}"
