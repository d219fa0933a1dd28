from collections.abc import Mapping
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.clocking.forgotten import Question, StatedEnd
from timetracking.models import Employee, WorkLog
from timetracking.web.fields import IdField
from timetracking.web.shift_end import ShiftEndForm


class AnswerForm(ShiftEndForm):
    """Asks when someone left a shift, in the local time of `zone`.

    Sent with `said=right`, it has no time: the automatic end is right. `key` makes the form count
    once; `shift` and `version` identify the shift that the question is about.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    shift = IdField(widget=forms.HiddenInput)
    version = IdField(widget=forms.HiddenInput)
    log: WorkLog | None = None

    def __init__(self, *args: Any, zone: ZoneInfo, open_log: WorkLog | None, **kwargs: Any) -> None:
        super().__init__(*args, zone=zone, open_log=open_log, **kwargs)
        if open_log:
            field = self.fields["ended_at"]
            field.label = _("Date and time")
            field.error_messages["required"] = _("Enter when you left.")

    @classmethod
    def for_question(cls, question: Question) -> "AnswerForm":
        """Return an unsent form with the suggested end filled in."""
        log = question.log
        initial = {
            "key": uuid4(),
            "shift": log.pk,
            "version": log.version,
            "ended_at": question.suggested,
        }
        form = cls(zone=log.zone, open_log=log, initial=initial)
        form.log = log
        return form

    @classmethod
    def from_post(cls, data: Mapping[str, Any], *, by: Employee, zone: ZoneInfo) -> "AnswerForm":
        """Return the submitted form; it is stale unless it is about a shift of `by`."""
        shift_id = IdField(required=False).to_python(data.get("shift")) or 0
        log = WorkLog.objects.for_employee(by).filter(pk=shift_id).first()
        is_right = data.get("said") == "right"
        form = cls(data, zone=log.zone if log else zone, open_log=None if is_right else log)
        form.log = log
        return form

    @property
    def stated_end(self) -> StatedEnd:
        """The end that the employee stated, for `forgotten.state_end`."""
        data = self.cleaned_data
        return StatedEnd(data["shift"], data["version"], data["moment"])

    @property
    def is_stale(self) -> bool:
        """Whether the form does not come from a current page of ours."""
        return self.log is None or bool({"key", "shift", "version"} & set(self.errors))

    def renew(self) -> None:
        """Give a refused form a new key for the next attempt."""
        self.data = {name: self.data[name] for name in self.data} | {"key": str(uuid4())}
