from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.names import NameField, alphabetical
from timetracking.models.employee import Employee
from timetracking.models.location import Location


class KioskQuerySet(models.QuerySet["Kiosk"]):
    """Queries on kiosks."""

    def in_use(self) -> Self:
        """Keep the kiosks that are paired and not revoked."""
        return self.filter(paired_at__isnull=False, revoked_at__isnull=True)

    def seen_by(self, actor: Employee) -> Self:
        """Keep the kiosks at locations whose people `actor` may see."""
        return self.filter(location__in=Location.objects.seen_by(actor))

    def by_name(self) -> Self:
        """Sort by location and name, by the alphabet."""
        return self.order_by(alphabetical("location__name"), alphabetical("name"), "pk")

    def awaiting(self, now: datetime) -> Self:
        """Keep the kiosks whose pairing code can still be used."""
        return self.filter(paired_at__isnull=True, revoked_at__isnull=True, code_expires_at__gt=now)


class Kiosk(models.Model):
    """A device at a location where people clock in and out with a PIN.

    It is paired once, with a code that expires, and holds a secret from then on. Only the hashes of
    code and secret are stored.
    """

    name = NameField(_("name"), max_length=60)
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="kiosks", db_index=False
    )
    code_hash = models.CharField(max_length=64, editable=False)
    code_expires_at = models.DateTimeField(editable=False)
    secret_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    # PEM, encrypted. PINs typed offline are sealed to this key, so no browser stores one in plain.
    private_key = models.TextField(blank=True, default="", editable=False)
    # Who answers for the tablet: who made its code, or took it over from someone who left.
    created_by = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    paired_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = KioskQuerySet.as_manager()

    class Meta:
        db_table = "kiosks"
        verbose_name = _("kiosk")
        verbose_name_plural = _("kiosks")

    def __str__(self) -> str:
        return self.name
