from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from timetracking.models.location import Location


class Sale(models.Model):
    """What a location sold on a day, in the company's currency.

    There is no row for a day of which the sales are not known.
    """

    # The index of the unique constraint begins with this column, so it needs no other.
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="sales", db_index=False
    )
    day = models.DateField(_("day"))
    amount = models.DecimalField(
        _("sales"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0, _("Sales cannot be less than zero."))],
    )

    class Meta:
        db_table = "sales"
        verbose_name = _("sales of a day")
        verbose_name_plural = _("sales")
        constraints = [
            models.UniqueConstraint(fields=["location", "day"], name="sales_one_a_day"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="sales_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.location_id}, {self.day}: {self.amount}"
