from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from timetracking.models.employee import Employee
from timetracking.models.work_log import WorkLog

# The maximum length of a reason, an answer or the text of a dispute.
REASON_LENGTH = 500


class CorrectionKind(models.TextChoices):
    """The kinds of correction."""

    CHANGE = "change", _("change of a shift")
    MISSING = "missing", _("missing shift")
    EDIT = "edit", _("edit by a manager")


class CorrectionStatus(models.TextChoices):
    """The status of a correction."""

    PENDING = "pending", _("waiting for a manager")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MADE = "made", _("new, please check")


class Reply(models.TextChoices):
    """The employee's reply to a manager's edit."""

    NONE = "", _("no answer yet")
    ACCEPTED = "accepted", _("accepted")
    DISPUTED = "disputed", _("disputed")


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Queries on corrections."""

    def pending(self) -> Self:
        """Keep the requests that nobody has decided yet."""
        return self.filter(status=CorrectionStatus.PENDING)

    def disputed(self) -> Self:
        """Keep the edits that the employee disputes and nobody has settled yet."""
        return self.filter(reply=Reply.DISPUTED, decided_at__isnull=True)

    def for_employee(self, employee: Employee) -> Self:
        """Keep the corrections of one person's hours."""
        return self.filter(employee=employee)

    def led_by(self, actor: Employee) -> Self:
        """Keep the corrections that `actor` may decide or settle: never of their own hours."""
        return self.filter(employee__in=Employee.objects.led_by(actor))


class Correction(models.Model):
    """A change of someone's hours: requested by them and decided by another, or made for them.

    `before` and `after` are snapshots of the shift, as in the audit trail. `base_version` is the
    version of the shift that `before` shows.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="corrections")
    work_log = models.ForeignKey(
        WorkLog, on_delete=models.SET_NULL, null=True, related_name="corrections"
    )
    kind = models.CharField(max_length=7, choices=CorrectionKind)
    status = models.CharField(max_length=9, choices=CorrectionStatus)
    asked_by = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.TextField(_("reason"))
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    base_version = models.PositiveIntegerField(null=True)
    decided_by = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer"), blank=True, default="")
    reply = models.CharField(max_length=8, choices=Reply, blank=True, default="")
    reply_reason = models.TextField(blank=True, default="")
    replied_at = models.DateTimeField(null=True)
    # The agreement was given, or the request made, after somebody else had changed the person's
    # address: see `base.doubts`.
    reply_in_doubt = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        db_table = "corrections"
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["change", "missing", "edit"]), name="corrections_kind"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "accepted", "refused", "withdrawn", "made"]),
                name="corrections_status",
            ),
            # Nobody decides on their own hours.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("employee")),
                name="corrections_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["work_log"], condition=Q(status="pending"), name="corrections_one_pending"
            ),
        ]
        indexes = [
            # Counted on every page that a manager opens.
            models.Index(
                fields=["employee"],
                condition=Q(reply="disputed", decided_at__isnull=True),
                name="corrections_disputed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.kind}, {self.status}"
