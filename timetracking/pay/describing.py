"""Rule sets in words: each rule with where it stands, in the current language."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timetracking.models.company import Weekday
from timetracking.pay.engine.data import changed
from timetracking.pay.engine.rules import Limits, Premium, Rounding, RuleSet, Sourced, Step
from timetracking.pay.wording import clock, figure, kind_name, length, weekday_names


@dataclass(frozen=True)
class Statement:
    """A sentence about a rule. `is_customary` says that the law gives no figure."""

    text: str
    source: str = ""
    is_customary: bool = False


@dataclass(frozen=True)
class Rule:
    """What a field of a rule set says; nothing if it has no effect."""

    field: str
    label: str
    statements: tuple[Statement, ...]

    @property
    def texts(self) -> list[str]:
        """The sentences alone, a dash for none."""
        return [one.text for one in self.statements] or ["\N{EN DASH}"]


@dataclass(frozen=True)
class Section:
    """Rules that belong together."""

    name: str
    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Change:
    """A rule that differs: in the company's own words and in the preset's."""

    label: str
    own: list[str]
    preset: list[str]


Statements = Iterator[Statement]


def sections(rules: RuleSet) -> list[Section]:
    """Return all rules by section; a rule without a statement has no effect."""
    return [
        Section(name, str(title), tuple(_rule(rules, field) for field in fields))
        for name, title, fields in _SECTIONS
    ]


def stated(rules: RuleSet) -> list[Section]:
    """Return the rules that have an effect, and only sections that have one."""
    found = [
        Section(one.name, one.title, tuple(rule for rule in one.rules if rule.statements))
        for one in sections(rules)
    ]
    return [section for section in found if section.rules]


def changes(own: RuleSet, preset: RuleSet) -> list[Change]:
    """Return the rules in which a company's differ from a preset's."""
    fields = changed(own, preset)
    pairs = [(_rule(own, field), _rule(preset, field)) for field in _READERS if field in fields]
    return [Change(mine.label, _in_full(mine), _in_full(theirs)) for mine, theirs in pairs]


def _in_full(rule: Rule) -> list[str]:
    """Return the sentences with their sources, which may be all that differs."""
    texts = [f"{one.text} ({one.source})" if one.source else one.text for one in rule.statements]
    return texts or ["\N{EN DASH}"]


def _rule(rules: RuleSet, field: str) -> Rule:
    label, reader = _READERS[field]
    return Rule(field, str(label), tuple(reader(rules)))


def _rounding(rounding: Rounding) -> Statements:
    if rounding.minutes:
        texts = {
            "nearest": _("to the nearest %(n)s minutes"),
            "up": _("up to the next %(n)s minutes"),
            "down": _("down to the last %(n)s minutes"),
        }
        yield Statement(texts[rounding.direction] % {"n": rounding.minutes})


def _steps(steps: tuple[Step, ...], *, of_week: bool = False) -> Statements:
    for step in steps:
        facts = {"after": length(step.after), "factor": figure(step.multiplier)}
        text = (
            _("from the first minute: %(factor)s times the rate")
            if not step.after
            else _("over %(after)s a week: %(factor)s times the rate")
            if of_week
            else _("over %(after)s a day: %(factor)s times the rate")
        )
        yield Statement(text % facts, step.source, step.is_customary)


def _additional(rules: RuleSet) -> Statements:
    if rule := rules.additional:
        text = _("%(factor)s times the rate") % {"factor": figure(rule.multiplier)}
        if rule.most is not None:
            text += "; " + _("a warning beyond %(n)s %% of the contract") % {"n": rule.most}
        yield Statement(text, rule.source)


def _averages(rules: RuleSet) -> Statements:
    if rules.averages_rates:
        text = _("by the average of the week's rates, weighted by hours")
        yield Statement(text, rules.averages_source)


def _workday(rules: RuleSet) -> Statements:
    if rules.workday == "calendar":
        yield Statement(_("an hour counts for its calendar day, also after midnight"))
    else:
        yield Statement(_("an hour counts for the day on which its shift began"))


def _week_start(rules: RuleSet) -> Statements:
    yield Statement(str(Weekday(rules.week_start).label))


def _premiums(rules: RuleSet) -> Statements:
    for premium in rules.premiums:
        yield Statement(_premium(premium), premium.source, premium.is_customary)


def _premium(premium: Premium) -> str:
    parts = [f"{kind_name(premium.kind)} +{figure(premium.percent)} %"]
    if premium.on_holidays:
        parts.append(_("on public holidays"))
    elif len(set(premium.weekdays)) < len(Weekday):
        parts.append(weekday_names(premium.weekdays))
    if (premium.begins, premium.ends) != (0, 1440):
        parts.append(f"{clock(premium.begins)}\N{EN DASH}{clock(premium.ends)}")
    if premium.over:
        parts.append(_("for more than %(length)s in a row") % {"length": length(premium.over)})
    return ", ".join(parts)


def _add_up(rules: RuleSet) -> Statements:
    if len(rules.premiums) > 1:
        added, highest = _("they add up"), _("the highest counts alone")
        yield Statement(added if rules.premiums_add_up else highest)


def _half_holidays(rules: RuleSet) -> Statements:
    if any(premium.on_holidays for premium in rules.premiums):
        yield Statement(_("from %(time)s") % {"time": clock(rules.half_holiday_from)})


def _minimum(rules: RuleSet) -> Statements:
    if rule := rules.minimum_shift:
        text = _("shorter work is paid as %(length)s") % {"length": length(rule.minutes)}
        yield Statement(text, rule.source)


def _paid_breaks(rules: RuleSet) -> Statements:
    if rule := rules.paid_break_up_to:
        text = _("breaks of up to %(length)s are paid") % {"length": length(rule.minutes)}
        yield Statement(text, rule.source)


def _bank(rules: RuleSet) -> Statements:
    bank = rules.bank
    if bank is None:
        return
    yield Statement(_("overtime goes to the hours bank instead of being paid"), bank.source)
    if bank.pays_out:
        yield Statement(_("at the end of a period all of it is paid out"))
    elif bank.cap is not None:
        paid = _("at most %(length)s are carried over, and what is beyond is paid out")
        expired = _("at most %(length)s are carried over, and what is beyond expires")
        text = paid if bank.pays_beyond_cap else expired
        yield Statement(text % {"length": length(bank.cap)})


def _limits(rules: RuleSet) -> Statements:
    limits = rules.limits
    sourced: tuple[tuple[Sourced | None, str, dict[str, int]], ...] = (
        (limits.daily, _("over %(length)s a day"), {}),
        (limits.rest, _("under %(length)s of rest between two days"), {}),
        (
            limits.weekly_average,
            _("over %(length)s a week, on average over %(weeks)s weeks"),
            {"weeks": limits.average_weeks},
        ),
    )
    for rule, text, facts in sourced:
        if rule:
            yield Statement(text % {"length": length(rule.minutes), **facts}, rule.source)
    yield from _break_limits(limits)
    if limits.days_in_a_row is not None:
        text = _("%(n)s days in a row") % {"n": limits.days_in_a_row}
        yield Statement(text, limits.days_source)


def _break_limits(limits: Limits) -> Statements:
    for after, due in limits.breaks:
        text = _("over %(after)s of work with less than %(due)s of break")
        facts = {"after": length(after), "due": length(due)}
        yield Statement(text % facts, limits.breaks_source)
    if limits.unbroken is not None:
        text = _("over %(length)s without a break") % {"length": length(limits.unbroken)}
        yield Statement(text, limits.breaks_source)


def _wage_types(rules: RuleSet) -> Statements:
    for code, wage_type in rules.wage_types:
        yield Statement(f"{code}: {wage_type}")


_READERS: dict[str, tuple[object, Callable[[RuleSet], Statements]]] = {
    "rounding_in": (
        gettext_lazy("Rounding of the beginning"),
        lambda rules: _rounding(rules.rounding_in),
    ),
    "rounding_out": (
        gettext_lazy("Rounding of the end"),
        lambda rules: _rounding(rules.rounding_out),
    ),
    "daily": (gettext_lazy("Overtime of a day"), lambda rules: _steps(rules.daily)),
    "weekly": (
        gettext_lazy("Overtime of a week"),
        lambda rules: _steps(rules.weekly, of_week=True),
    ),
    "seventh_day": (
        gettext_lazy("Seventh day of a week"),
        lambda rules: _steps(rules.seventh_day),
    ),
    "additional": (gettext_lazy("Beyond the contract"), _additional),
    "averages_rates": (gettext_lazy("Two rates in a week"), _averages),
    "workday": (gettext_lazy("Day of an hour"), _workday),
    "week_start": (gettext_lazy("The week begins on"), _week_start),
    "premiums": (gettext_lazy("Premiums"), _premiums),
    "premiums_add_up": (gettext_lazy("Several at a time"), _add_up),
    "half_holiday_from": (gettext_lazy("Half holidays"), _half_holidays),
    "minimum_shift": (gettext_lazy("Minimum shift"), _minimum),
    "paid_break_up_to": (gettext_lazy("Paid breaks"), _paid_breaks),
    "bank": (gettext_lazy("Hours bank"), _bank),
    "limits": (gettext_lazy("Warn about"), _limits),
    "wage_types": (gettext_lazy("Wage types"), _wage_types),
}
_SECTIONS = (
    ("rounding", gettext_lazy("Rounding"), ("rounding_in", "rounding_out")),
    (
        "overtime",
        gettext_lazy("Overtime"),
        (
            *("daily", "weekly", "seventh_day", "additional", "averages_rates"),
            *("workday", "week_start"),
        ),
    ),
    (
        "premiums",
        gettext_lazy("Premiums"),
        ("premiums", "premiums_add_up", "half_holiday_from"),
    ),
    (
        "shifts",
        gettext_lazy("Short shifts and breaks"),
        ("minimum_shift", "paid_break_up_to"),
    ),
    ("bank", gettext_lazy("Hours bank"), ("bank",)),
    ("limits", gettext_lazy("Warnings"), ("limits",)),
    ("wage-types", gettext_lazy("Wage types"), ("wage_types",)),
)
