from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from timetracking.models.employee import Employee
from timetracking.models.kiosk import Kiosk
from timetracking.models.work_log import Source, WorkLog


class Action(models.TextChoices):
    """The actions of a punch; none of them toggles."""

    IN = "in", _("in")
    OUT = "out", _("out")
    BREAK = "break", _("break")
    BACK = "back", _("back from the break")


class PunchQuerySet(models.QuerySet["Punch"]):
    """Queries on punches."""

    def for_form(self, employee: Employee, key: UUID) -> Self:
        """Keep the punch that one person made with one form, if there is one."""
        return self.filter(employee=employee, key=key)

    def late_and_refused(self) -> Self:
        """Keep the punches that a kiosk took offline and that were refused."""
        return self.filter(device_at__isnull=False).exclude(refusal="")

    def to_settle(self) -> Self:
        """Keep the late and refused punches that no manager has settled."""
        return self.late_and_refused().filter(settled_at__isnull=True)

    def repeated(self, action: str, device_at: datetime) -> Self:
        """Keep the punches with this action that the kiosk's clock puts in the same minute."""
        minute = device_at.replace(second=0, microsecond=0)
        return self.filter(
            action=action, device_at__gte=minute, device_at__lt=minute + timedelta(minutes=1)
        )


class Punch(models.Model):
    """The result of a form, so that sending it again gets the same result."""

    # The index of the unique constraint begins with this column, so it needs no other.
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="punches", db_index=False
    )
    key = models.UUIDField(_("idempotency key"))
    action = models.CharField(_("action"), max_length=5, choices=Action)
    work_log = models.ForeignKey(
        WorkLog, on_delete=models.SET_NULL, null=True, related_name="punches"
    )
    # The log's version after the punch: it can be undone only while that is still the version.
    log_version = models.PositiveIntegerField(null=True, editable=False)
    refusal = models.TextField(_("refusal"), blank=True, default="")
    undone_at = models.DateTimeField(null=True, editable=False)
    source = models.CharField(
        _("source"), max_length=7, choices=Source, default=Source.WEB, db_default=Source.WEB
    )
    kiosk = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, null=True, related_name="punches", db_index=False
    )
    # The time of an offline tap by the kiosk's clock; `created_at` is when it was received.
    device_at = models.DateTimeField(null=True, editable=False)
    # When a manager settled an offline punch that was refused, and who.
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
