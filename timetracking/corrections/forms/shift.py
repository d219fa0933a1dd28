"""The form to change or add a shift."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from places.zones import city
from timetracking.corrections.forms.breaks import MOST_BREAKS, BreakFormSet
from timetracking.models import NOTE_LENGTH, BreakKind, CompanySettings, Location, WorkLog, zone_at
from timetracking.shifts.proposals import Proposal
from timetracking.web.fields import TOO_LONG, NoteField, ReasonField, VersionField
from timetracking.web.moments import LocalDateTimeField, MomentForm, OccurrenceField

# Fields that are not the shift's times: without them it can be judged all the same.
_BESIDE = {"reason", "notes", "version"}


class ShiftForm(MomentForm):
    """A proposed shift and the reason for it. Times are local times in the shift's zone.

    `log` is the shift to change. A new shift has none, and its times are local times at the chosen
    location. `proposal` is set on a valid form; `draft` also if only something beside the times is
    missing, so that all errors can be shown at once. `breaks` is the form set of its breaks.
    """

    occurrence_fields: ClassVar = {"check_in": "check_in_which", "check_out": "check_out_which"}

    draft: Proposal | None = None
    version = VersionField()
    check_in = LocalDateTimeField(
        label=_("In"), error_messages={"required": _("Enter when the shift started.")}
    )
    check_in_which = OccurrenceField()
    check_out = LocalDateTimeField(
        label=_("Out"), error_messages={"required": _("Enter when the shift ended.")}
    )
    check_out_which = OccurrenceField()
    location = forms.TypedChoiceField(
        label=_("Location"), coerce=int, required=False, empty_value=None
    )
    notes = NoteField(
        label=_("Note"),
        required=False,
        # Clocking in and clocking out may each have added a note.
        max_length=2 * NOTE_LENGTH + 1,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )
    waived = forms.BooleanField(
        label=_("No automatic break: no break could be taken"),
        required=False,
        help_text=_("If ticked, nothing is deducted for breaks not taken."),
    )
    reason = ReasonField(label=_("Reason"))

    def __init__(
        self,
        *args: Any,
        log: WorkLog | None,
        company: CompanySettings,
        locations: Sequence[Location],
        kinds: Sequence[BreakKind],
        **kwargs: Any,
    ) -> None:
        self.recorded = recorded = Proposal.of_log(log) if log else None
        if recorded and log:
            initial: dict[str, Any] = {
                "location": recorded.location,
                "notes": recorded.notes,
                "waived": recorded.waived,
            }
            initial |= {"check_in": recorded.check_in, "check_out": recorded.check_out}
            kwargs["initial"] = {**initial, "version": log.version}
        super().__init__(*args, zone=log.zone if log else company.zone, **kwargs)
        self.log, self.company, self._kinds = log, company, list(kinds)
        self._locations = {location.pk: location for location in locations}
        if log and log.location:
            self._locations.setdefault(log.location.pk, log.location)
        self._set_location_choices()
        # Only an open shift may stay without an end.
        self.fields["check_out"].required = log is None or log.check_out is not None
        if not (company.rules.deducts_breaks or (log and (log.deducted or log.deduction_waived))):
            del self.fields["waived"]

    @cached_property
    def breaks(self) -> Any:
        """The form set of breaks; in a bound form it needs the cleaned check-in."""
        data = self.cleaned_data if self.is_bound else {}
        bounds = {"since": data.get("check_in"), "until": data.get("check_out")}
        recorded = self.recorded.breaks if self.recorded else ()
        formset = BreakFormSet(
            self.data if self.is_bound else None,
            prefix="breaks",
            initial=[
                {"proposed": break_, "start": break_.start, "end": break_.end}
                for break_ in recorded
            ],
            form_kwargs={"zone": self.zone, "kinds": self._kinds, **bounds},
        )
        # Clocking does not limit the breaks; a shift with more of them must stay editable.
        formset.max_num = max(MOST_BREAKS, len(recorded) + formset.extra)
        formset.absolute_max = formset.max_num + formset.extra
        return formset

    @property
    def offers_breaks(self) -> bool:
        """Whether there is a kind of break to add."""
        return bool(self._kinds)

    @property
    def adds_breaks(self) -> bool:
        """Whether a new break was entered."""
        return self.is_bound and any(row.has_changed() for row in self.breaks.extra_forms)

    def clean(self) -> dict[str, Any]:
        """Convert the times to moments in the location's zone, and build the proposal."""
        cleaned = super().clean() or self.cleaned_data
        location = self._locations.get(cleaned.get("location") or 0)
        if self.log is None:
            self.zone = zone_at(location, self.company.zone)
        recorded = self.recorded
        naive = cleaned.get("check_in"), cleaned.get("check_out")
        start = self.moment("check_in", naive[0], recorded.check_in if recorded else None)
        end = self.moment("check_out", naive[1], recorded.check_out if recorded else None)
        # Errors of the breaks are errors of the form, so they are checked before the proposal.
        are_breaks_valid = self.breaks.is_valid()
        is_complete = start is not None and not (set(self.errors) - _BESIDE)
        if not are_breaks_valid:
            self._add_break_errors()
        if start is not None and is_complete:
            self.draft = self._proposal(start, end, location)
            if not self.errors:
                self.proposal = self.draft
        return cleaned

    def _proposal(
        self, start: datetime, end: datetime | None, location: Location | None
    ) -> Proposal:
        breaks = [form.cleaned_data.get("proposed") for form in self.breaks if form.is_valid()]
        zone = zone_at(location, self.company.zone)
        if self.recorded and (location.pk if location else None) == self.recorded.location:
            zone = self.zone
        proposal = self.recorded or Proposal(start, end, zone.key)
        return replace(
            proposal,
            check_in=start,
            check_out=end,
            time_zone=zone.key,
            location=location.pk if location else None,
            notes=self.cleaned_data.get("notes", ""),
            waived=self.cleaned_data.get("waived", proposal.waived),
            breaks=tuple(break_ for break_ in breaks if break_),
        )

    def _add_break_errors(self) -> None:
        for error in self.breaks.non_form_errors():
            self.add_error(None, error)
        if not self.errors:
            self.add_error(None, _("Check the breaks: something is not right."))

    def _set_location_choices(self) -> None:
        field = cast("forms.TypedChoiceField", self.fields["location"])
        choices = [(pk, self._label(location)) for pk, location in self._locations.items()]
        may_be_none = self.log is not None and self.log.location_id is None
        if not choices:
            del self.fields["location"]
            return
        none = [("", _("None"))] if may_be_none else []
        field.choices = [*none, *choices]
        field.required = not may_be_none

    def _label(self, location: Location) -> str:
        zone = zone_at(location, self.company.zone)
        return f"{location.name} ({city(zone)})" if zone != self.zone else location.name
