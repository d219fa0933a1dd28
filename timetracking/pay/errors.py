"""The sentences for what the pay engine finds, and the errors of this package."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from timetracking.base.errors import TimeTrackingError
from timetracking.base.minutes import duration
from timetracking.pay.engine.findings import Finding

_LENGTHS = ("after", "before", "due", "least", "longest", "minutes", "most", "taken", "worked")
_TIMES = ("begins", "ends", "minute")

_SENTENCES: Mapping[str, str | Promise] = {
    # Rule sets.
    "no_weekday": _("Choose days from Monday to Sunday."),
    "rounding_step": _("Times can be rounded to 5, 6, 10 or 15 minutes. Choose one of these."),
    "step_outside": _("Overtime has to begin between 0 and %(longest)s. Enter another threshold."),
    "step_below_rate": _(
        "Overtime cannot be paid less than the rate itself. Enter a factor of at least 1."
    ),
    "steps_out_of_order": _(
        "A step begins at %(after)s, and the one before it at %(before)s. Put the steps in order, "
        "each beginning later than the one before."
    ),
    "steps_go_down": _(
        "A later step pays %(multiplier)s times the rate, and the one before it %(before_figure)s "
        "times. Each step has to pay more than the one before."
    ),
    "empty_window": _(
        "This premium begins and ends at %(begins)s, so it would never apply. Choose another time "
        "for its end."
    ),
    "window_outside": _("Choose times between 0:00 and 24:00 for this premium."),
    "negative_percent": _("A premium cannot be negative. Enter 0 or more."),
    "premium_unclear": _("Say what this premium is for."),
    "premium_twice": _(
        "There is already a premium of this kind with %(percent)s %%. Change that one, or enter "
        "another percentage."
    ),
    "half_holiday_outside": _("Choose a time between 0:01 and 23:59 at which half holidays begin."),
    "minutes_outside": _("Enter a length between a minute and 24 hours."),
    "negative_cap": _("The most that is carried cannot be negative. Enter 0 or more."),
    "average_weeks": _("Enter at least one week for the average."),
    "breaks_go_down": _(
        "Longer work cannot require a shorter break. Put the steps of breaks in order."
    ),
    "two_versions": _("There is already a version of the rules from that day. Change that one."),
    # Contracts and rates.
    "two_contracts": _(
        "There would be two contracts for %(first)s. End the earlier one before that day, or let "
        "the later one begin after it."
    ),
    "contract_ends_before": _("The contract ends before it begins. Check both days."),
    "weekly_hours_outside": _("A week has between 0 and 168 hours. Check the hours a week."),
    "no_working_days": _("Choose the days on which these hours are worked."),
    "negative_salary": _("A salary cannot be negative. Enter 0 or more."),
    "negative_rate": _("A rate cannot be negative. Enter 0 or more."),
    "two_rates": _("There is already a rate from %(since)s. Change that one."),
    # Warnings about hours.
    "short_rest": _("Only %(minutes)s of rest since the working day before. Due are %(least)s."),
    "long_day": _("%(minutes)s on one day. The most allowed is %(most)s."),
    "missing_break": _("%(worked)s of work need %(due)s of break. Taken: %(taken)s."),
    "long_without_break": _("%(minutes)s of work without a break. The most allowed is %(most)s."),
    "days_in_a_row": _("Working day number %(days)s in a row, since %(since)s."),
    "high_average": _(
        "On average %(minutes)s a week since %(since)s. The most allowed is %(most)s."
    ),
    "much_additional": _(
        "%(minutes)s beyond the contract in one week. The most agreed is %(most)s."
    ),
}


class PayError(TimeTrackingError):
    """The base of the errors of pay."""


class RulesRefused(PayError):
    """Rules, contracts or rates contradict themselves; `findings` says where."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(" ".join(sentence(finding) for finding in self.findings))


class RulesUnreadable(PayError):
    """The stored or imported data are no rule set."""

    def __init__(self, path: str) -> None:
        self.path = path
        message = _("These are no rules of pay that Shiftbook can read: look at “%(field)s”.")
        super().__init__(message % {"field": path})


def sentence(finding: Finding) -> str:
    """Return what a finding means, in the current language."""
    facts = {name: _shown(name, value) for name, value in finding.facts.items()}
    if "multiplier" in finding.facts:
        # The step before is a factor here, and a length elsewhere.
        facts["before_figure"] = _shown("multiplier", finding.facts.get("before"))
    return str(_SENTENCES[finding.code]) % facts


def _shown(name: str, value: Any) -> str:
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return formats.localize(value.normalize() + 0)
    if isinstance(value, int) and name in _LENGTHS:
        return duration(timedelta(minutes=value))
    if isinstance(value, int) and name in _TIMES:
        hours, minutes = divmod(value, 60)
        return f"{hours}:{minutes:02}"
    return str(value)


class RulesChanged(PayError):
    """Somebody else has changed the rules since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The rules were changed after you opened this page, so nothing was saved. Compare "
                "them with yours below, and save again to keep yours."
            )
        )


class DayIsLocked(PayError):
    """Rules would hold on days whose hours are locked."""

    def __init__(self, last: date) -> None:
        sentence = _("The hours until %(day)s are locked and keep their rules. Choose a later day.")
        super().__init__(sentence % {"day": formats.date_format(last, "DATE_FORMAT")})


class NoSuchPreset(PayError):
    """There is no such preset, or no such version of it."""

    def __init__(self) -> None:
        super().__init__(_("There is no such preset. Choose one from the list."))


class NoRulesYet(PayError):
    """The company has no rules of pay yet."""

    def __init__(self) -> None:
        super().__init__(_("There are no rules yet. Adopt a preset first, and change it then."))


class ReasonMissing(PayError):
    """A correction of the hours bank needs a reason."""

    def __init__(self) -> None:
        super().__init__(_("Please give a reason. The person sees it too."))


class NothingToCorrect(PayError):
    """A correction of the hours bank changes nothing."""

    def __init__(self) -> None:
        super().__init__(_("Enter how many hours to add, or with a minus how many to take."))
