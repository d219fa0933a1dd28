from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from timetracking.models.employee import Employee

BANK_REASON_LENGTH = 500


class BankKind(models.TextChoices):
    """What a movement of an hours bank is, besides what was worked."""

    CORRECTION = "correction", _("correction")
    CARRY = "carry", _("carried over")
    CAP = "cap", _("expired beyond the cap")
    PAYOUT = "payout", _("paid out")


class BankEntry(models.Model):
    """A movement of somebody's hours bank that was not worked: a correction, or a period's end.

    As `CARRY` the minutes are the balance with which the next day begins; that row and the other
    kinds of a period's end belong to its last `day`, and are made when it is locked.
    """

    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="bank_entries", db_index=False
    )
    day = models.DateField(_("day"))
    minutes = models.IntegerField(_("minutes"))
    kind = models.CharField(_("kind"), max_length=10, choices=BankKind)
    # None for a program.
    author = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.TextField(_("reason"), blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "bank_entries"
        verbose_name = _("movement of the hours bank")
        verbose_name_plural = _("movements of the hours bank")
        indexes = [models.Index(fields=["employee", "day"], name="bank_entries_of_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "day", "kind"],
                condition=~Q(kind="correction"),
                name="bank_entries_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["correction", "carry", "cap", "payout"]),
                name="bank_entries_kind",
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(-600_000, 600_000)), name="bank_entries_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.day}, {self.kind} {self.minutes} min"
