from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from timetracking.base.errors import NoStorage, UnknownLocation, UnknownWeek
from timetracking.base.local_time import local_date
from timetracking.base.periods import Period
from timetracking.base.weeks import Week
from timetracking.models import Location, zone_at
from timetracking.reports.entering import Place, enter
from timetracking.reports.errors import FutureSales, SalesChanged
from timetracking.reports.forms import SalesForm, SalesListForm
from timetracking.reports.lists import Line, check
from timetracking.reports.sales import amounts_of, sales_within
from timetracking.reports.undoing import UNDO_WINDOW, undo
from timetracking.staff.errors import ListRefused
from timetracking.web.guards import manager_required
from timetracking.web.places import chosen_place, places_of
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target

_SESSION = "sales_entered"
# Each has two fields a day, and Django takes no more than 200 in a form.
MOST_LOCATIONS = 12


@manager_required
@form_methods
def sales(request: StaffRequest) -> HttpResponse:
    """Show the sales of a week by day and location, and enter them."""
    now = timezone.now()
    try:
        place = chosen_place(request)
        week = _week(request, now)
    except (UnknownLocation, UnknownWeek) as error:
        messages.warning(request, str(error))
        return HttpResponseRedirect(request.path)
    locations = [place] if place else places_of(request)[:MOST_LOCATIONS]
    period = Period(week.start, week.end)
    rows = sales_within(request.employee, [period], place)
    form = SalesForm(
        form_data(request),
        locations=locations,
        days={one.pk: _begun(one, week, request, now) for one in locations},
        stored={(row.location, row.day): row.amount for row in rows},
    )
    if form.is_bound and form.is_valid():
        if saved := _save(request, form, now):
            return saved
        return _week_page(request, form, locations, week, place, status=409)
    status = 422 if form.is_bound else 200
    return _week_page(request, form, locations, week, place, status=status)


def _save(request: StaffRequest, form: SalesForm, now: datetime) -> HttpResponse | None:
    try:
        entered = enter(form.amounts(), seen=form.seen(), by=author(request), now=now)
    except SalesChanged as error:
        form.show_conflicts(error.stored, request.company.currency)
        form.add_error(None, str(error))
        return None
    except (FutureSales, NoStorage) as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _saved(entered.changed))
    return HttpResponseRedirect(request.get_full_path(), status=303)


def _saved(number: int) -> str:
    if not number:
        return _("These sales were entered already. Nothing was changed.")
    sentence = ngettext(
        "The sales of %(n)d day were saved.", "The sales of %(n)d days were saved.", number
    )
    return sentence % {"n": number}


def _week(request: StaffRequest, now: datetime) -> Week:
    today = local_date(now, request.company.zone)
    starts_on = request.company.week_starts_on
    return Week.shown(request.GET.get("week"), today=today, starts_on=starts_on)


def _begun(location: Location, week: Week, request: StaffRequest, now: datetime) -> list[date]:
    today = _today(location, request, now)
    return [day for day in week.days if day <= today]


def _today(location: Location, request: StaffRequest, now: datetime) -> date:
    return local_date(now, zone_at(location, request.company.zone))


def _week_page(
    request: StaffRequest,
    form: SalesForm,
    locations: Sequence[Location],
    week: Week,
    place: Location | None,
    *,
    status: int,
) -> HttpResponse:
    current = Week.of(
        local_date(timezone.now(), request.company.zone), starts_on=request.company.week_starts_on
    )
    context = {
        "form": form,
        "locations": locations,
        "others": [] if place else places_of(request)[MOST_LOCATIONS:],
        "rows": [(day, [form.cell(one, day) for one in locations]) for day in week.days],
        "week": week,
        "next_week": week.next if week < current else None,
        "place": place,
    }
    return render(request, "timetracking/reports/sales.html", context, status=status)


@manager_required
@form_methods
def sales_import(request: StaffRequest) -> HttpResponse:
    """Take a list of sales, show what each line will do, and enter them all."""
    locations = places_of(request)
    form = SalesListForm(form_data(request), request.FILES or None, locations=locations)
    if not locations or not form.is_bound or not form.is_valid():
        return _list_page(request, form, status=422 if form.is_bound else 200)
    now = timezone.now()
    place = next((one for one in locations if str(one.pk) == form.cleaned_data["place"]), None)
    try:
        lines = check(
            form.table,
            offered=locations,
            place=place or (locations[0] if len(locations) == 1 else None),
            today=lambda location: _today(location, request, now),
            stored=lambda places: amounts_of(request.employee, places),
        )
    except ListRefused as error:
        form.add_error(None, str(error))
        return _list_page(request, form, status=422)
    if request.POST.get("act") == "enter" and not any(line.problem for line in lines):
        return _enter(request, form, lines, now)
    return _list_page(request, form, lines)


def _enter(
    request: StaffRequest, form: SalesListForm, lines: Sequence[Line], now: datetime
) -> HttpResponse:
    amounts: dict[Place, Decimal | None] = {
        (line.location.pk, line.day): line.amount for line in lines if line.location and line.day
    }
    try:
        entered = enter(amounts, by=author(request), now=now)
    except (FutureSales, NoStorage) as error:
        form.add_error(None, str(error))
        return _list_page(request, form, lines, status=409)
    messages.success(request, _saved(entered.changed))
    if entered.lines:
        until = (now + UNDO_WINDOW).isoformat()
        request.session[_SESSION] = {"lines": list(entered.lines), "until": until}
    return HttpResponseRedirect(reverse("sales-imported"), status=303)


def _list_page(
    request: StaffRequest, form: SalesListForm, lines: Sequence[Line] = (), status: int = 200
) -> HttpResponse:
    wrong = [line for line in lines if line.problem]
    if wrong and request.POST.get("act") == "enter":
        status = 422
    context = {
        "form": form,
        "lines": lines,
        "wrong": wrong,
        "enters": sum(line.outcome in {"new", "changed"} for line in lines),
        "text": getattr(form, "text", ""),
    }
    return render(request, "timetracking/reports/sales_import.html", context, status=status)


@manager_required
@require_safe
def sales_imported(request: StaffRequest) -> HttpResponse:
    """Say what to do next after a list, and for a while how to take it back."""
    kept = request.session.get(_SESSION)
    until = datetime.fromisoformat(kept["until"]) if kept else None
    context = {"until": until if until and until > timezone.now() else None}
    return render(request, "timetracking/reports/sales_imported.html", context)


@manager_required
@form_target("sales-imported")
def sales_undo(request: StaffRequest) -> HttpResponse:
    """Take back the list that was entered last, within `UNDO_WINDOW`."""
    kept, now = request.session.get(_SESSION), timezone.now()
    if not kept:
        messages.info(request, _("There is nothing to undo: it was undone already."))
        return HttpResponseRedirect(reverse("sales"), status=303)
    if datetime.fromisoformat(kept["until"]) <= now:
        messages.error(request, _("It is too late to undo this. Change the sales of each day."))
        return HttpResponseRedirect(reverse("sales"), status=303)
    first, last = kept["lines"]
    try:
        undone, kept_days = undo((first, last), by=author(request), now=now)
    except NoStorage as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("sales-imported"), status=303)
    del request.session[_SESSION]
    sentence = ngettext(
        "The sales of %(n)d day are as before.",
        "The sales of %(n)d days are as before.",
        undone.changed,
    )
    messages.success(request, sentence % {"n": undone.changed})
    if kept_days:
        sentence = ngettext(
            "%(n)d day keeps its sales, because they were changed since.",
            "%(n)d days keep their sales, because they were changed since.",
            kept_days,
        )
        messages.warning(request, sentence % {"n": kept_days})
    return HttpResponseRedirect(reverse("sales"), status=303)
