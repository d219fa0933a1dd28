"""The tags of the main navigation, and of the links that lead back."""

from typing import cast

from django import template
from django.http import HttpRequest
from django.template import Context

from timetracking.approvals.counting import waiting_for
from timetracking.base.rights import can_see_board
from timetracking.models import WorkLog
from timetracking.navigation import menu
from timetracking.navigation.views import SIDEBAR
from timetracking.web import back
from timetracking.web.places import places_of
from timetracking.web.requests import StaffRequest

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[menu.Item]:
    """Return the items of the visitor's navigation."""
    request = _request(context)
    sees_board = can_see_board(request.employee, request.company)
    return menu.items(request, request.employee, sees_board=sees_board)


@register.simple_tag(takes_context=True)
def places(context: Context) -> list[menu.Place]:
    """Return the locations to choose from; none if there is nothing to choose."""
    request = _request(context)
    shown = places_of(request) if request.employee.leads else []
    return menu.places(request, shown) if len(shown) > 1 else []


@register.simple_tag(takes_context=True)
def own_shift(context: Context) -> WorkLog | None:
    """Return the running shift of the visitor, for the line that a manager has on every page."""
    return WorkLog.objects.for_employee(_request(context).employee).open().first()


@register.simple_tag(takes_context=True)
def waiting(context: Context) -> int:
    """Count what waits for the visitor's decision; see `approvals.counting`."""
    return waiting_for(_request(context).employee).total()


@register.simple_tag(takes_context=True)
def sidebar_is_folded(context: Context) -> bool:
    """Say whether the visitor has folded the sidebar in this browser."""
    return bool(_request(context).COOKIES.get(SIDEBAR) == "folded")


@register.simple_tag(takes_context=True)
def from_here(context: Context) -> str:
    """Return the query with which a link leads back to this page."""
    return back.from_here(context["request"])


@register.simple_tag(takes_context=True)
def onward(context: Context) -> str:
    """Return the query with which a link to a sibling of this page leads back as this one does."""
    return back.onward(context["request"])


@register.simple_tag(takes_context=True)
def came_from(context: Context) -> str:
    """Return the page that the visitor came from, "" if it is not known."""
    return back.came_from(cast("HttpRequest", context["request"]))


@register.simple_tag(takes_context=True)
def here(context: Context) -> str:
    """Return the address of this page, or for a form's target that of the page of the form."""
    return back.this_page(context["request"])


def _request(context: Context) -> StaffRequest:
    return cast("StaffRequest", context["request"])
