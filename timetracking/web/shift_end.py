"""The form that asks when an open shift ended."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from timetracking.models import WorkLog
from timetracking.web.moments import LocalDateTimeField, MomentForm, OccurrenceField


class ShiftEndForm(MomentForm):
    """Asks when `open_log` ended, by clocks in `zone`; without a shift there is no such field.

    `cleaned_data["moment"]` is the end in UTC, or None.
    """

    occurrence_fields: ClassVar = {"ended_at": "occurrence"}

    ended_at = LocalDateTimeField(
        label=_("When did the shift end?"),
        error_messages={
            "required": _("Enter when the shift ended."),
            "invalid": _("Enter a date and a time, such as 2026-11-21 17:30."),
        },
    )
    occurrence = OccurrenceField()

    def __init__(self, *args: Any, open_log: WorkLog | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if open_log is None:
            del self.fields["ended_at"]

    def clean(self) -> dict[str, Any]:
        """Convert the end to a moment; ask which one if clocks show the time twice."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["moment"] = self.moment("ended_at", cleaned.get("ended_at"))
        return cleaned
