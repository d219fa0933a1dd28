from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from timetracking.models.employee import Employee
from timetracking.models.location import Location


class PayLineQuerySet(models.QuerySet["PayLine"]):
    """Queries on stored pay lines."""

    def of_period(self, first: date) -> Self:
        """Keep the lines of the period that begins on a day, as they were stored."""
        return self.filter(first=first).order_by("pk")


class PayLine(models.Model):
    """One line of somebody's pay in a locked period, from `first` to `last`, as it was computed.

    `amount` is in the company's currency; `is_time` says that the minutes are worked time that no
    other line has. An adjustment has the locked period that it corrects, and why. Lines are stored
    when their period is locked, and never changed: reopening removes them.
    """

    # The indexes begin with these columns, so they need no other.
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="pay_lines", db_index=False
    )
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    name = models.CharField(max_length=40)
    code = models.CharField(_("kind"), max_length=60)
    minutes = models.IntegerField(_("minutes"))
    rate = models.DecimalField(_("rate"), max_digits=14, decimal_places=6, null=True)
    factor = models.DecimalField(_("factor"), max_digits=12, decimal_places=6)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=4)
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    wage_type = models.CharField(_("wage type"), max_length=20, blank=True, default="")
    is_time = models.BooleanField()
    explanation = models.JSONField()
    adjusts_first = models.DateField(null=True)
    adjusts_last = models.DateField(null=True)
    reason = models.TextField(_("reason"), blank=True, default="")

    objects = PayLineQuerySet.as_manager()

    class Meta:
        db_table = "pay_lines"
        verbose_name = _("pay line")
        verbose_name_plural = _("pay lines")
        indexes = [
            models.Index(fields=["first", "employee"], name="pay_lines_of_period"),
            # Few lines are adjustments, and each open period asks for those of a locked one.
            models.Index(
                fields=["adjusts_first"],
                condition=Q(adjusts_first__isnull=False),
                name="pay_lines_adjusting",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="pay_lines_days"),
            models.CheckConstraint(
                condition=Q(adjusts_first__isnull=True, adjusts_last__isnull=True)
                | Q(adjusts_first__isnull=False, adjusts_last__gte=F("adjusts_first")),
                name="pay_lines_adjusts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.first}, {self.code}, {self.amount}"


class PayDay(models.Model):
    """What the pay of a locked period is on one day, at one location and in one position.

    For reports: the rows of a period add up to the worked minutes and the amounts of its lines.
    What is for no hours, such as an adjustment, stands on the period's last day. Stored and
    removed with the lines.
    """

    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="pay_days", db_index=False
    )
    # Of the period.
    first = models.DateField()
    day = models.DateField(_("day"))
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    position = models.CharField(_("position"), max_length=80, blank=True, default="")
    minutes = models.IntegerField(_("minutes"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=4)

    class Meta:
        db_table = "pay_days"
        indexes = [
            models.Index(fields=["day"], name="pay_days_of_day"),
            models.Index(fields=["first"], name="pay_days_of_period"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.day}, {self.minutes} min, {self.amount}"
