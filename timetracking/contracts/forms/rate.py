from django.utils.translation import gettext_lazy as _

from timetracking.models import Rate
from timetracking.web.fields import AmountField, DayField
from timetracking.web.versioned_form import VersionedForm


class RateForm(VersionedForm):
    """An hourly rate and the day from which it holds."""

    starts_on = DayField(
        label=_("From"), help_text=_("It holds until the next rate. Choose the first day.")
    )
    amount = AmountField(label=_("Hourly rate"), max_digits=8, decimal_places=2)

    class Meta:
        model = Rate
        fields = ("starts_on", "amount")
