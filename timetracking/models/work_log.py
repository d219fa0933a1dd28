from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from timetracking.models.employee import Employee
from timetracking.models.location import Location

# The most characters of one note; clocking out may add a second one to the same log.
NOTE_LENGTH = 500


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Return the whole seconds between two aware moments."""
    # Python subtracts two times of one zone by their faces: an hour wrong over a DST change.
    return timedelta(seconds=(end.astimezone(UTC) - start.astimezone(UTC)) // timedelta(seconds=1))


class Source(models.TextChoices):
    """Where something was told: by the person themselves, by someone for them, by a program."""

    WEB = "web", _("clock page")
    KIOSK = "kiosk", _("kiosk")
    MANAGER = "manager", _("manager")
    IMPORT = "import", _("import")


class Review(models.TextChoices):
    """Why a manager has yet to look at a shift's end."""

    NONE = "", _("nothing to review")
    AUTOMATIC = "automatic", _("ended by Shiftbook")
    STATED = "stated", _("end given afterwards")


class WorkLogQuerySet(models.QuerySet["WorkLog"]):
    """The words that questions about work logs are asked in."""

    def open(self) -> Self:
        """Keep the shifts that are still running."""
        return self.filter(check_out__isnull=True)

    def for_employee(self, employee: Employee) -> Self:
        """Keep one person's."""
        return self.filter(employee=employee)

    def at(self, location: Location) -> Self:
        """Keep those of one location."""
        return self.filter(location=location)

    def to_review(self) -> Self:
        """Keep those whose end is provisional until a manager has looked at it."""
        return self.exclude(review=Review.NONE)

    def other_than(self, log: "WorkLog | None") -> Self:
        """Leave one out, if there is one."""
        return self.exclude(pk=log.pk) if log else self

    def overlapping(self, start: datetime, end: datetime) -> Self:
        """Keep those with a moment in [start, end); an open one runs for ever."""
        ends_later = Q(check_out__gt=start) | Q(check_out__isnull=True)
        return self.filter(ends_later, check_in__lt=end)


class TsTzRange(Func):
    """PostgreSQL's range of two moments."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class WorkLog(models.Model):
    """One shift: from when to when someone worked, in UTC to the microsecond."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="work_logs")
    check_in = models.DateTimeField(_("in"), db_index=True)
    check_out = models.DateTimeField(_("out"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True, default="")
    # The IANA name at punch time, so that a later change of settings moves no history.
    time_zone = models.CharField(_("time zone"), max_length=64)
    # None: of someone who belonged to no location then. Without an index of its own, which every
    # punch would pay for: those who are in at a location are found among the few open logs.
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="work_logs", db_index=False
    )
    # The database has the default too: workers of the release before write rows meanwhile.
    source = models.CharField(
        _("source"), max_length=7, choices=Source, default=Source.WEB, db_default=Source.WEB
    )
    # Seconds at the end of the shift that do not count, for breaks that were due and not taken: as
    # the company's rules were then, so that a later change of settings moves no history.
    deducted = models.PositiveIntegerField(_("deducted"), default=0, db_default=0)
    # Someone has agreed that the breaks could not be taken: nothing is deducted.
    deduction_waived = models.BooleanField(default=False, db_default=False)
    review = models.CharField(
        _("review"), max_length=9, choices=Review, blank=True, default="", db_default=""
    )
    reminded_at = models.DateTimeField(null=True, editable=False)
    # Counts the changes, so that whoever edits what they saw before another change is told.
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

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
                condition=Q(review__in=["", "automatic", "stated"]), name="work_logs_review"
            ),
            ExclusionConstraint(
                name="work_logs_no_overlap",
                expressions=[
                    ("employee", RangeOperators.EQUAL),
                    (TsTzRange("check_in", "check_out", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            # Few are ever to review, and every page of a manager counts them.
            models.Index(fields=["employee"], condition=~Q(review=""), name="work_logs_to_review"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.check_in} - {self.check_out or 'now'}"

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the shift was worked."""
        return ZoneInfo(self.time_zone)

    @property
    def date(self) -> date:
        """The day the shift belongs to: the local date of its check-in in its own zone."""
        return self.check_in.astimezone(self.zone).date()

    def end(self, now: datetime) -> datetime:
        """Return the check-out, or for an open shift `now`; never before the check-in."""
        return self.check_out or max(now, self.check_in)

    def duration(self, now: datetime) -> timedelta:
        """Return the whole seconds that count as worked, an open shift counted up to `now`."""
        return self._worked_until(self.end(now), now)

    def duration_within(self, start: datetime, end: datetime, now: datetime) -> timedelta:
        """Return what part of the duration lies in [start, end).

        Parts are counted from the check-in, so that a shift cut into pieces loses no second: the
        pieces add up to `duration`.
        """
        first = min(max(start, self.check_in), self.end(now))
        last = min(max(end, self.check_in), self.end(now))
        return self._worked_until(last, now) - self._worked_until(first, now)

    def presence(self, now: datetime) -> timedelta:
        """Return the whole seconds between check-in and end, breaks included."""
        return elapsed(self.check_in, self.end(now))

    def unpaid(self, until: datetime) -> timedelta:
        """Return the whole seconds of unpaid breaks before `until`."""
        unpaid = (pause for pause in (self.breaks.all() if self.pk else ()) if not pause.is_paid)
        return sum((pause.within(self.check_in, until) for pause in unpaid), timedelta())

    def _worked_until(self, moment: datetime, now: datetime) -> timedelta:
        # What is deducted lies at the end: it is the work after the threshold that lacks a break.
        end = self.end(now)
        whole = elapsed(self.check_in, end) - self.unpaid(end) - timedelta(seconds=self.deducted)
        return min(elapsed(self.check_in, moment) - self.unpaid(moment), max(whole, timedelta()))
