"""The form of a whole rule set: its figures, its rows and its wage types."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from timetracking.models import PayRules
from timetracking.pay.describing import Change, changes
from timetracking.pay.engine import checking
from timetracking.pay.engine.findings import Finding
from timetracking.pay.engine.kinds import Kind, Kinds
from timetracking.pay.engine.rules import RuleSet
from timetracking.pay.errors import sentence
from timetracking.pay.forms import rows
from timetracking.pay.forms.figures import FiguresForm, figures_of
from timetracking.pay.forms.rows import Row
from timetracking.pay.rules import read
from timetracking.pay.wording import kind_label

_MOST_ROWS = 12
_ONE = Decimal(1)
_AT = {
    "step_below_rate": "multiplier",
    "steps_go_down": "multiplier",
    "empty_window": "ends",
    "window_outside": "begins",
    "negative_percent": "percent",
    "premium_twice": "percent",
    "no_weekday": "days",
    "premium_unclear": "kind",
}
_ROUNDINGS = {"rounding_in": "rounding_in_minutes", "rounding_out": "rounding_out_minutes"}


@dataclass(frozen=True)
class Part:
    """A section of the page: fields, and rows under their own title."""

    name: str
    title: Any
    lead: Any
    fields: list[BoundField]
    rows: list[tuple[Any, Any]]


class WageTypesForm(forms.Form):
    """The wage type of each kind of line that the rules make."""

    def __init__(self, data: QueryDict | None, rules: RuleSet) -> None:
        stored = dict(rules.wage_types)
        self.codes = {f"wage_{n}": code for n, (code, _label) in enumerate(codes_of(rules))}
        initial = {name: stored.get(code, "") for name, code in self.codes.items()}
        super().__init__(data, initial=initial)
        labels = dict(codes_of(rules))
        for name, code in self.codes.items():
            self.fields[name] = forms.CharField(label=labels[code], required=False, max_length=20)

    def made(self, base: RuleSet) -> tuple[tuple[str, str], ...]:
        """Return all wage types; those of kinds that are not on the page stay."""
        typed = {code: self.cleaned_data[name] for name, code in self.codes.items()}
        kept = dict(base.wage_types) | typed
        return tuple((code, wage_type) for code, wage_type in kept.items() if wage_type)


class RuleSetForm:
    """Several forms that are sent together; `base` is what they change."""

    def __init__(
        self, data: QueryDict | None, *, base: RuleSet, starts_on: date, seen: int
    ) -> None:
        self.base, self.is_bound = base, data is not None
        self.refusal, self.differences = "", list[Change]()
        first = {"starts_on": starts_on, "seen": seen}
        self.figures = FiguresForm(data, initial=figures_of(base) | first)
        self.rows = {
            "daily": _rows(data, rows.StepRow, "daily", map(rows.step_initial, base.daily)),
            "weekly": _rows(data, rows.StepRow, "weekly", map(rows.step_initial, base.weekly)),
            "seventh_day": _rows(
                data, rows.StepRow, "seventh", map(rows.step_initial, base.seventh_day)
            ),
            "premiums": _rows(
                data, rows.PremiumRow, "premiums", map(rows.premium_initial, base.premiums)
            ),
            "limits.breaks": _rows(
                data, rows.BreakRow, "breaks", map(rows.break_initial, base.limits.breaks)
            ),
        }
        self.wage_types = WageTypesForm(data, base)

    def is_valid(self) -> bool:
        """Return whether all forms are right, and the rules do not contradict themselves."""
        forms_ = (self.figures, *self.rows.values(), self.wage_types)
        valid = [form.is_valid() for form in forms_]  # all of them, so that all errors are shown
        if not all(valid):
            return False
        for finding in checking.rule_set(self.rules()):
            self.add(finding)
        return not self.has_errors

    @property
    def has_errors(self) -> bool:
        """Whether anything was refused."""
        if not self.is_bound:
            return False
        rowed = any(not one.is_valid() for one in self.rows.values())
        return bool(self.figures.errors or rowed or self.wage_types.errors)

    def rules(self) -> RuleSet:
        """Return the rules that were typed; the forms are valid each by itself."""
        made = self.figures.made(self.base)
        breaks = self._made("limits.breaks", self.base.limits.breaks)
        return replace(
            made,
            daily=self._made("daily", self.base.daily),
            weekly=self._made("weekly", self.base.weekly),
            seventh_day=self._made("seventh_day", self.base.seventh_day),
            premiums=self._made("premiums", self.base.premiums),
            limits=replace(
                made.limits,
                breaks=breaks,
                breaks_source=made.limits.breaks_source
                if breaks == self.base.limits.breaks
                else "",
            ),
            wage_types=self.wage_types.made(self.base),
        )

    def add(self, finding: Finding) -> None:
        """Show a contradiction at its field."""
        name, _dot, number = finding.field.partition(".")
        if finding.field == "limits.breaks":
            self._filled("limits.breaks")[-1].add_error("due", sentence(finding))
        elif name in self.rows and number.isdigit():
            row = self._filled(name)[int(number)]
            at = _AT.get(finding.code, "after")
            row.add_error(at if at in row.fields else None, sentence(finding))
        else:
            at = {"limits": number, "bank": "bank_cap"}.get(name, _ROUNDINGS.get(name, name))
            self.figures.add_error(at if at in self.figures.fields else None, sentence(finding))

    def show_conflict(self, stored: PayRules, refusal: str, seen: int) -> None:
        """Show what differs from the stored rules; sent again, the form replaces them."""
        self.refusal, self.differences = refusal, changes(self.rules(), read(stored.data))
        data = cast("QueryDict", self.figures.data).copy()
        data["seen"] = str(seen)
        self.figures.data = data
        self.figures.add_error(None, refusal)

    def parts(self) -> Iterator[Part]:
        """Yield the sections of the page in order."""
        for name, title, lead, fields, rowed in _PARTS:
            bound = [self.figures[field] for field in fields]
            yield Part(name, title, lead, bound, [(label, self.rows[one]) for one, label in rowed])
        fields_ = list(self.wage_types)
        yield Part("wage-types", _("Wage types"), _WAGE_TYPES, fields_, [])

    def _filled(self, name: str) -> list[Row]:
        return [row for row in self.rows[name] if not row.is_empty]

    def _made(self, name: str, base: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(row.made(base) for row in self._filled(name))


def codes_of(rules: RuleSet) -> list[tuple[str, str]]:
    """Return the codes of all lines that the rules can make, with their names."""
    kinds = Kinds(rules)
    made: list[Kind] = [
        *(kind for steps in (kinds.daily, kinds.weekly, kinds.seventh_day) for _n, kind in steps),
        *(kind for _rule, kind in kinds.premiums),
    ]
    if kinds.additional:
        made.append(kinds.additional)
    if rules.minimum_shift:
        made.append(kinds.minimum)
    labels = {kind.code: kind_label(kind.name, kind.factor) for kind in made}
    first = {name: kind_label(name, _ONE) for name in ("salary", "regular")}
    if rules.bank:
        labels["bank_payout"] = kind_label("bank_payout", _ONE)
    return list((first | labels).items())


def _rows(
    data: QueryDict | None,
    form: type[Row],
    prefix: str,
    initial: Iterable[Mapping[str, Any]],
) -> Any:
    made = forms.formset_factory(form, extra=2, max_num=_MOST_ROWS, absolute_max=_MOST_ROWS)
    return made(data, prefix=prefix, initial=list(initial))


_WAGE_TYPES = _("The numbers by which your payroll knows these lines. They stand in the CSV.")
_PARTS: tuple[tuple[str, Any, Any, tuple[str, ...], tuple[tuple[str, Any], ...]], ...] = (
    ("start", _("From when"), "", ("starts_on",), ()),
    (
        "rounding",
        _("Rounding"),
        _(
            "What was clocked stays as it is; pay uses the rounded times. The fairness report says "
            "who wins and who loses by it."
        ),
        (
            *("rounding_in_minutes", "rounding_in_direction"),
            *("rounding_out_minutes", "rounding_out_direction"),
        ),
        (),
    ),
    (
        "overtime",
        _("Overtime"),
        _("In steps, each from so many hours on. An hour that is both counts once."),
        (
            *("additional", "additional_most", "averages_rates", "workday"),
            "week_start",
        ),
        (
            ("daily", _("Of a day")),
            ("weekly", _("Of a week")),
            ("seventh_day", _("On the seventh day of a week that is worked on every day")),
        ),
    ),
    (
        "premiums",
        _("Premiums"),
        _("A share of the rate on top, by the clock on the wall. Leave times empty for all day."),
        ("premiums_add_up", "half_holiday_from"),
        (("premiums", _("Premiums")),),
    ),
    (
        "shifts",
        _("Short shifts and breaks"),
        _("Leave empty what you do not have."),
        ("minimum_shift", "paid_break_up_to"),
        (),
    ),
    (
        "bank",
        _("Hours bank"),
        _("Hours beyond the contract can be kept instead of paid."),
        ("bank", "bank_cap"),
        (),
    ),
    (
        "limits",
        _("Warnings"),
        _("Nothing is refused for these. Leave empty what you do not want to be warned about."),
        (
            *("daily", "rest", "weekly_average", "average_weeks", "days_in_a_row", "unbroken"),
            "shortest_break",
        ),
        (("limits.breaks", _("Breaks that are due")),),
    ),
)
