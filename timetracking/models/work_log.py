from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Self, cast
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models, router
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from timetracking.models.counting import (
    MINUTE,
    Minutes,
    Worked,
    elapsed,
    end_of,
    is_overlong,
    minute_of,
    minutes_within,
)
from timetracking.models.employee import Employee
from timetracking.models.location import Location
from timetracking.models.pay_period import WorkDay

# The maximum length of one note; clocking out may add a second one to the same log.
NOTE_LENGTH = 500
_Dates = list[date]  # which in the class names a property


class Source(models.TextChoices):
    """Where a shift or a tap comes from."""

    WEB = "web", _("clock page")
    KIOSK = "kiosk", _("kiosk")
    MANAGER = "manager", _("manager")
    IMPORT = "import", _("import")


class Review(models.TextChoices):
    """Why someone else has yet to review a shift."""

    NONE = "", _("nothing to check")
    AUTOMATIC = "automatic", _("ended by Shiftbook")
    STATED = "stated", _("clock-out added later")
    LATE = "late", _("tap sent late")


class WorkLogQuerySet(models.QuerySet["WorkLog"]):
    """Queries on work logs."""

    def bulk_create(self, objs: Iterable["WorkLog"], *args: Any, **kwargs: Any) -> list["WorkLog"]:
        """Insert shifts, and the rows of their days."""
        logs = list(objs)
        WorkDay.objects.using(self.db).ensure({log.date for log in logs})
        return super().bulk_create(logs, *args, **kwargs)

    def open(self) -> Self:
        """Keep the shifts that are still running."""
        return self.filter(check_out__isnull=True)

    def for_employee(self, employee: Employee) -> Self:
        """Keep the shifts of one person."""
        return self.filter(employee=employee)

    def at(self, location: Location) -> Self:
        """Keep the shifts at one location."""
        return self.filter(location=location)

    def to_review(self) -> Self:
        """Keep the shifts that are provisional until someone else has reviewed them."""
        return self.exclude(review=Review.NONE)

    def other_than(self, log: "WorkLog | None") -> Self:
        """Exclude one shift; exclude nothing for None."""
        return self.exclude(pk=log.pk) if log else self

    def overlapping(self, start: datetime, end: datetime) -> Self:
        """Keep the shifts that overlap [start, end); an open shift has no end."""
        ends_later = Q(check_out__gt=start) | Q(check_out__isnull=True)
        return self.filter(ends_later, check_in__lt=end)


class TsTzRange(Func):
    """PostgreSQL's range of two timestamps."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class LocalDay(models.DateField[date, date]):
    """The day of a shift: rule 8, computed whenever the shift is saved or created."""

    def pre_save(self, model_instance: models.Model, add: bool) -> date:
        """Return the local date of the check-in in the shift's own zone."""
        # From the fields, which the model has in migrations too.
        log = cast("WorkLog", model_instance)
        day = log.check_in.astimezone(ZoneInfo(log.time_zone)).date()
        setattr(model_instance, self.attname, day)
        return day


class WorkLog(models.Model):
    """One shift, from check-in to check-out, in UTC to the microsecond."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="work_logs")
    check_in = models.DateTimeField(_("in"), db_index=True)
    check_out = models.DateTimeField(_("out"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True, default="")
    # The IANA name at the time of the punch, so that a later change of settings changes no history.
    time_zone = models.CharField(_("time zone"), max_length=64)
    # None if the person belonged to no location then. Not indexed, because each punch would have to
    # update the index: who is in at a location is found among the few open logs.
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="work_logs", db_index=False
    )
    # A default in the database too: during a deployment the previous release inserts rows.
    source = models.CharField(
        _("source"), max_length=7, choices=Source, default=Source.WEB, db_default=Source.WEB
    )
    # Seconds at the end of the shift that do not count, for required breaks that were not taken, by
    # the company's rules at the time, so that a later change of settings changes no history.
    deducted = models.PositiveIntegerField(_("deducted"), default=0, db_default=0)
    # Nothing is deducted, because it was agreed that the breaks could not be taken.
    deduction_waived = models.BooleanField(default=False, db_default=False)
    review = models.CharField(
        _("check"), max_length=9, choices=Review, blank=True, default="", db_default=""
    )
    # The ids of those who paired the tablet, set the PIN of a tap to review, or gave its time: they
    # could have made it up, so someone else has to review it. Employees are never deleted.
    involved = ArrayField(
        models.BigIntegerField(), default=list, db_default=[], blank=True, editable=False
    )
    reminded_at = models.DateTimeField(null=True, editable=False)
    # Counts the changes, so that an edit of an older version is refused.
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    # The key of both refers to the day; PostgreSQL changes `day_is_open` with it: `shifts.days`.
    day = LocalDay(editable=False)
    day_is_open = models.BooleanField(default=True, db_default=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # Whether it is known that the row of its day is there.
    has_day_row = False

    objects = WorkLogQuerySet.as_manager()

    class Meta:
        db_table = "work_logs"
        verbose_name = _("work log")
        verbose_name_plural = _("work logs")
        constraints = [
            models.UniqueConstraint(
                fields=["employee"], condition=Q(check_out__isnull=True), name="work_logs_one_open"
            ),
            models.CheckConstraint(
                condition=Q(check_out__isnull=True) | Q(check_out__gt=F("check_in")),
                name="work_logs_end_after_start",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["web", "kiosk", "manager", "import"]),
                name="work_logs_source",
            ),
            models.CheckConstraint(
                condition=Q(review__in=["", "automatic", "stated", "late"]),
                name="work_logs_review",
            ),
            # What the breaks refer to, so that theirs are locked with the shift.
            models.UniqueConstraint(fields=["id", "day_is_open"], name="work_logs_open"),
            ExclusionConstraint(
                name="work_logs_no_overlap",
                expressions=[
                    ("employee", RangeOperators.EQUAL),
                    (TsTzRange("check_in", "check_out", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            # Few shifts are to review, and they are counted on every page that a manager opens.
            models.Index(fields=["employee"], condition=~Q(review=""), name="work_logs_to_review"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.check_in} - {self.check_out or 'now'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the shift; insert the row of its day first if it may be missing."""
        is_new = self._state.adding or self.pk is None
        if is_new and not self.has_day_row:
            using = kwargs.get("using") or router.db_for_write(WorkLog, instance=self)
            WorkDay.objects.using(using).ensure([self.date])
        super().save(*args, **kwargs)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the shift was worked."""
        return ZoneInfo(self.time_zone)

    @property
    def date(self) -> date:
        """The day the shift belongs to: the local date of its check-in in its own zone."""
        return self.check_in.astimezone(self.zone).date()

    @property
    def days(self) -> _Dates:
        """The local days that the shift touches; of an open one only the first is known."""
        last = self.date
        if self.check_out is not None:
            # A shift until midnight does not touch the day that begins then.
            last = (self.check_out - timedelta(microseconds=1)).astimezone(self.zone).date()
        return [self.date + timedelta(days=n) for n in range((last - self.date).days + 1)]

    def end(self, now: datetime) -> datetime:
        """Return the check-out, or `now` for an open shift, which counts for at most a day."""
        return end_of(self.check_in, self.check_out, now)

    def is_overlong(self, now: datetime) -> bool:
        """Return whether the shift is open and has been for longer than a shift may be."""
        return self.check_out is None and is_overlong(minute_of(self.check_in), minute_of(now))

    def is_to_review(self, now: datetime) -> bool:
        """Return whether the hours are provisional: marked for a review, or open for too long."""
        return bool(self.review) or self.is_overlong(now)

    def duration(self, now: datetime) -> timedelta:
        """Return the minutes that count as work; an open shift counts until `now`."""
        return MINUTE * self._worked(now).minutes

    def duration_within(self, start: datetime, end: datetime, now: datetime) -> timedelta:
        """Return the part of the duration within [start, end), which begin with a minute.

        Parts are counted from the check-in, so that the parts of a shift add up to `duration`.
        """
        return MINUTE * self._worked(now).within(minute_of(start), minute_of(end))

    def presence(self, now: datetime) -> timedelta:
        """Return the minutes between check-in and end, including breaks."""
        return elapsed(self.check_in, self.end(now))

    def unpaid(self, until: datetime) -> timedelta:
        """Return the minutes of unpaid breaks before `until`."""
        first, last = minute_of(self.check_in), minute_of(until)
        return MINUTE * sum(minutes_within(one, first, last) for one in self._unpaid())

    @property
    def deduction(self) -> timedelta:
        """The whole minutes at the end that do not count, for required breaks not taken."""
        return timedelta(minutes=self.deducted // 60)

    def append_note(self, note: str) -> None:
        """Add a note to the shift's, without saving it."""
        self.notes = "\n".join(filter(None, [self.notes, note]))

    def _worked(self, now: datetime) -> Worked:
        return Worked(
            start=minute_of(self.check_in),
            end=minute_of(self.end(now)),
            unpaid=self._unpaid(),
            deducted=self.deduction // MINUTE,
        )

    def _unpaid(self) -> list[Minutes]:
        breaks = self.breaks.all() if self.pk else ()
        return [
            (minute_of(one.start), minute_of(one.end) if one.end else None)
            for one in breaks
            if not one.is_paid
        ]
