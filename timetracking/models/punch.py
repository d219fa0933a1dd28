from typing import Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from timetracking.models.employee import Employee
from timetracking.models.kiosk import Kiosk
from timetracking.models.work_log import Source, WorkLog


class Action(models.TextChoices):
    """What a punch means; there is no toggle."""

    IN = "in", _("in")
    OUT = "out", _("out")
    BREAK = "break", _("break")
    BACK = "back", _("back from the break")


class PunchQuerySet(models.QuerySet["Punch"]):
    """The words that questions about punches are asked in."""

    def for_form(self, employee: Employee, key: UUID) -> Self:
        """Keep what was answered to one form of one person, if it came before."""
        return self.filter(employee=employee, key=key)

    def late_and_refused(self) -> Self:
        """Keep those that a kiosk took while it was offline, and that were refused."""
        return self.filter(device_at__isnull=False).exclude(refusal="")

    def to_settle(self) -> Self:
        """Keep those of them that no manager has dealt with."""
        return self.late_and_refused().filter(settled_at__isnull=True)


class Punch(models.Model):
    """What was answered to a form, so that sending it again gets the same answer."""

    # The unique constraint begins with the employee: an index of its own would be a second one.
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="punches", db_index=False
    )
    key = models.UUIDField(_("idempotency key"))
    action = models.CharField(_("action"), max_length=5, choices=Action)
    work_log = models.ForeignKey(
        WorkLog, on_delete=models.SET_NULL, null=True, related_name="punches"
    )
    # The log's version after the punch: only what nobody has changed since can be undone.
    log_version = models.PositiveIntegerField(null=True, editable=False)
    refusal = models.TextField(_("refusal"), blank=True, default="")
    undone_at = models.DateTimeField(null=True, editable=False)
    source = models.CharField(
        _("source"), max_length=7, choices=Source, default=Source.WEB, db_default=Source.WEB
    )
    kiosk = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, null=True, related_name="punches", db_index=False
    )
    # When the tap was, by the kiosk's own clock, if it was offline then; `created_at` is receipt.
    device_at = models.DateTimeField(null=True, editable=False)
    # When a manager dealt with an offline punch that was refused, who, and what they noted.
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PunchQuerySet.as_manager()

    class Meta:
        db_table = "punches"
        verbose_name = _("punch")
        verbose_name_plural = _("punches")
        constraints = [
            models.UniqueConstraint(fields=["employee", "key"], name="punches_key_unique"),
            models.CheckConstraint(
                condition=models.Q(action__in=["in", "out", "break", "back"]),
                name="punches_action",
            ),
            models.CheckConstraint(
                condition=models.Q(work_log__isnull=True) | models.Q(refusal=""),
                name="punches_log_or_refusal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.action} {self.key}"
