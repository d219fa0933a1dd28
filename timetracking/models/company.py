from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def time_zone_names() -> tuple[str, ...]:
    """Return the IANA names a company may choose from, sorted."""
    return tuple(settings.TIME_ZONES)


def validate_time_zone(name: str) -> None:
    """Refuse what is not the IANA name of a time zone."""
    if name not in time_zone_names():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Choose one such as Europe/Madrid."),
            code="time_zone",
            params={"name": name},
        )


class Weekday(models.IntegerChoices):
    """The days of the week, numbered as ISO 8601 does."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class Language(models.TextChoices):
    """The languages that Shiftbook speaks, each by its own name."""

    ENGLISH = "en", "English"
    GERMAN = "de", "Deutsch"
    SPANISH = "es", "Español"


def _between(low: int, high: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class CompanySettings(models.Model):
    """What holds for the whole company; there is one row."""

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
    # Workers of the release before write rows meanwhile: so every later column has its default
    # in the database too.
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=Language,
        default=Language.ENGLISH,
        db_default=Language.ENGLISH,
    )
    reminder_hours = models.PositiveSmallIntegerField(
        _("remind after"), default=12, db_default=12, validators=_between(1, 24)
    )
    ends_forgotten = models.BooleanField(_("end forgotten shifts"), default=False, db_default=False)
    end_hours = models.PositiveSmallIntegerField(
        _("end after"), default=16, db_default=16, validators=_between(2, 48)
    )
    provisional_hours = models.PositiveSmallIntegerField(
        _("count as"), default=8, db_default=8, validators=_between(1, 24)
    )
    deducts_breaks = models.BooleanField(
        _("deduct breaks that were not taken"), default=False, db_default=False
    )
    break_after = models.PositiveSmallIntegerField(
        _("work over"), default=360, db_default=360, validators=_between(1, 1440)
    )
    break_minutes = models.PositiveSmallIntegerField(
        _("needs a break of"), default=30, db_default=30, validators=_between(1, 240)
    )
    long_break_after = models.PositiveSmallIntegerField(
        _("work over"), default=540, db_default=540, validators=_between(1, 1440)
    )
    long_break_minutes = models.PositiveSmallIntegerField(
        _("needs a break of"), default=45, db_default=45, validators=_between(1, 240)
    )
    shortest_break = models.PositiveSmallIntegerField(
        _("a break counts from"), default=15, db_default=15, validators=_between(0, 60)
    )
    members_see_team = models.BooleanField(
        _("staff see who of their location is in"), default=False, db_default=False
    )
    members_see_rate = models.BooleanField(
        _("staff see their own hourly rate"), default=False, db_default=False
    )
    # The end of the audit chain; whoever adds a line locks this row first.
    chain_number = models.BigIntegerField(default=0, db_default=0, editable=False)
    chain_hash = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False
    )

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
                condition=models.Q(break_after__lt=models.F("long_break_after"))
                & models.Q(break_minutes__lte=models.F("long_break_minutes")),
                name="company_settings_break_rules",
            ),
            models.CheckConstraint(
                condition=models.Q(reminder_hours__lte=models.F("end_hours"))
                & models.Q(provisional_hours__lte=models.F("end_hours")),
                name="company_settings_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.time_zone}, {self.get_week_starts_on_display()}"

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.time_zone)
