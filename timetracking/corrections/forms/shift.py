"""What a shift should say instead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.corrections.forms.breaks import MOST_BREAKS, BreakFormSet
from timetracking.corrections.forms.reasons import TOO_LONG, WordField
from timetracking.models import NOTE_LENGTH, BreakKind, CompanySettings, Location, WorkLog, zone_at
from timetracking.shifts.proposals import Proposal
from timetracking.web.fields import IdField, NoteField
from timetracking.web.moments import LocalDateTimeField, MomentForm, OccurrenceField


class ShiftForm(MomentForm):
    """All that a shift should say, and why. Times are those of clocks in its zone.

    `log` is the shift that changes; without one it is new, and its times are those of clocks at the
    location that is chosen. `proposal` is what a valid form asks for, `breaks` its part on breaks.
    """

    occurrence_fields: ClassVar = {"check_in": "check_in_which", "check_out": "check_out_which"}

    version = IdField(required=False, widget=forms.HiddenInput)
    check_in = LocalDateTimeField(
        label=_("In"), error_messages={"required": _("Say when the shift began.")}
    )
    check_in_which = OccurrenceField()
    check_out = LocalDateTimeField(
        label=_("Out"), error_messages={"required": _("Say when the shift ended.")}
    )
    check_out_which = OccurrenceField()
    location = forms.TypedChoiceField(
        label=_("Location"), coerce=int, required=False, empty_value=None
    )
    notes = NoteField(
        label=_("Note"),
        required=False,
        # Clocking in and out may each have left one.
        max_length=2 * NOTE_LENGTH + 1,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )
    waived = forms.BooleanField(
        label=_("No automatic break: it could not be taken"),
        required=False,
        help_text=_("Then nothing is taken off for breaks that were due."),
    )
    reason = WordField(label=_("Why?"))

    def __init__(
        self,
        *args: Any,
        log: WorkLog | None,
        company: CompanySettings,
        places: Sequence[Location],
        kinds: Sequence[BreakKind],
        **kwargs: Any,
    ) -> None:
        self.recorded = was = Proposal.of_log(log) if log else None
        if was and log:
            shown: dict[str, Any] = {
                "location": was.location,
                "notes": was.notes,
                "waived": was.waived,
            }
            shown |= {"check_in": was.check_in, "check_out": was.check_out}
            kwargs["initial"] = {**shown, "version": log.version}
        super().__init__(*args, zone=log.zone if log else company.zone, **kwargs)
        self.log, self.company, self._kinds = log, company, list(kinds)
        self._places = {place.pk: place for place in places}
        if log and log.location:
            self._places.setdefault(log.location.pk, log.location)
        self._offer_places()
        # Only a shift that runs may go on without an end.
        self.fields["check_out"].required = log is None or log.check_out is not None
        if not (company.rules.deducts_breaks or (log and (log.deducted or log.deduction_waived))):
            del self.fields["waived"]

    @cached_property
    def breaks(self) -> Any:
        """The part on breaks; after the check-in is known, on whose day they may begin."""
        typed = self.cleaned_data if self.is_bound else {}
        bounds = {"since": typed.get("check_in"), "until": typed.get("check_out")}
        pauses = self.recorded.breaks if self.recorded else ()
        found = BreakFormSet(
            self.data if self.is_bound else None,
            prefix="breaks",
            initial=[{"pause": p, "start": p.start, "end": p.end} for p in pauses],
            form_kwargs={"zone": self.zone, "kinds": self._kinds, **bounds},
        )
        # Taps are not counted: a shift with more breaks than that can be put right, too.
        found.max_num = max(MOST_BREAKS, len(pauses) + found.extra)
        found.absolute_max = found.max_num + found.extra
        return found

    @property
    def offers_breaks(self) -> bool:
        """Whether there is a kind of which a break can be added."""
        return bool(self._kinds)

    @property
    def adds_breaks(self) -> bool:
        """Whether a new break was typed."""
        return self.is_bound and any(row.has_changed() for row in self.breaks.extra_forms)

    def clean(self) -> dict[str, Any]:
        """Find the moments, in the zone of the location, and what is asked for by them."""
        cleaned = super().clean() or self.cleaned_data
        place = self._places.get(cleaned.get("location") or 0)
        if self.log is None:
            self.zone = zone_at(place, self.company.zone)
        was = self.recorded
        naive = cleaned.get("check_in"), cleaned.get("check_out")
        start = self.moment("check_in", naive[0], was.check_in if was else None)
        end = self.moment("check_out", naive[1], was.check_out if was else None)
        # Asked for before the proposal: their errors are the form's.
        if not self.breaks.is_valid():
            self._tell_of_breaks()
        elif start is not None and not self.errors:
            self.proposal = self._proposal(start, end, place)
        return cleaned

    def _proposal(self, start: datetime, end: datetime | None, place: Location | None) -> Proposal:
        found = [form.cleaned_data.get("pause") for form in self.breaks]
        zone = zone_at(place, self.company.zone)
        if self.recorded and (place.pk if place else None) == self.recorded.location:
            zone = self.zone
        proposal = self.recorded or Proposal(start, end, zone.key)
        return replace(
            proposal,
            check_in=start,
            check_out=end,
            time_zone=zone.key,
            location=place.pk if place else None,
            notes=self.cleaned_data.get("notes", ""),
            waived=self.cleaned_data.get("waived", proposal.waived),
            breaks=tuple(pause for pause in found if pause),
        )

    def _tell_of_breaks(self) -> None:
        for error in self.breaks.non_form_errors():
            self.add_error(None, error)
        if not self.errors:
            self.add_error(None, _("Look at the breaks: something is not right there."))

    def _offer_places(self) -> None:
        field = cast("forms.TypedChoiceField", self.fields["location"])
        offered = [(pk, self._place_label(place)) for pk, place in self._places.items()]
        may_be_none = self.log is not None and self.log.location_id is None
        if not offered:
            del self.fields["location"]
            return
        none = [("", _("None"))] if may_be_none else []
        field.choices = [*none, *offered]
        field.required = not may_be_none

    def _place_label(self, place: Location) -> str:
        zone = zone_at(place, self.company.zone)
        return f"{place.name} ({zone.key})" if zone != self.zone else place.name
