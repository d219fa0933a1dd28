"""The figures of the rules' form that are no rows."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.models.company import Weekday
from timetracking.pay.engine.rules import (
    ROUNDING_STEPS,
    Additional,
    Bank,
    Limits,
    Rounding,
    RuleSet,
    Sourced,
)
from timetracking.pay.forms.fields import ClockField, FigureField, LengthField
from timetracking.pay.wording import clock
from timetracking.web.fields import VersionField

_DIRECTIONS = (("nearest", _("to the nearest")), ("up", _("up")), ("down", _("down")))
_STEPS = (("0", _("not at all")), *((str(n), str(n)) for n in ROUNDING_STEPS))
_BANK = (
    ("", _("Overtime is paid")),
    ("carry", _("Overtime goes to the bank, and all of it is carried over")),
    ("pay", _("… and what is beyond the cap is paid out")),
    ("expire", _("… and what is beyond the cap expires")),
    ("payout", _("… and is paid out at the end of each period")),
)
_WORKDAYS = (
    ("shift", _("the day on which its shift began")),
    ("calendar", _("its calendar day, also after midnight")),
)


def _count(label: Any, most: int, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=most, localize=False, **kwargs
    )


class FiguresForm(forms.Form):
    """From which day the rules hold, and each figure that there is once."""

    seen = VersionField()
    starts_on = forms.DateField(
        label=_("These rules hold from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Days before it keep the rules that they have."),
    )
    rounding_in_minutes = forms.ChoiceField(
        label=_("Round the beginning (minutes)"), choices=_STEPS
    )
    rounding_in_direction = forms.ChoiceField(label=_("Beginning"), choices=_DIRECTIONS)
    rounding_out_minutes = forms.ChoiceField(label=_("Round the end (minutes)"), choices=_STEPS)
    rounding_out_direction = forms.ChoiceField(label=_("End"), choices=_DIRECTIONS)
    additional = FigureField(
        label=_("Hours beyond the contract (times the rate)"),
        help_text=_("For part-time work, up to the first step of overtime. Empty: not apart."),
    )
    additional_most = _count(_("Warn beyond (per cent of the contract)"), 1000)
    averages_rates = forms.BooleanField(
        label=_("Pay overtime by the average of the week's rates"), required=False
    )
    workday = forms.ChoiceField(label=_("An hour counts for"), choices=_WORKDAYS)
    week_start = forms.TypedChoiceField(
        label=_("The week begins on"), choices=Weekday.choices, coerce=int
    )
    premiums_add_up = forms.BooleanField(
        label=_("Several premiums at a time add up"),
        required=False,
        help_text=_("If not ticked, the highest one counts alone."),
    )
    half_holiday_from = ClockField(label=_("Half holidays begin at"))
    minimum_shift = LengthField(
        label=_("Minimum shift (hours)"), help_text=_("Shorter work is paid as if it were so long.")
    )
    paid_break_up_to = LengthField(
        label=_("Breaks are paid up to (minutes)"),
        in_minutes=True,
        help_text=_("Longer breaks of an unpaid kind stay unpaid as a whole."),
    )
    bank = forms.ChoiceField(label=_("Hours bank"), choices=_BANK, required=False)
    bank_cap = LengthField(label=_("At most carried over (hours)"))
    daily = LengthField(label=_("Hours a day"))
    rest = LengthField(label=_("Rest between two days (hours)"))
    weekly_average = LengthField(label=_("Hours a week, on average"))
    average_weeks = _count(_("… over so many weeks"), 104)
    days_in_a_row = _count(_("Days in a row"), 60)
    unbroken = LengthField(label=_("Hours without a break"))
    shortest_break = _count(_("Shortest break that counts (minutes)"), 240)

    def clean(self) -> dict[str, Any]:
        """Ask for the cap that the bank needs."""
        cleaned = super().clean() or self.cleaned_data
        needs_cap = cleaned.get("bank") in {"pay", "expire"} and "bank_cap" not in self.errors
        if needs_cap and cleaned.get("bank_cap") is None:
            self.add_error("bank_cap", _("Enter how much is carried over at most."))
        return cleaned

    def made(self, base: RuleSet) -> RuleSet:
        """Return `base` with these figures; a figure that stays keeps its source."""
        values = self.cleaned_data
        return replace(
            base,
            rounding_in=_rounding(values, "rounding_in"),
            rounding_out=_rounding(values, "rounding_out"),
            additional=_additional(values, base.additional),
            averages_rates=values["averages_rates"],
            workday=values["workday"],
            week_start=values["week_start"],
            premiums_add_up=values["premiums_add_up"],
            half_holiday_from=values["half_holiday_from"] or base.half_holiday_from,
            minimum_shift=_sourced(values["minimum_shift"], base.minimum_shift),
            paid_break_up_to=_sourced(values["paid_break_up_to"], base.paid_break_up_to),
            bank=_bank(values, base.bank),
            limits=_limits(values, base.limits),
        )


def figures_of(rules: RuleSet) -> dict[str, Any]:
    """Return the values with which the form begins."""
    limits, bank = rules.limits, rules.bank
    ends = "" if bank is None else "payout" if bank.pays_out else "carry"
    if bank is not None and bank.cap is not None and not bank.pays_out:
        ends = "pay" if bank.pays_beyond_cap else "expire"
    return {
        "rounding_in_minutes": str(rules.rounding_in.minutes),
        "rounding_in_direction": rules.rounding_in.direction,
        "rounding_out_minutes": str(rules.rounding_out.minutes),
        "rounding_out_direction": rules.rounding_out.direction,
        "additional": rules.additional.multiplier if rules.additional else None,
        "additional_most": rules.additional.most if rules.additional else None,
        "averages_rates": rules.averages_rates,
        "workday": rules.workday,
        "week_start": rules.week_start,
        "premiums_add_up": rules.premiums_add_up,
        "half_holiday_from": clock(rules.half_holiday_from),
        "minimum_shift": rules.minimum_shift and rules.minimum_shift.minutes,
        "paid_break_up_to": rules.paid_break_up_to and rules.paid_break_up_to.minutes,
        "bank": ends,
        "bank_cap": bank.cap if bank else None,
        "daily": limits.daily and limits.daily.minutes,
        "rest": limits.rest and limits.rest.minutes,
        "weekly_average": limits.weekly_average and limits.weekly_average.minutes,
        "average_weeks": limits.average_weeks,
        "days_in_a_row": limits.days_in_a_row,
        "unbroken": limits.unbroken,
        "shortest_break": limits.shortest_break,
    }


def _rounding(values: dict[str, Any], name: str) -> Rounding:
    minutes = int(values[f"{name}_minutes"])
    return Rounding(minutes, values[f"{name}_direction"]) if minutes else Rounding()


def _sourced(minutes: int | None, base: Sourced | None) -> Sourced | None:
    if minutes is None:
        return None
    return base if base and base.minutes == minutes else Sourced(minutes)


def _additional(values: dict[str, Any], base: Additional | None) -> Additional | None:
    multiplier: Decimal | None = values["additional"]
    if multiplier is None:
        return None
    made = Additional(multiplier, values["additional_most"])
    is_same = base is not None and (base.multiplier, base.most) == (made.multiplier, made.most)
    return base if is_same else made


def _bank(values: dict[str, Any], base: Bank | None) -> Bank | None:
    ends = values["bank"]
    if not ends:
        return None
    has_cap = ends in {"pay", "expire"}
    return Bank(
        cap=values["bank_cap"] if has_cap else None,
        pays_beyond_cap=ends != "expire",
        pays_out=ends == "payout",
        source=base.source if base else "",
    )


def _limits(values: dict[str, Any], base: Limits) -> Limits:
    days = values["days_in_a_row"]
    return replace(
        base,
        daily=_sourced(values["daily"], base.daily),
        rest=_sourced(values["rest"], base.rest),
        weekly_average=_sourced(values["weekly_average"], base.weekly_average),
        average_weeks=values["average_weeks"] or base.average_weeks,
        days_in_a_row=days,
        days_source=base.days_source if days == base.days_in_a_row else "",
        unbroken=values["unbroken"],
        shortest_break=values["shortest_break"] or base.shortest_break,
    )
