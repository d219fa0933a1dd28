from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def time_zone_names() -> tuple[str, ...]:
    """Return the IANA names from which a company can choose, sorted."""
    return tuple(settings.TIME_ZONES)


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is the IANA name of a time zone."""
    if name not in time_zone_names():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Choose one such as Europe/Madrid."),
            code="time_zone",
            params={"name": name},
        )


class Weekday(models.IntegerChoices):
    """The days of the week, numbered as in ISO 8601."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class Language(models.TextChoices):
    """The languages of the product, each by its own name."""

    ENGLISH = "en", "English"
    GERMAN = "de", "Deutsch"
    SPANISH = "es", "Español"


class IdleTime(models.IntegerChoices):
    """After how many minutes without a visit a sign-in ends."""

    HALF_HOUR = 30, _("half an hour")
    FOUR_HOURS = 240, _("4 hours")
    DAY = 1440, _("a day")
    WEEK = 10_080, _("a week")
    TWO_WEEKS = 20_160, _("two weeks")
    MONTH = 43_200, _("30 days")


class CompanySettings(models.Model):
    """The company's language, time zone and week, and what its staff may see, in a single row.

    Its `rules` say how hours are counted.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
    )
    week_starts_on = models.PositiveSmallIntegerField(
        _("first day of the week"), choices=Weekday, default=Weekday.MONDAY
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    members_see_team = models.BooleanField(
        _("staff can see who is in at their location"), default=False
    )
    idle_minutes = models.PositiveIntegerField(
        _("sign out after"), choices=IdleTime, default=IdleTime.TWO_WEEKS
    )
    requires_second_factor = models.BooleanField(
        _("managers and owners need a second factor"), default=False
    )
    members_see_rate = models.BooleanField(_("staff can see their own hourly rate"), default=False)
    # Whether owners see what to set up, until it is done.
    shows_first_steps = models.BooleanField(default=True)
    # Whether somebody has saved them, even unchanged: a first step of a new company.
    was_saved = models.BooleanField(default=False, editable=False)

    class Meta:
        db_table = "company_settings"
        verbose_name = _("company settings")
        verbose_name_plural = _("company settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="company_settings_one_row"),
            models.CheckConstraint(
                condition=models.Q(week_starts_on__range=(1, 7)),
                name="company_settings_week_starts_on",
            ),
            models.CheckConstraint(
                condition=models.Q(idle_minutes__range=(30, 43_200)),
                name="company_settings_idle_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.time_zone}, {self.get_week_starts_on_display()}"

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.time_zone)
