from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.base.errors import TimeTrackingError, UnknownLocation
from timetracking.base.local_time import local_date
from timetracking.reports.dimensions import DIMENSIONS
from timetracking.reports.exporting import as_csv
from timetracking.reports.measures import MEASURES, Unit
from timetracking.reports.notes import notes
from timetracking.reports.plots import Chart, chart
from timetracking.reports.question import Question, presets
from timetracking.reports.report import Report, report
from timetracking.reports.tables import table
from timetracking.reports.writing import Figure, write
from timetracking.web.guards import manager_required
from timetracking.web.places import chosen_place, places_of
from timetracking.web.requests import StaffRequest

# A value, how it is called, and whether it is chosen.
Choice = tuple[str, str, bool]


@manager_required
@require_safe
def reports(request: StaffRequest) -> HttpResponse:
    """Answer the question in the address; say what is wrong with it, and ask the usual one."""
    question, wrong = _question(request)
    for error in wrong:
        messages.warning(request, str(error))
    if wrong:
        return HttpResponseRedirect(f"{request.path}?{question.query}")
    company = request.company
    answer = report(request.employee, question, company=company, now=timezone.now())
    today = local_date(timezone.now(), company.zone)
    usual = presets(today, company.week_starts_on)
    context = {
        "question": question,
        "report": answer,
        "table": table(answer, company.currency),
        "chart": _chart(answer, company.currency),
        "notes": notes(answer, request.employee),
        "presets": [
            (one.label, question.during(one.period).query, one.period == question.period)
            for one in usual
        ],
        "choices": _choices(request, question),
        "has_places": bool(places_of(request)),
    }
    return render(request, "timetracking/reports/report.html", context)


@manager_required
@require_safe
def table_file(request: StaffRequest) -> HttpResponse:
    """Send the table of a report as CSV."""
    question, wrong = _question(request)
    if wrong:
        return HttpResponse("\n".join(map(str, wrong)), status=400, content_type="text/plain")
    answer = report(request.employee, question, company=request.company, now=timezone.now())
    content = as_csv(table(answer, request.company.currency))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    first, last = question.period.first.isoformat(), question.period.last.isoformat()
    name = f"{question.measure}-{question.by}-{first}-{last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _question(request: StaffRequest) -> tuple[Question, list[TimeTrackingError]]:
    wrong: list[TimeTrackingError] = []
    place = None
    try:
        place = chosen_place(request)
    except UnknownLocation as error:
        wrong.append(error)
    question, others = Question.asked(
        request.GET.dict(),
        location=place,
        today=local_date(timezone.now(), request.company.zone),
        starts_on=request.company.week_starts_on,
    )
    return question, [*wrong, *others]


def _chart(answer: Report, currency: str) -> Chart | None:
    """Return the chart of a report by time."""
    if not answer.dimension.is_of_time:
        return None
    measure = answer.measure
    rows = [row for row in answer.rows if row.part]
    values = [measure.value(row.facts) for row in rows]
    before = [measure.value(row.earlier) for row in rows if row.earlier]
    return chart(
        [_tick(row.part.first) for row in rows if row.part],
        _numbers(values, measure.unit),
        _numbers(before, measure.unit),
        titles=[
            f"{row.label}: {write(value, measure.unit, currency)}"
            for row, value in zip(rows, values, strict=True)
        ],
        write=lambda number: _short(number, measure.unit),
    )


def _tick(day: date) -> str:
    return str(date_format(day, "DATE_SHORT"))


def _numbers(values: Iterable[Figure], unit: Unit) -> list[float | None]:
    part = 60 if unit is Unit.MINUTES else 1
    return [None if value is None else float(value) / part for value in values]


def _short(number: float, unit: Unit) -> str:
    decimals = 0 if number == round(number) else 1
    text = str(number_format(number, decimals, use_l10n=True, force_grouping=True))
    if unit is Unit.MINUTES:
        return _("%(hours)s h") % {"hours": text}
    return _("%(number)s %%") % {"number": text} if unit is Unit.PERCENT else text


def _choices(request: StaffRequest, question: Question) -> dict[str, list[Choice]]:
    """Return what the fields of the form offer, by their names."""
    against = {
        "": _("Nothing"),
        "before": _("The period before"),
        "year": _("The same days a year earlier"),
    }
    chosen = question.location.pk if question.location else None
    places = [(str(one.pk), one.name, one.pk == chosen) for one in places_of(request)]
    return {
        "measure": [
            (one.name, str(one.label), one.name == question.measure) for one in MEASURES.values()
        ],
        "by": [(one.name, str(one.title), one.name == question.by) for one in DIMENSIONS.values()],
        "location": [("", _("All locations"), chosen is None), *places] if places else [],
        "against": [(name, label, name == question.against) for name, label in against.items()],
    }
