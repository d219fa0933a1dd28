from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from places.countries import country_name, is_country
from places.money import currencies, currency_name
from places.zones import city, is_zone


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is the IANA name of a time zone."""
    if not is_zone(name):
        raise ValidationError(
            _("“%(name)s” is not a time zone. Choose one such as Europe/Madrid."),
            code="time_zone",
            params={"name": name},
        )


def validate_country(code: str) -> None:
    """Raise ValidationError unless `code` is that of a country."""
    if not is_country(code):
        raise ValidationError(_("Choose a country from the list."), code="country")


def validate_currency(code: str) -> None:
    """Raise ValidationError unless `code` is that of a currency."""
    if code not in currencies():
        raise ValidationError(_("Choose a currency from the list."), code="currency")


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


# In bytes, and in pixels of either side.
LARGEST_LOGO = 200 * 1024
LONGEST_SIDE = 1024


class _SettingsManager(models.Manager["CompanySettings"]):
    """Leaves the logo out: each request reads the settings, and only its own address the logo."""

    def get_queryset(self) -> "models.QuerySet[CompanySettings]":
        return super().get_queryset().defer("logo")


class CompanySettings(models.Model):
    """The company's country, zone, language and week, and what its staff may see, in a single row.

    Its `rules` say how hours are counted.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    country = models.CharField(
        _("country"), max_length=2, blank=True, default="", validators=[validate_country]
    )
    # The code of a part of the country, for its holidays; empty for the whole country.
    region = models.CharField(_("region"), max_length=20, blank=True, default="")
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, default="", validators=[validate_currency]
    )
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
    # Chosen on a page of their own, with services of their own.
    accent = models.CharField(
        _("accent colour"), max_length=7, default="", blank=True, editable=False
    )
    logo = models.BinaryField(_("logo"), default=b"", editable=False)
    logo_digest = models.CharField(_("logo"), max_length=64, default="", blank=True, editable=False)

    objects = _SettingsManager()

    class Meta:
        db_table = "company_settings"
        base_manager_name = "objects"
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
            models.CheckConstraint(
                condition=models.Q(accent__regex=r"^(#[0-9a-f]{6})?$"),
                name="company_settings_accent",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("logo"), LARGEST_LOGO),
                name="company_settings_logo",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.time_zone}, {self.get_week_starts_on_display()}"

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.time_zone)

    def get_country_display(self) -> str:
        """Return the name of the country, as Django does for choices."""
        return country_name(self.country) if self.country else ""

    def get_currency_display(self) -> str:
        """Return the name of the currency, as Django does for choices."""
        return currency_name(self.currency)

    def get_time_zone_display(self) -> str:
        """Return the city of the time zone, as Django does for choices."""
        return city(self.time_zone)
