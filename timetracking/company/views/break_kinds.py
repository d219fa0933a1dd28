from copy import copy

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.base.errors import EntryChanged
from timetracking.company import break_kinds as kinds
from timetracking.company.errors import BreakKindNameTaken
from timetracking.company.forms.entries import BreakKindForm
from timetracking.models import BreakKind
from timetracking.web.guards import owner_required
from timetracking.web.loaders import load_break_kind
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target


@owner_required
@require_safe
def break_kinds(request: StaffRequest) -> HttpResponse:
    """List all kinds of break."""
    return render(
        request, "timetracking/company/break_kinds.html", {"kinds": kinds.offered_first()}
    )


@owner_required
@form_methods
def break_kind_add(request: StaffRequest) -> HttpResponse:
    """Add a kind of break."""
    form = BreakKindForm(form_data(request))
    if _save(request, form):
        messages.success(request, _("%(name)s is now available.") % {"name": form.instance.name})
        return _back_to_list()
    return _form_page(request, form, None)


@owner_required
@form_methods
def break_kind_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a kind of break."""
    kind = load_break_kind(request, pk)
    # Validation changes the instance even if it fails, and the page shows the stored name.
    form = BreakKindForm(form_data(request), instance=copy(kind))
    if _save(request, form):
        messages.success(request, _("%(name)s has been saved.") % {"name": form.instance.name})
        return _back_to_list()
    return _form_page(request, form, kind)


@owner_required
@form_target("break-kinds")
def break_kind_stop(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop offering a kind of break."""
    kind = load_break_kind(request, pk)
    kinds.stop_offering(kind, by=author(request))
    messages.success(request, _("%(name)s is no longer available.") % {"name": kind.name})
    return _back_to_list()


@owner_required
@form_target("break-kinds")
def break_kind_offer(request: StaffRequest, pk: int) -> HttpResponse:
    """Offer a kind of break again."""
    kind = load_break_kind(request, pk)
    kinds.offer(kind, by=author(request))
    messages.success(request, _("%(name)s is available again.") % {"name": kind.name})
    return _back_to_list()


def _save(request: StaffRequest, form: BreakKindForm) -> bool:
    """Save a bound and valid form; return whether it was saved."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        kinds.save(form.instance, by=author(request), seen=form.version)
    except BreakKindNameTaken as error:
        form.add_error("name", str(error))
    except EntryChanged as refusal:
        form.show_conflict(BreakKind.objects.get(pk=form.instance.pk), refusal)
    return form.is_valid()


def _form_page(request: StaffRequest, form: BreakKindForm, kind: BreakKind | None) -> HttpResponse:
    status = 409 if form.is_stale else 422 if form.is_bound else 200
    context = {"form": form, "kind": kind}
    return render(request, "timetracking/company/break_kind_form.html", context, status=status)


def _back_to_list() -> HttpResponse:
    return HttpResponseRedirect(reverse("break-kinds"), status=303)
