"""The sentences below a report that say what its figures include, and what they do not."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timetracking.models import Employee
from timetracking.reports.dimensions import CARRIED
from timetracking.reports.measures import Unit
from timetracking.reports.report import Report
from timetracking.reports.writing import write


def notes(report: Report, actor: Employee) -> list[str]:
    """Return the sentences for a reader."""
    found = [_basis(report)]
    if report.dimension.is_of_time and any(row.key == CARRIED for row in report.rows):
        found.append(
            _(
                "“Carried over” is the part of a shift that ran past the first or last midnight of "
                "this period: it counts towards the period in which it was worked."
            )
        )
    if actor.is_limited:
        found.append(_("The report has the people of your locations, wherever they worked."))
    if report.question.location:
        found.append(
            _("Only shifts at %(location)s count, by whomever.")
            % {"location": report.question.location.name}
        )
    if report.measure.needs_members:
        found.append(
            _(
                "Borrowed staff work at a location to which they do not belong today. Their hours "
                "count there."
            )
        )
    if report.measure.needs_rates:
        found += _of_costs(report)
    if report.measure.of_places:
        found += _of_sales(report)
    return found


def _basis(report: Report) -> str:
    if report.dimension.name == "day":
        return _("A shift counts on the day it started, and one that is still running until now.")
    return _(
        "The hours are those of the timesheets; a shift that is still running counts until now."
    )


def _of_costs(report: Report) -> list[str]:
    found = [
        _(
            "Labour cost is basic pay: each shift's hours times the hourly rate of the day it "
            "started. It does not include premiums, overtime pay or the employer's contributions."
        )
    ]
    if report.total.unrated:
        found.append(
            _("%(time)s have no cost, because the people have no hourly rate.")
            % {"time": write(report.total.unrated, Unit.MINUTES, "")}
        )
    if report.total.hidden:
        found.append(
            _(
                "%(time)s of managers and owners are not in the cost, because only owners can see "
                "their rates."
            )
            % {"time": write(report.total.hidden, Unit.MINUTES, "")}
        )
    return found


def _of_sales(report: Report) -> list[str]:
    if not report.days:
        return []
    missing = [(place, days) for place, days in report.sold if days < report.days]
    sentence = ngettext(
        "%(location)s: sales of %(days)d of %(all)d day.",
        "%(location)s: sales of %(days)d of %(all)d days.",
        report.days,
    )
    counts = [
        sentence % {"location": place.name, "days": days, "all": report.days}
        for place, days in missing
    ]
    if counts and report.measure.name == "percent":
        counts.append(_("The percentage counts the cost of all days, also of those without sales."))
    return counts
