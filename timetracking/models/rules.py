from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from timetracking.models.company import CompanySettings


def _between(low: int, high: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class Rules(models.Model):
    """How the company's hours are counted: required breaks, and shifts that nobody ended.

    There is a single row, which is read together with the company's settings.
    """

    company = models.OneToOneField(
        CompanySettings, on_delete=models.CASCADE, related_name="rules", editable=False
    )
    reminder_hours = models.PositiveSmallIntegerField(
        _("remind after"), default=12, validators=_between(1, 24)
    )
    ends_forgotten = models.BooleanField(_("end forgotten shifts"), default=False)
    end_hours = models.PositiveSmallIntegerField(
        _("end after"), default=16, validators=_between(2, 48)
    )
    provisional_hours = models.PositiveSmallIntegerField(
        _("count as"), default=8, validators=_between(1, 24)
    )
    deducts_breaks = models.BooleanField(_("deduct breaks not taken"), default=False)
    break_after = models.PositiveSmallIntegerField(
        _("work over"), default=360, validators=_between(1, 1440)
    )
    break_minutes = models.PositiveSmallIntegerField(
        _("requires a break of"), default=30, validators=_between(1, 240)
    )
    long_break_after = models.PositiveSmallIntegerField(
        _("work over"), default=540, validators=_between(1, 1440)
    )
    long_break_minutes = models.PositiveSmallIntegerField(
        _("requires a break of"), default=45, validators=_between(1, 240)
    )
    # The third step, such as that of Swiss law; empty for most.
    longest_break_after = models.PositiveSmallIntegerField(
        _("work over"), null=True, blank=True, validators=_between(1, 1440)
    )
    longest_break_minutes = models.PositiveSmallIntegerField(
        _("requires a break of"), null=True, blank=True, validators=_between(1, 240)
    )
    shortest_break = models.PositiveSmallIntegerField(
        _("shortest break that counts"), default=15, validators=_between(0, 60)
    )
    # The company's pay periods, a line for each change: see `base.pay_schedule`.
    pay_schedule = ArrayField(
        models.CharField(max_length=40), default=list, db_default=[], blank=True, editable=False
    )

    class Meta:
        db_table = "rules"
        verbose_name = _("rules")
        verbose_name_plural = _("rules")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(break_after__lt=models.F("long_break_after"))
                & models.Q(break_minutes__lte=models.F("long_break_minutes")),
                name="rules_breaks",
            ),
            models.CheckConstraint(
                # A comparison with an empty value would hold.
                condition=models.Q(
                    longest_break_after__isnull=True, longest_break_minutes__isnull=True
                )
                | models.Q(
                    longest_break_after__isnull=False,
                    longest_break_minutes__isnull=False,
                    longest_break_after__gt=models.F("long_break_after"),
                    longest_break_minutes__gte=models.F("long_break_minutes"),
                ),
                name="rules_third_step",
            ),
            models.CheckConstraint(
                condition=models.Q(reminder_hours__lte=models.F("end_hours"))
                & models.Q(provisional_hours__lte=models.F("end_hours")),
                name="rules_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"reminder after {self.reminder_hours} h"

    @property
    def break_steps(self) -> list[tuple[int, int]]:
        """After how many minutes of work how many of break are required, the least first."""
        steps = [
            (self.break_after, self.break_minutes),
            (self.long_break_after, self.long_break_minutes),
        ]
        if self.longest_break_after and self.longest_break_minutes:
            steps.append((self.longest_break_after, self.longest_break_minutes))
        return steps
