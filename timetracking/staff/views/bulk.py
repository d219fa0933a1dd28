"""Adding many people at once: the list, what will happen, and taking it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.factors.stepping_up import ask
from timetracking.base.errors import NoRoom, NoStorage
from timetracking.base.rights import assignable_roles
from timetracking.models import Employee
from timetracking.staff.bulk.adding import MOST_INVITATIONS, Added, add_people
from timetracking.staff.bulk.checking import Row, check
from timetracking.staff.bulk.list_form import (
    ListForm,
    dump,
    kept_lines,
    open_places,
    places_for,
    places_in,
)
from timetracking.staff.bulk.undoing import UNDO_WINDOW, undo, versions
from timetracking.staff.bulk.values import role_of
from timetracking.staff.errors import ListRefused, NamesakesAdded, RowRefused
from timetracking.web.guards import manager_required
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target

_SESSION = "people_added"


@dataclass(frozen=True)
class Shown:
    """A row of the preview; `role` is what its select shows, if it is open."""

    at: int
    row: Row
    is_open: bool
    role: str


@manager_required
@form_methods
def people_add(request: StaffRequest) -> HttpResponse:
    """Take a list of people, show what will happen row by row, and add them all."""
    if request.method == "POST" and "list" in request.POST:
        return _mended(request)
    form = ListForm(form_data(request), request.FILES or None, actor=request.employee)
    if form.is_bound and form.is_valid() and (lines := form.lines()) and form.is_valid():
        place = form.cleaned_data["place"]
        rows = check(lines, actor=request.employee, place=place)
        return _preview(request, rows, set(), place=place, sheet=form.table.sheet)
    return _form_page(request, form)


def _form_page(request: StaffRequest, form: ListForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "timetracking/staff/people_add.html", {"form": form}, status=status)


def _mended(request: StaffRequest) -> HttpResponse:
    """Check the list again as mended on the page; add the people if that was asked for."""
    try:
        lines, opened = kept_lines(request.POST)
    except ListRefused as error:
        form = ListForm({}, actor=request.employee)
        form.full_clean()
        form.errors.clear()
        form.add_error(None, str(error))
        return _form_page(request, form)
    place = request.POST.get("place", "")
    rows = check(lines, actor=request.employee, place=place)
    if request.POST.get("act") != "add" or any(row.outcome == "problem" for row in rows):
        return _preview(request, rows, opened, place=place)
    if any(row.outcome == "new" and row.entry.leads for row in rows) and (asked := ask(request)):
        return asked
    try:
        return _add(request, rows)
    except (NamesakesAdded, NoRoom, NoStorage) as error:
        rows = check(lines, actor=request.employee, place=place)
        return _preview(request, rows, opened, place=place, refusal=str(error))
    except RowRefused as error:
        # Checked anew, because the entries have ids that were rolled back.
        rows = check(lines, actor=request.employee, place=place)
        rows[error.at].problems.setdefault("email", str(error))
        return _preview(request, rows, opened, place=place)


def _add(request: StaffRequest, rows: list[Row]) -> HttpResponse:
    added = add_people(
        rows,
        by=author(request),
        site=request.site,
        language=request.company.language,
        invites="invites" in request.POST,
        namesakes=places_in(request.POST.get("namesakes", "")),
    )
    if not (added.new or added.back):
        messages.info(request, _("Every line was left out, so nobody was added."))
        return HttpResponseRedirect(reverse("people-add"), status=303)
    request.session[_SESSION] = {
        "versions": {str(pk): version for pk, version in versions(added.new).items()},
        "back": [person.name for person in added.back],
        "until": (timezone.now() + UNDO_WINDOW).isoformat(),
    }
    _say_added(request, added, rows)
    return HttpResponseRedirect(reverse("people-added"), status=303)


def _say_added(request: StaffRequest, added: Added, rows: list[Row]) -> None:
    number = len(added.new) + len(added.back)
    sentence = ngettext(
        "%(n)d person is on the staff list now.", "%(n)d people are on the staff list now.", number
    )
    messages.success(request, sentence % {"n": number})
    if added.invited:
        sentence = ngettext(
            "%(n)d invitation is on its way.",
            "%(n)d invitations are on their way.",
            len(added.invited),
        )
        messages.success(request, sentence % {"n": len(added.invited)})
    with_address = sum(row.outcome == "new" and bool(row.entry.email) for row in rows)
    if added.invited and with_address > len(added.invited):
        sentence = _("At most %(most)d are invited at once. Invite the others from the list.")
        messages.warning(request, sentence % {"most": MOST_INVITATIONS})


def _preview(
    request: StaffRequest,
    rows: list[Row],
    opened: set[int],
    *,
    place: str,
    sheet: str = "",
    refusal: str = "",
) -> HttpResponse:
    shown = open_places(rows, opened)
    outcomes = [row.outcome for row in rows]
    context: dict[str, Any] = {
        "rows": [
            Shown(at, row, at in shown, str(role_of(row.line.role) or "member"))
            for at, row in enumerate(rows)
        ],
        "wrong": [(at, row) for at, row in enumerate(rows) if row.outcome == "problem"],
        "adds": outcomes.count("new") + outcomes.count("back"),
        "out": outcomes.count("out"),
        "with_address": sum(row.outcome == "new" and bool(row.entry.email) for row in rows),
        "invites": "list" not in request.POST or "invites" in request.POST,
        "list": dump([row.line for row in rows]),
        "place": place,
        "places": places_for(request.employee),
        "roles": assignable_roles(request.employee),
        "sheet": sheet,
        "refusal": refusal,
        # Which of them the page says, so that others are not added by mistake.
        "namesakes": ",".join(str(at) for at, row in enumerate(rows) if row.has_namesake),
    }
    status = 422 if request.POST.get("act") == "add" and context["wrong"] else 200
    status = 409 if refusal else status
    return render(request, "timetracking/staff/people_check.html", context, status=status)


@manager_required
@require_safe
def people_added(request: StaffRequest) -> HttpResponse:
    """Show who was added last, what to do next, and for a while how to take it back."""
    kept = request.session.get(_SESSION)
    if not kept:
        return HttpResponseRedirect(reverse("employees"))
    people = Employee.objects.seen_by(request.employee).active()
    until = datetime.fromisoformat(kept["until"])
    context = {
        "people": people.filter(pk__in=list(kept["versions"])).by_name(),
        "back": kept["back"],
        "until": until if until > timezone.now() else None,
    }
    return render(request, "timetracking/staff/people_added.html", context)


@manager_required
@form_target("people-added")
def people_undo(request: StaffRequest) -> HttpResponse:
    """Take the people back who were added last, within `UNDO_WINDOW`."""
    kept = request.session.get(_SESSION)
    if not kept:
        messages.info(request, _("There is nothing to undo: it was undone already."))
        return HttpResponseRedirect(reverse("employees"), status=303)
    if datetime.fromisoformat(kept["until"]) <= timezone.now():
        messages.error(request, _("It is too late to undo this. Deactivate people one by one."))
        return HttpResponseRedirect(reverse("employees"), status=303)
    seen = {int(pk): version for pk, version in kept["versions"].items()}
    undone = undo(seen, by=author(request))
    del request.session[_SESSION]
    number = len(undone.removed)
    sentence = ngettext(
        "%(n)d person was taken off the list again. Their line in the audit trail stays.",
        "%(n)d people were taken off the list again. Their lines in the audit trail stay.",
        number,
    )
    messages.success(request, sentence % {"n": number})
    stays = [*(person.name for person in undone.kept), *kept["back"]]
    if stays:
        sentence = _(
            "These stay, because they came back or something has happened since: %(names)s."
        )
        messages.warning(request, sentence % {"names": ", ".join(stays)})
    return HttpResponseRedirect(reverse("employees"), status=303)
