from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.names import NameField
from timetracking.models.location import Location


class Portion(models.TextChoices):
    """How much of a day is a holiday."""

    WHOLE = "whole", _("Whole day")
    HALF = "half", _("Half day")
    NONE = "none", _("Working day")


class Holiday(models.Model):
    """What the company says of a day, at one location or everywhere: it replaces the calendar.

    With `every_year` also of the same day in later years. As `Portion.NONE` it makes a public
    holiday a working day.
    """

    # None for all locations; the row of a location goes before it. An index of two columns serves
    # for both, and there are few rows.
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="holidays", db_index=False
    )
    day = models.DateField(_("day"))
    every_year = models.BooleanField(_("every year"), default=False)
    name = NameField(_("name"), max_length=80)
    portion = models.CharField(_("how much"), max_length=5, choices=Portion, default=Portion.WHOLE)

    class Meta:
        db_table = "holidays"
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [
            models.UniqueConstraint(
                fields=["location", "day"], nulls_distinct=False, name="holidays_one_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(portion__in=["whole", "half", "none"]), name="holidays_portion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"
