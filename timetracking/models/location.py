from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.names import NameField, alphabetical
from places.zones import city
from timetracking.models.company import validate_country, validate_time_zone

if TYPE_CHECKING:
    from timetracking.models.employee import Employee


class LocationQuerySet(models.QuerySet["Location"]):
    """Queries on locations."""

    def open(self) -> Self:
        """Keep the locations that are not closed."""
        return self.filter(is_active=True)

    def for_employee(self, employee: "Employee") -> Self:
        """Keep the locations to which one person belongs."""
        return self.filter(staff=employee)

    def seen_by(self, actor: "Employee") -> Self:
        """Keep the locations whose people `actor` may see: for a limited manager only their own."""
        if not actor.leads:
            return self.none()
        return self.for_employee(actor) if actor.is_limited else self

    def by_name(self) -> Self:
        """Sort by name, ignoring case."""
        return self.order_by(alphabetical("name"), "pk")


class Location(models.Model):
    """A place where people of the company work: a café, a hotel."""

    name = NameField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    # Empty for the company's time zone, even when that changes.
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, default="", validators=[validate_time_zone]
    )
    # For the holidays. Without a country they are the company's, even when that changes.
    country = models.CharField(
        _("country"), max_length=2, blank=True, default="", validators=[validate_country]
    )
    region = models.CharField(_("region"), max_length=20, blank=True, default="")
    is_active = models.BooleanField(_("open"), default=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        db_table = "locations"
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints = [
            models.UniqueConstraint(Lower("name"), name="locations_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_time_zone_display(self) -> str:
        """Return the city of its own time zone, "" if it has the company's."""
        return city(self.time_zone) if self.time_zone else ""


class EmployeeLocation(models.Model):
    """The membership of an employee in a location, where they may clock in."""

    # The index of the unique constraint begins with this column, so it needs no other.
    employee = models.ForeignKey(
        "timetracking.Employee",
        on_delete=models.CASCADE,
        related_name="placements",
        db_index=False,
    )
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="placements")

    class Meta:
        db_table = "employee_locations"
        verbose_name = _("location of an employee")
        verbose_name_plural = _("locations of employees")
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "location"], name="employee_locations_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} at {self.location_id}"


def zone_at(location: Location | None, company_zone: ZoneInfo) -> ZoneInfo:
    """Return the time zone of `location`, or the company's if it has none of its own."""
    return ZoneInfo(location.time_zone) if location and location.time_zone else company_zone
