"""The part of the settings' form that says after how much work how much of a break is required."""

from itertools import pairwise

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from timetracking.company.break_presets import FIGURES, STEPS, Example, example
from timetracking.models import Rules


class BreakSteps(forms.BaseForm):
    """Compares values, for a form that has the `FIGURES`, and shows what they mean."""

    def _compare_steps(self) -> None:
        """Compare each step with the one before; the third has both figures or none."""
        more = _("Choose more hours than in the step before.")
        as_many = _("Choose at least as many minutes as in the step before.")
        for (after, minutes), (later_after, later_minutes) in pairwise(STEPS):
            if self._reaches(after, later_after):
                self.add_error(later_after, more)
            if self._is_less(later_minutes, minutes):
                self.add_error(later_minutes, as_many)
        third = [name for name in STEPS[-1] if name not in self.errors]
        empty = [name for name in third if self.cleaned_data.get(name) is None]
        if len(empty) == 1 and len(third) == 2:
            self.add_error(
                empty[0], _("Fill in both figures of the third step, or leave both empty.")
            )

    def _is_less(self, low: str, high: str) -> bool:
        first, second = self.cleaned_data.get(low), self.cleaned_data.get(high)
        # An invalid value has its own error and is not compared.
        return first is not None and second is not None and first < second

    def _reaches(self, first: str, second: str) -> bool:
        high = self.cleaned_data.get(second)
        return self._is_less(second, first) or (
            high is not None and self.cleaned_data.get(first) == high
        )

    def example(self) -> Example:
        """Return an example of the typed break rules, with the stored figure for a wrong one."""
        rules = Rules(**{name: self.initial[name] for name in FIGURES})
        typed = getattr(self, "cleaned_data", {})
        if not self.errors.keys() & set(FIGURES):
            for name in FIGURES:
                setattr(rules, name, typed.get(name, getattr(rules, name)))
        return example(rules)

    def steps(self) -> list[tuple[BoundField, BoundField]]:
        """Return the fields of each step: after how many hours how many minutes are required."""
        return [(self[after], self[minutes]) for after, minutes in STEPS]
