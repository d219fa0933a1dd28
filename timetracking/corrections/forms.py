"""Forms to change, add or remove a shift, and to answer a request."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.base.local_time import is_ambiguous
from timetracking.models import (
    NOTE_LENGTH,
    WORD_LENGTH,
    BreakKind,
    CompanySettings,
    Location,
    WorkLog,
    zone_at,
)
from timetracking.shifts.proposals import Proposal, ProposedBreak
from timetracking.web.fields import IdField, NoteField
from timetracking.web.moments import LocalDateTimeField, LocalTimeField, MomentForm, OccurrenceField

if TYPE_CHECKING:
    # Django's form sets take no type argument when the program runs.
    _BaseFormSet = forms.BaseFormSet["BreakForm"]
else:
    _BaseFormSet = forms.BaseFormSet

_TOO_LONG = _("That is too long: %(show_value)d characters, at most %(limit_value)d fit.")
_MOST_BREAKS = 12


class ReasonField(NoteField):
    """A short reason or answer."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **kwargs: Any) -> None:
        errors = {"max_length": _TOO_LONG, "required": _("Write a word on why.")}
        super().__init__(max_length=WORD_LENGTH, error_messages=errors, **kwargs)

    def to_python(self, value: Any) -> str:
        """Treat a text without visible characters, such as zero-width spaces, as empty."""
        text = super().to_python(value)
        is_visible = any(letter.isprintable() and not letter.isspace() for letter in text)
        return text if is_visible else ""


class BreakForm(MomentForm):
    """One break of the shift: its kind, and its times of day between `since` and `until`.

    Without times, or if it is to be deleted, there is no break. `cleaned_data["proposed"]` is a
    ProposedBreak or None.
    """

    which: ClassVar = {"start": "start_which", "end": "end_which"}

    kind = forms.TypedChoiceField(label=_("Kind"), coerce=int, required=False, empty_value=None)
    start = LocalTimeField(label=_("From"), required=False)
    start_which = OccurrenceField()
    end = LocalTimeField(label=_("To"), required=False)
    end_which = OccurrenceField()

    def __init__(
        self,
        *args: Any,
        since: datetime | None,
        until: datetime | None,
        kinds: Sequence[BreakKind],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.since, self.until = since, until
        self.recorded: ProposedBreak | None = self.initial.get("proposed")
        known = {kind.pk: (kind.name, kind.is_paid) for kind in kinds}
        if self.recorded:
            known.setdefault(self.recorded.kind, (self.recorded.name, self.recorded.is_paid))
            self.initial["kind"] = self.recorded.kind
        else:
            self.initial["kind"] = next(iter(known), None)
        self._known = known
        field = cast("forms.TypedChoiceField", self.fields["kind"])
        field.choices = [(pk, name) for pk, (name, _) in known.items()]

    def clean(self) -> dict[str, Any]:
        """Convert the two times of day to moments."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["proposed"] = None if cleaned.get("DELETE") else self._proposed(cleaned)
        return cleaned

    def _proposed(self, cleaned: dict[str, Any]) -> ProposedBreak | None:
        recorded = self.recorded
        start = self._at("start", cleaned.get("start"), recorded.start if recorded else None)
        end = self._at("end", cleaned.get("end"), recorded.end if recorded else None)
        if start is None and end is not None and not self.errors:
            self.add_error("start", _("Say when the break began."))
        kind = cleaned.get("kind")
        if start is not None and kind is None and not self.errors:
            self.add_error("kind", _("Choose a kind of break."))
        if start is None or kind is None:
            return None
        name, is_paid = self._known[kind]
        if recorded and recorded.kind == kind:
            is_paid = recorded.is_paid
        return ProposedBreak(kind=kind, name=name, is_paid=is_paid, start=start, end=end)

    def _at(self, name: str, typed: time | None, recorded: datetime | None) -> datetime | None:
        if typed is None or self.since is None:
            return self.moment(name, None)
        began = self.since.replace(second=0, microsecond=0)
        naive = datetime.combine(began, typed)
        if naive < began and not self._is_the_hour_again(began, naive):
            naive += timedelta(days=1)
        local = recorded and recorded.astimezone(self.zone).replace(tzinfo=None, fold=0)
        if local and (local.hour, local.minute) == (typed.hour, typed.minute):
            local = local.replace(second=0, microsecond=0)
            # A long shift's break may be on a later day. If the shift moves, its break moves too.
            if began <= local and (self.until is None or local <= self.until):
                naive = local
        return self.moment(name, naive, recorded)

    def _is_the_hour_again(self, began: datetime, naive: datetime) -> bool:
        """Return whether `naive`, before `began`, occurs again after it in a repeated hour."""
        return is_ambiguous(began, self.zone) and is_ambiguous(naive, self.zone)


class _Breaks(_BaseFormSet):
    def add_fields(self, form: BreakForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this break")


BreakFormSet = forms.formset_factory(
    BreakForm,
    formset=_Breaks,
    extra=2,
    can_delete=True,
    max_num=_MOST_BREAKS,
    absolute_max=_MOST_BREAKS + 2,
)


class ShiftForm(MomentForm):
    """A proposed shift and the reason for it. Times are local times in the shift's zone.

    `log` is the shift to change. A new shift has none, and its times are local times at the chosen
    location. `proposal` is set on a valid form; `breaks` is the form set of its breaks.
    """

    which: ClassVar = {"check_in": "check_in_which", "check_out": "check_out_which"}

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
        # Clocking in and clocking out may each have added a note.
        max_length=2 * NOTE_LENGTH + 1,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _TOO_LONG},
    )
    waived = forms.BooleanField(
        label=_("No automatic break: it could not be taken"),
        required=False,
        help_text=_("Then nothing is taken off for breaks that were due."),
    )
    reason = ReasonField(label=_("Why?"))

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
        formset.max_num = max(_MOST_BREAKS, len(recorded) + formset.extra)
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
        if not self.breaks.is_valid():
            self._add_break_errors()
        elif start is not None and not self.errors:
            self.proposal = self._proposal(start, end, location)
        return cleaned

    def _proposal(
        self, start: datetime, end: datetime | None, location: Location | None
    ) -> Proposal:
        breaks = [form.cleaned_data.get("proposed") for form in self.breaks]
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
            self.add_error(None, _("Look at the breaks: something is not right there."))

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
        return f"{location.name} ({zone.key})" if zone != self.zone else location.name


class VerdictForm(forms.Form):
    """A yes or no to a request or an edit, with an answer; `version` is the shift's on the page."""

    verdict = forms.ChoiceField(choices=[("accept", "accept"), ("refuse", "refuse")])
    answer = ReasonField(label=_("A word"), required=False)
    version = IdField(required=False)

    @property
    def accepts(self) -> bool:
        """Whether it is a yes."""
        return self.cleaned_data.get("verdict") == "accept"


class RemovalForm(forms.Form):
    """Why a shift is removed."""

    version = IdField(required=False, widget=forms.HiddenInput)
    reason = ReasonField(label=_("Why?"))
