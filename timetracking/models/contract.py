from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.names import NameField
from timetracking.models.employee import Employee

MOST_HOURS = 168


class DateRange(Func):
    """PostgreSQL's range of two days."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Pay(models.TextChoices):
    """How somebody is paid."""

    HOURLY = "hourly", _("By the hour")
    SALARY = "salary", _("Salary per month")


def no_days() -> list[int]:
    """Return the minutes of a week without working days."""
    return [0] * 7


class ContractQuerySet(models.QuerySet["Contract"]):
    """Queries on contracts."""

    def for_employee(self, employee: Employee) -> Self:
        """Keep the contracts of one person."""
        return self.filter(employee=employee)

    def within(self, first: date, last: date) -> Self:
        """Keep the contracts that hold on at least one day from `first` to `last`."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first), starts_on__lte=last)

    def by_day(self) -> Self:
        """Sort by the first day."""
        return self.order_by("starts_on", "pk")


class Contract(models.Model):
    """What was agreed with somebody from `starts_on` to `ends_on`, both days included.

    `weekday_minutes` are the minutes to work on each day of the week, Monday first; they add up to
    `hours`. A contract with 0 hours is one on call.
    """

    # The index of the exclusion constraint begins with this column, so it needs no other.
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="contracts", db_index=False
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    hours = models.DecimalField(
        _("hours a week"),
        max_digits=5,
        decimal_places=2,
        validators=[
            MinValueValidator(0, _("The hours cannot be less than zero.")),
            MaxValueValidator(MOST_HOURS, _("A week has 168 hours.")),
        ],
    )
    weekday_minutes = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("working days"), size=7, default=no_days
    )
    position = NameField(_("position"), max_length=80, blank=True, default="")
    pay = models.CharField(_("paid"), max_length=6, choices=Pay, default=Pay.HOURLY)
    salary = models.DecimalField(
        _("salary per month"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("The salary cannot be less than zero."))],
    )

    objects = ContractQuerySet.as_manager()

    class Meta:
        db_table = "contracts"
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            ExclusionConstraint(
                name="contracts_no_overlap",
                expressions=[
                    ("employee", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            # Without it a range that is turned round raises a DataError.
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="contracts_end_after_start",
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0) & Q(hours__lte=MOST_HOURS), name="contracts_hours"
            ),
            models.CheckConstraint(
                condition=Q(weekday_minutes__len=7), name="contracts_seven_days"
            ),
            models.CheckConstraint(
                condition=Q(pay="hourly", salary__isnull=True)
                | Q(pay="salary", salary__isnull=False, salary__gte=0),
                name="contracts_salary",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.starts_on} - {self.ends_on or ''}, {self.hours} h"

    def holds_on(self, day: date) -> bool:
        """Return whether it is the contract of a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def minutes_on(self, day: date) -> int:
        """Return the minutes to work on a day of the contract that is no holiday."""
        return self.weekday_minutes[day.weekday()]


class Rate(models.Model):
    """What an hour of somebody costs from a day on, until their next rate.

    In the company's currency. A shift has the rate of the day on which it began.
    """

    # The index of the unique constraint begins with this column, so it needs no other.
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="rates", db_index=False
    )
    starts_on = models.DateField(_("from"))
    amount = models.DecimalField(
        _("hourly rate"),
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(0, _("The rate cannot be less than zero."))],
    )

    class Meta:
        db_table = "rates"
        verbose_name = _("hourly rate")
        verbose_name_plural = _("hourly rates")
        constraints = [
            models.UniqueConstraint(fields=["employee", "starts_on"], name="rates_one_a_day"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rates_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.amount} from {self.starts_on}"
