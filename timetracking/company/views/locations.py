from copy import copy

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.base.errors import EntryChanged
from timetracking.company import locations as services
from timetracking.company.errors import LocationNameTaken, PeopleStillIn
from timetracking.company.forms.entries import LocationForm
from timetracking.models import Location
from timetracking.web.guards import owner_required
from timetracking.web.loaders import load_location
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target


@owner_required
@require_safe
def locations(request: StaffRequest) -> HttpResponse:
    """List the company's locations."""
    return render(
        request, "timetracking/company/locations.html", {"locations": services.overview()}
    )


@owner_required
@form_methods
def location_add(request: StaffRequest) -> HttpResponse:
    """Add a location."""
    form = LocationForm(form_data(request), company=request.company)
    if "with_everyone" in form.fields:
        form.initial["name"] = request.site.name
    if _save(request, form):
        messages.success(request, _("%(name)s has been added.") % {"name": form.instance.name})
        return _back_to_list()
    return _form_page(request, form, None)


@owner_required
@form_methods
def location_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a location."""
    location = load_location(request, pk)
    # Validation changes the instance even if it fails, and the page shows the stored name.
    form = LocationForm(form_data(request), instance=copy(location), company=request.company)
    if _save(request, form):
        messages.success(request, _("%(name)s has been saved.") % {"name": form.instance.name})
        return _back_to_list()
    return _form_page(request, form, location)


@owner_required
@form_target("locations")
def location_close(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a location."""
    location = load_location(request, pk)
    try:
        services.close(location, by=author(request))
    except PeopleStillIn as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s is now closed.") % {"name": location.name})
    return _back_to_list()


@owner_required
@form_target("locations")
def location_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    """Reopen a location."""
    location = load_location(request, pk)
    services.reopen(location, by=author(request))
    messages.success(request, _("%(name)s is open again.") % {"name": location.name})
    return _back_to_list()


def _save(request: StaffRequest, form: LocationForm) -> bool:
    """Save a bound and valid form; return whether it was saved."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        everyone = form.cleaned_data.get("with_everyone", False)
        services.save(form.instance, by=author(request), with_everyone=everyone, seen=form.version)
    except LocationNameTaken as error:
        form.add_error("name", str(error))
    except EntryChanged as refusal:
        form.show_conflict(Location.objects.get(pk=form.instance.pk), refusal)
    return form.is_valid()


def _form_page(
    request: StaffRequest, form: LocationForm, location: Location | None
) -> HttpResponse:
    context = {"form": form, "location": location}
    status = 409 if form.is_stale else 422 if form.is_bound else 200
    return render(request, "timetracking/company/location_form.html", context, status=status)


def _back_to_list() -> HttpResponse:
    return HttpResponseRedirect(reverse("locations"), status=303)
