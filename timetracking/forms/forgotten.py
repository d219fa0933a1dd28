from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.forms.clocking import IdField
from timetracking.forms.staff import DeactivateForm
from timetracking.models import WorkLog
from timetracking.services.forgotten import Question


class AnswerForm(DeactivateForm):
    """When someone left the shift that they are asked about, by clocks in `zone`.

    Sent with `said=right` it has no time: the automatic end is right. `key` makes it count once;
    `shift` and `version` are what was asked about.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    shift = IdField(widget=forms.HiddenInput)
    version = IdField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, zone: ZoneInfo, open_log: WorkLog | None, **kwargs: Any) -> None:
        super().__init__(*args, zone=zone, open_log=open_log, **kwargs)
        if open_log:
            field = self.fields["ended_at"]
            field.label = _("Day and time")
            field.error_messages["required"] = _("Say when you left.")

    @classmethod
    def about(cls, question: Question) -> "AnswerForm":
        """Return the form to begin with, the end that is suggested filled in."""
        log = question.log
        initial = {
            "key": uuid4(),
            "shift": log.pk,
            "version": log.version,
            "ended_at": question.suggested,
        }
        return cls(zone=log.zone, open_log=log, initial=initial)

    @property
    def is_stale(self) -> bool:
        """Whether the form did not come from our page, or from one of long ago."""
        return bool({"key", "shift", "version"} & set(self.errors))

    def renew(self) -> None:
        """Give the form that was refused a key of its own for the next try."""
        self.data = {name: self.data[name] for name in self.data} | {"key": str(uuid4())}
