"""Rows of the rules' form: steps of overtime, premiums, and breaks that are due."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.models.company import Weekday
from timetracking.pay.engine.rules import WHOLE_DAY, Premium, Step
from timetracking.pay.forms.fields import ClockField, FigureField, LengthField
from timetracking.pay.wording import kind_name, weekday_names

ON_HOLIDAYS = "holiday"
_EVERY_DAY = "1234567"
_DAYS = (_EVERY_DAY, "12345", "67", *(str(number) for number in Weekday.values))
_KINDS = ("night", "early", "late", "saturday", "sunday", "holiday")


class Row(forms.Form):
    """A row; one whose `needed` fields are all empty says nothing."""

    needed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        values = getattr(self, "cleaned_data", {})
        return all(values.get(name) in (None, "") for name in self.needed)

    def made(self, base: Iterable[Any]) -> Any:
        """Return what the valid row says; `base` is what the rules said before."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing in a row that says something."""
        cleaned = super().clean() or self.cleaned_data
        wrong = [name for name in self.needed if name in self.errors]
        if wrong or not self.is_empty:
            for name in self.needed:
                if cleaned.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _("Fill this in, or empty the whole row."))
        return cleaned


class StepRow(Row):
    """A step of overtime."""

    needed = ("after", "multiplier")

    after = LengthField(label=_("Over (hours)"))
    multiplier = FigureField(label=_("Times the rate"))
    source = forms.CharField(label=_("Source"), required=False, max_length=200)

    def made(self, base: Iterable[Step]) -> Step:
        """Return the step; one of `base` with these figures is still customary if it was."""
        values = self.cleaned_data
        step = Step(values["after"], values["multiplier"], values["source"])
        return next((one for one in base if _is_same_step(one, step)), step)


def _is_same_step(one: Step, step: Step) -> bool:
    return (one.after, one.multiplier, one.source) == (step.after, step.multiplier, step.source)


class PremiumRow(Row):
    """A premium."""

    needed = ("kind", "percent")

    kind = forms.ChoiceField(label=_("For"), required=False)
    percent = FigureField(label=_("Per cent of the rate"))
    days = forms.ChoiceField(label=_("On"), required=False)
    begins = ClockField(label=_("From"))
    ends = ClockField(label=_("Until"))
    over = LengthField(label=_("Only if more than (hours)"))
    source = forms.CharField(label=_("Source"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = dict.fromkeys([*_KINDS, *filter(None, [self.initial.get("kind")])])
        days = dict.fromkeys([*_DAYS, self.initial.get("days") or _EVERY_DAY])
        days.pop(ON_HOLIDAYS, None)
        self._choose("kind", [("", _("no premium")), *((kind, kind_name(kind)) for kind in kinds)])
        names = [(one, weekday_names(tuple(int(day) for day in one))) for one in days]
        self._choose("days", [*names, (ON_HOLIDAYS, _("public holidays"))])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
        field.choices = choices

    def made(self, base: Iterable[Premium]) -> Premium:
        """Return the premium; one of `base` that is the same is still customary if it was."""
        values = self.cleaned_data
        on_holidays = values["days"] == ON_HOLIDAYS
        days = _EVERY_DAY if on_holidays else values["days"] or _EVERY_DAY
        begins, ends = values["begins"], values["ends"]
        premium = Premium(
            kind=values["kind"],
            percent=values["percent"],
            begins=0 if begins is None else begins,
            ends=WHOLE_DAY if ends is None else ends,
            weekdays=tuple(int(day) for day in days),
            on_holidays=on_holidays,
            over=values["over"] or 0,
            source=values["source"],
        )
        return next((one for one in base if _is_same_premium(one, premium)), premium)


def _is_same_premium(one: Premium, premium: Premium) -> bool:
    names = ("kind", "percent", "begins", "ends", "on_holidays", "over", "source")
    same = all(getattr(one, name) == getattr(premium, name) for name in names)
    return same and (one.on_holidays or set(one.weekdays) == set(premium.weekdays))


class BreakRow(Row):
    """How much of a break is due beyond how much work."""

    needed = ("after", "due")

    after = LengthField(label=_("Over (hours of work)"))
    due = LengthField(label=_("Break due (minutes)"), in_minutes=True)

    def made(self, base: Iterable[tuple[int, int]]) -> tuple[int, int]:
        """Return the step."""
        return self.cleaned_data["after"], self.cleaned_data["due"]


def step_initial(step: Step) -> dict[str, Any]:
    """Return the values of a step's row."""
    return {"after": step.after, "multiplier": step.multiplier, "source": step.source}


def premium_initial(premium: Premium) -> dict[str, Any]:
    """Return the values of a premium's row; times that say nothing are left out."""
    is_whole = (premium.begins, premium.ends) == (0, WHOLE_DAY)
    days = "".join(str(day) for day in sorted(set(premium.weekdays)))
    return {
        "kind": premium.kind,
        "percent": premium.percent,
        "days": ON_HOLIDAYS if premium.on_holidays else days,
        "begins": None if is_whole else premium.begins,
        "ends": None if is_whole else premium.ends,
        "over": premium.over or None,
        "source": premium.source,
    }


def break_initial(step: tuple[int, int]) -> dict[str, Any]:
    """Return the values of the row of a break."""
    return {"after": step[0], "due": step[1]}
