"""The form set of a shift's breaks."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.base.local_time import is_ambiguous
from timetracking.models import BreakKind
from timetracking.shifts.proposals import ProposedBreak
from timetracking.web.moments import LocalTimeField, MomentForm, OccurrenceField

if TYPE_CHECKING:
    # Django's form sets take no type argument when the program runs.
    _BaseFormSet = forms.BaseFormSet["BreakForm"]
else:
    _BaseFormSet = forms.BaseFormSet

MOST_BREAKS = 12


class BreakForm(MomentForm):
    """One break of the shift: its kind, and its times of day between `since` and `until`.

    Without times, or if it is to be deleted, there is no break. `cleaned_data["proposed"]` is a
    ProposedBreak or None.
    """

    occurrence_fields: ClassVar = {"start": "start_which", "end": "end_which"}

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
            self.add_error("start", _("Enter when the break started."))
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
    max_num=MOST_BREAKS,
    absolute_max=MOST_BREAKS + 2,
)
