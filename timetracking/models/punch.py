from typing import Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from timetracking.models.employee import Employee
from timetracking.models.work_log import WorkLog


class Action(models.TextChoices):
    """What a punch means; there is no toggle."""

    IN = "in", _("in")
    OUT = "out", _("out")


class PunchQuerySet(models.QuerySet["Punch"]):
    """The words that questions about punches are asked in."""

    def of_form(self, employee: Employee, key: UUID) -> Self:
        """Keep what was answered to one form of one person, if it came before."""
        return self.filter(employee=employee, key=key)


class Punch(models.Model):
    """What was answered to a form, so that sending it again gets the same answer."""

    # The unique constraint begins with the employee: an index of its own would be a second one.
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="punches", db_index=False
    )
    key = models.UUIDField(_("idempotency key"))
    action = models.CharField(_("action"), max_length=3, choices=Action)
    work_log = models.ForeignKey(
        WorkLog, on_delete=models.PROTECT, null=True, related_name="punches"
    )
    refusal = models.TextField(_("refusal"), blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PunchQuerySet.as_manager()

    class Meta:
        db_table = "punches"
        verbose_name = _("punch")
        verbose_name_plural = _("punches")
        constraints = [
            models.UniqueConstraint(fields=["employee", "key"], name="punches_key_unique"),
            models.CheckConstraint(
                condition=models.Q(action__in=["in", "out"]), name="punches_action"
            ),
            models.CheckConstraint(
                condition=models.Q(work_log__isnull=True) & ~models.Q(refusal="")
                | models.Q(work_log__isnull=False, refusal=""),
                name="punches_log_or_refusal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.action} {self.key}"
