"""The rules of pay: rule sets as data, and which version holds on a day.

Minutes of a day are those that clocks show: 0 is midnight, 1,320 is 22:00. Every rule names its
source, a law or an agreement; `is_customary` says that the law gives no figure, so that the
company's agreement decides.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ROUNDING_STEPS = (5, 6, 10, 15)
WHOLE_DAY = 1440

Direction = Literal["nearest", "up", "down"]


@dataclass(frozen=True, slots=True)
class Rounding:
    """To how many minutes a time is rounded, and how; 0 minutes is not at all."""

    minutes: int = 0
    direction: Direction = "nearest"


@dataclass(frozen=True, slots=True)
class Step:
    """Work beyond so many minutes of a day or a week is paid `multiplier` times the rate."""

    after: int
    multiplier: Decimal
    source: str = ""
    is_customary: bool = False


@dataclass(frozen=True, slots=True)
class Premium:
    """A share of the rate on top, for the minutes from `begins` to `ends` of some days.

    A window that ends before it begins goes over midnight. It applies on its `weekdays` (ISO), or
    with `on_holidays` on public holidays alone, half ones from the minute that the rule set names.
    With `over`, only a stretch of work with more than so many minutes in the window has it. It is
    part of the regular rate that weekly averages take (29 CFR 778.207) unless `is_excluded`, as
    extra pay for Sundays and holidays may be (778.203).
    """

    kind: str
    percent: Decimal
    begins: int = 0
    ends: int = WHOLE_DAY
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    on_holidays: bool = False
    over: int = 0
    is_excluded: bool = False
    source: str = ""
    is_customary: bool = False


@dataclass(frozen=True, slots=True)
class Sourced:
    """A rule with one figure, and where it stands."""

    minutes: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Additional:
    """Work beyond the contract and below overtime, such as Spain's horas complementarias.

    More than `most` percent of the contract's hours, if that is set, is a warning.
    """

    multiplier: Decimal = Decimal(1)
    most: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bank:
    """Overtime goes to an hours bank instead of being paid.

    At the end of a period at most `cap` minutes are carried (None: all); what is beyond is paid
    or expires. With `pays_out` the whole balance is paid, and nothing is carried.
    """

    cap: int | None = None
    pays_beyond_cap: bool = True
    pays_out: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to warn; None is never. Nothing is ever refused for them (rule 23)."""

    rest: Sourced | None = None
    """The least time between two working days."""
    weekly_average: Sourced | None = None
    """The most work a week, on average over `average_weeks`."""
    average_weeks: int = 17
    daily: Sourced | None = None
    """The most work a day."""
    breaks: tuple[tuple[int, int], ...] = ()
    """Beyond how many minutes of work how many of break are due."""
    shortest_break: int = 15
    unbroken: int | None = None
    """The most work without a break, in minutes."""
    breaks_source: str = ""
    days_in_a_row: int | None = None
    days_source: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of a company's rules, or a preset.

    `workday` says which day's overtime a minute counts for: the day on which its shift began, or
    the calendar day. `averages_rates` pays overtime by the weighted average of the week's rates,
    in the period in which the week ends. `paid_break_up_to` makes short breaks paid.
    """

    name: str
    version: int = 1
    week_start: int = 1
    workday: Literal["shift", "calendar"] = "shift"
    rounding_in: Rounding = Rounding()
    rounding_out: Rounding = Rounding()
    daily: tuple[Step, ...] = ()
    weekly: tuple[Step, ...] = ()
    seventh_day: tuple[Step, ...] = ()
    additional: Additional | None = None
    averages_rates: bool = False
    averages_source: str = ""
    premiums: tuple[Premium, ...] = ()
    premiums_add_up: bool = True
    half_holiday_from: int = 720
    minimum_shift: Sourced | None = None
    paid_break_up_to: Sourced | None = None
    bank: Bank | None = None
    limits: Limits = Limits()
    wage_types: tuple[tuple[str, str], ...] = ()
    """The wage type of a line by its code, such as ("overtime-1.25", "1010")."""
