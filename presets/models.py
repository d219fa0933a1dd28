"""Rule sets of pay that a company may adopt, in public: the same for all of them."""

from django.db import models


class PayPreset(models.Model):
    """One version of the rules that a country's law gives, with what they rest on.

    `data` are the rules as JSON, and `sources` the laws and judgments that they name. A version
    never changes after it was published; what is new is a new version.
    """

    # Read by every company through its search path, written by the owner login alone.
    is_reference = True

    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    data = models.JSONField()
    sources = models.JSONField()

    class Meta:
        db_table = "pay_presets"
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="pay_presets_version")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
