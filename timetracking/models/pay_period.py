from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from timetracking.models.employee import Employee


class WorkDayQuerySet(models.QuerySet["WorkDay"]):
    """Queries on days of work."""

    def ensure(self, days: Iterable[date]) -> None:
        """Make the rows of those days that have none, in one statement."""
        self.bulk_create([self.model(day=day) for day in sorted(days)], ignore_conflicts=True)


class WorkDay(models.Model):
    """A day on which shifts began, whether its hours may change, and whether anybody finished it.

    The shifts of the day refer to it together with `is_open`, and the database refuses those that
    refer to an open day that is not: `shifts.days` says which days are locked.
    """

    day = models.DateField(primary_key=True)
    is_open = models.BooleanField(default=True, db_default=True)
    is_finished = models.BooleanField(default=False, db_default=False)

    objects = WorkDayQuerySet.as_manager()

    class Meta:
        db_table = "work_days"
        constraints = [models.UniqueConstraint(fields=["day", "is_open"], name="work_days_open")]

    def __str__(self) -> str:
        return f"{self.day}: {'open' if self.is_open else 'locked'}"


class PayPeriodQuerySet(models.QuerySet["PayPeriod"]):
    """Queries on pay periods."""

    def locked(self) -> Self:
        """Keep the periods whose hours are locked."""
        return self.filter(is_locked=True)


class PayPeriod(models.Model):
    """A pay period that was locked at least once: the days from `first` to `last`.

    `changed_by` locked it, or reopened it for the reason.
    """

    first = models.DateField(_("first day"), unique=True)
    last = models.DateField(_("last day"))
    is_locked = models.BooleanField(_("locked"))
    changed_by = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()
    reason = models.TextField(_("reason"), blank=True, default="")

    objects = PayPeriodQuerySet.as_manager()

    class Meta:
        db_table = "pay_periods"
        verbose_name = _("pay period")
        verbose_name_plural = _("pay periods")
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="pay_periods_days")
        ]

    def __str__(self) -> str:
        return f"{self.first} - {self.last}"


class ApprovalState(models.TextChoices):
    """How far someone's hours of a period are."""

    OPEN = "open", _("open")
    COMPLETE = "complete", _("complete")
    APPROVED = "approved", _("approved")


class Approval(models.Model):
    """How far one person's hours of a pay period are, from `first` to `last`.

    Without a row they are open. `completed_by` said that they are complete, `approved_by` approved
    them; both stay when a change of hours has taken the state back at `taken_back_at`.
    """

    # The index of the unique constraint begins with this column, so it needs no other.
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="approvals", db_index=False
    )
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    state = models.CharField(
        _("state"), max_length=8, choices=ApprovalState, default=ApprovalState.OPEN
    )
    completed_by = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    completed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "approvals"
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(fields=["employee", "first"], name="approvals_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="approvals_days"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "complete", "approved"]), name="approvals_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.first}, {self.state}"
