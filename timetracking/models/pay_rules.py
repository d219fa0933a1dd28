from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class PayRulesQuerySet(models.QuerySet["PayRules"]):
    """Queries on the versions of a company's rules of pay."""

    def by_day(self) -> Self:
        """Sort by the day from which they hold."""
        return self.order_by("starts_on")


class PayRules(models.Model):
    """One version of the company's own rules of pay, from `starts_on` until the next one.

    `data` are the rules as JSON: see `pay.engine.data`. A `version` never has other rules later.
    `preset` and `preset_version` name what it was adopted from, in `pay_presets` in public.
    """

    starts_on = models.DateField(_("from"), unique=True)
    version = models.PositiveIntegerField(_("version"), unique=True)
    data = models.JSONField(_("rules"))
    preset = models.CharField(_("preset"), max_length=20)
    preset_version = models.PositiveSmallIntegerField(_("version of the preset"))

    objects = PayRulesQuerySet.as_manager()

    class Meta:
        db_table = "pay_rules"
        verbose_name = _("rules of pay")
        verbose_name_plural = _("rules of pay")

    def __str__(self) -> str:
        return f"{self.preset} {self.version} from {self.starts_on}"
