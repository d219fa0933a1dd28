"""The pages of the holidays: the preview, entries, and the calendar of a place."""

from copy import copy
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.base.errors import EntryChanged, UnknownLocation
from timetracking.calendars import entering, placing
from timetracking.calendars.errors import CalendarError
from timetracking.calendars.forms import CalendarForm, HolidayForm
from timetracking.calendars.holidays import calendar_of
from timetracking.calendars.preview import entries_at, preview
from timetracking.calendars.public import is_covered, region_name
from timetracking.models import Holiday, Location, Portion
from timetracking.web.guards import owner_required
from timetracking.web.loaders import load_holiday
from timetracking.web.places import chosen_place, places_of
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target


@owner_required
@require_safe
def holidays(request: StaffRequest) -> HttpResponse:
    """Show the holidays of this and next year: `?location=` for one of the locations."""
    try:
        place = chosen_place(request)
    except UnknownLocation as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    today = timezone.localdate()
    country, region = calendar_of(place, request.company)
    entries = entries_at(place)
    context = {
        "place": place,
        "places": places_of(request),
        "years": preview(place, request.company, (today.year, today.year + 1), entries),
        "entries": entries,
        "offers_halves": not any(entering.is_year_end(entry.day) for entry in entries),
        "country": country,
        "is_covered": is_covered(country),
        "region": region_name(country, region),
        "today": today,
    }
    return render(request, "timetracking/calendars/holidays.html", context)


@owner_required
@form_methods
def holiday_add(request: StaffRequest) -> HttpResponse:
    """Enter a holiday; `?day=&name=&portion=&location=` fill the form in."""
    form = HolidayForm(form_data(request), initial=_filled_in(request))
    if _save(request, form):
        messages.success(request, _("%(name)s has been saved.") % {"name": form.instance.name})
        return _to_list(form.instance.location)
    return _form_page(request, form, None)


@owner_required
@form_methods
def holiday_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change an entry."""
    holiday = load_holiday(request, pk)
    form = HolidayForm(form_data(request), instance=copy(holiday))
    if _save(request, form):
        messages.success(request, _("%(name)s has been saved.") % {"name": form.instance.name})
        return _to_list(form.instance.location)
    return _form_page(request, form, holiday)


@owner_required
@form_target("holidays")
def holiday_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Remove an entry, so that the calendar says what the day is."""
    holiday = load_holiday(request, pk)
    try:
        entering.remove(holiday, by=author(request))
    except CalendarError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s has been removed.") % {"name": holiday.name})
    return _to_list(holiday.location)


@owner_required
@form_target("holidays")
def holiday_halves(request: StaffRequest) -> HttpResponse:
    """Make 24 and 31 December half days of every year, everywhere."""
    year = timezone.localdate().year
    half = entering.half_days(year, (_("Christmas Eve"), _("New Year's Eve")))
    added = entering.add_all(half, by=author(request))
    if added:
        messages.success(request, _("Half days were added."))
    else:
        messages.info(request, _("You have entered something for both days already."))
    return _to_list(None)


@owner_required
@form_methods
def holiday_calendar(request: StaffRequest) -> HttpResponse:
    """Choose the country and region whose calendar holds at a location, or for the company."""
    place = next((one for one in Location.objects.open() if str(one.pk) == _place(request)), None)
    data = form_data(request)
    stored = place.country if place else ""
    country = data.get("country", stored) if place and data is not None else stored
    is_saved = data is not None and "regions" not in data
    initial = {"country": country, "region": place.region if place else request.company.region}
    form = CalendarForm(
        data if is_saved else None,
        location=place,
        company=request.company,
        country=country,
        initial=initial,
    )
    if form.is_bound and form.is_valid():
        try:
            chosen = {"country": country, "region": form.cleaned_data["region"]}
            placing.choose(place, **chosen, by=author(request))
        except CalendarError as error:
            form.add_error("region", str(error))
        else:
            messages.success(request, _("The calendar has been saved."))
            return _to_list(place)
    status = 422 if form.is_bound else 200
    page = "timetracking/calendars/calendar_form.html"
    return render(request, page, {"form": form, "place": place}, status=status)


def _place(request: StaffRequest) -> str:
    return request.POST.get("location", "") or request.GET.get("location", "")


def _filled_in(request: StaffRequest) -> dict[str, object]:
    """Return what the address fills the form in with; what it cannot mean is left out."""
    given = request.GET
    try:
        day = date.fromisoformat(given.get("day", ""))
    except ValueError:
        day = None
    portion = given.get("portion", "")
    return {
        "day": day,
        "name": given.get("name", "").replace("\x00", "")[:80],
        "portion": portion if portion in Portion.values else Portion.WHOLE,
        "location": _place(request) if _place(request).isdecimal() else None,
    }


def _save(request: StaffRequest, form: HolidayForm) -> bool:
    if not form.is_bound or not form.is_valid():
        return False
    try:
        entering.save(form.instance, by=author(request), seen=form.version)
    except CalendarError as error:
        form.add_error(error.field, str(error))
    except EntryChanged as refusal:
        form.show_conflict(Holiday.objects.get(pk=form.instance.pk), refusal)
    return form.is_valid()


def _form_page(request: StaffRequest, form: HolidayForm, holiday: Holiday | None) -> HttpResponse:
    status = 409 if form.is_stale else 422 if form.is_bound else 200
    context = {"form": form, "holiday": holiday}
    return render(request, "timetracking/calendars/holiday_form.html", context, status=status)


def _to_list(place: Location | None) -> HttpResponse:
    query = f"?{urlencode({'location': place.pk})}" if place else ""
    return HttpResponseRedirect(reverse("holidays") + query, status=303)
