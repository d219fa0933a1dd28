"""The list of what waits for a decision, accepting from it, and the way to the next one."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from timetracking.approvals import accepting
from timetracking.approvals.forms import choices_of
from timetracking.approvals.inbox import inbox
from timetracking.base.errors import UnknownLocation
from timetracking.corrections.inbox import decided_requests
from timetracking.web.back import came_from, first_of
from timetracking.web.guards import manager_required
from timetracking.web.places import chosen_place, place_of
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_target


@manager_required
@require_safe
def approvals(request: StaffRequest) -> HttpResponse:
    """List what waits for me, of everyone or with `?location=7` of a location's people."""
    try:
        place = chosen_place(request)
    except UnknownLocation as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    context = {
        "inbox": inbox(request.employee, request.company.zone, place),
        "done": decided_requests(request.employee),
        "place": place,
    }
    return render(request, "timetracking/approvals/approvals.html", context)


@manager_required
@form_target("approvals")
def approvals_accept(request: StaffRequest) -> HttpResponse:
    """Accept one thing from the list, or all that are ticked, and say what became of each."""
    one = request.POST.get("one")
    choices = choices_of([one] if one else request.POST.getlist("chosen"))
    if not choices:
        messages.warning(request, _("Tick first what you want to accept."))
        return _to_list(request)
    outcomes = accepting.accept(choices, by=author(request), now=timezone.now(), site=request.site)
    accepted = [outcome.name for outcome in outcomes if not outcome.refusal]
    if accepted:
        sentence = ngettext(
            "%(n)s accepted: %(names)s.", "%(n)s accepted: %(names)s.", len(accepted)
        )
        names = ", ".join(dict.fromkeys(accepted))
        messages.success(request, sentence % {"n": len(accepted), "names": names})
    for outcome in outcomes:
        if outcome.refusal:
            messages.error(request, " ".join(filter(None, (_of(outcome.name), outcome.refusal))))
    return _to_list(request)


@manager_required
@require_safe
def approvals_next(request: StaffRequest) -> HttpResponse:
    """Lead to what waits after `?after=`, a moment, or to the list if nothing does.

    If the visitor came from the list of a location, to what waits there.
    """
    way = came_from(request) or reverse("approvals")
    place = place_of(request, first_of(way))
    entry = inbox(request.employee, request.company.zone, place).next_after(_moment(request))
    if entry is None:
        return HttpResponseRedirect(first_of(way) if place else reverse("approvals"))
    return HttpResponseRedirect(f"{entry.url}?{urlencode({'back': way})}")


def _moment(request: StaffRequest) -> datetime | None:
    try:
        moment = parse_datetime(request.GET.get("after", ""))
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def _of(name: str) -> str:
    return f"{name}:" if name else ""


def _to_list(request: StaffRequest) -> HttpResponse:
    return HttpResponseRedirect(came_from(request) or reverse("approvals"), status=303)
