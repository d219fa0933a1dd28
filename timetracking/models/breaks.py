from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.names import NameField, alphabetical
from timetracking.models.counting import MINUTE, minute_of, minutes_within
from timetracking.models.work_log import TsTzRange, WorkLog


class BreakKindQuerySet(models.QuerySet["BreakKind"]):
    """Queries on kinds of break."""

    def offered(self) -> Self:
        """Keep the kinds that can be taken now, by name."""
        return self.filter(is_active=True).order_by(alphabetical("name"), "pk")


class BreakKind(models.Model):
    """A kind of break, paid or unpaid; one that is no longer offered stays for the history."""

    name = NameField(_("name"), max_length=40)
    is_paid = models.BooleanField(_("paid"), default=False)
    is_active = models.BooleanField(_("available"), default=True, editable=False)
    # Which of the first kinds of a company it is, "" after it was renamed; see company.first_kinds.
    standard = models.CharField(
        max_length=20, blank=True, default="", db_default="", editable=False
    )

    objects = BreakKindQuerySet.as_manager()

    class Meta:
        db_table = "break_kinds"
        verbose_name = _("kind of break")
        verbose_name_plural = _("kinds of break")
        constraints = [models.UniqueConstraint(Lower("name"), name="break_kinds_name_unique")]

    def __str__(self) -> str:
        return self.name


class Break(models.Model):
    """A break within a shift, in UTC to the microsecond; paid if its kind was when it began."""

    # The index of the exclusion constraint begins with this column, so it needs no other.
    work_log = models.ForeignKey(
        WorkLog, on_delete=models.CASCADE, related_name="breaks", db_index=False
    )
    kind = models.ForeignKey(
        BreakKind, on_delete=models.PROTECT, related_name="breaks", db_index=False
    )
    is_paid = models.BooleanField(_("paid"))
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"), null=True, blank=True)
    # As that of its shift, to which the key of both refers.
    day_is_open = models.BooleanField(default=True, db_default=True, editable=False)

    class Meta:
        db_table = "breaks"
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        constraints = [
            models.UniqueConstraint(
                fields=["work_log"], condition=Q(end__isnull=True), name="breaks_one_open"
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="breaks_end_after_start"
            ),
            ExclusionConstraint(
                name="breaks_no_overlap",
                expressions=[
                    ("work_log", RangeOperators.EQUAL),
                    (TsTzRange("start", "end", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_log_id}: {self.start} - {self.end or 'now'}"

    def within(self, start: datetime, end: datetime) -> timedelta:
        """Return the minutes of it within [start, end); an open break lasts until `end`."""
        span = minute_of(self.start), minute_of(self.end) if self.end else None
        return MINUTE * minutes_within(span, minute_of(start), minute_of(end))
