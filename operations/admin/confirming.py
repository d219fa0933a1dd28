"""Ask before an action changes several companies at once."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.admin import helpers
from django.contrib.admin.options import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from tenants.models import Tenant

if TYPE_CHECKING:
    _Admin = ModelAdmin[Tenant]
else:
    _Admin = ModelAdmin

# The field of the form that says how many companies were asked about.
CONFIRMED = "confirmed"
SHOWN = 20  # names on the page; the others are counted

Action = Callable[[Any, HttpRequest, QuerySet[Tenant]], None]
AskingAction = Callable[[Any, HttpRequest, QuerySet[Tenant]], HttpResponse | None]


def confirmed(verb: str, *, is_active: bool) -> Callable[[Action], AskingAction]:
    """Have an action change companies of this state, and ask first if they are several.

    If their number has changed since the question, it is asked again.
    """

    def decorate(action: Action) -> AskingAction:
        @wraps(action)
        def asking(
            admin: _Admin, request: HttpRequest, queryset: QuerySet[Tenant]
        ) -> HttpResponse | None:
            affected = queryset.filter(is_active=is_active)
            count = affected.count()
            if count > 1 and request.POST.get(CONFIRMED) != str(count):
                return _question(admin, request, affected, count, verb)
            action(admin, request, affected)
            return None

        return asking

    return decorate


def _question(
    admin: _Admin, request: HttpRequest, affected: QuerySet[Tenant], count: int, verb: str
) -> HttpResponse:
    """Return the page that says how many companies the action changes, and names them."""
    context = {
        **admin.admin_site.each_context(request),
        "title": f"{verb} {count} companies?",
        "opts": admin.opts,
        "verb": verb,
        "count": count,
        "names": [company.name for company in affected.order_by("name", "pk")[:SHOWN]],
        "others": max(0, count - SHOWN),
        "confirmed": CONFIRMED,
        "action": request.POST.get("action", ""),
        "across": request.POST.get("select_across", ""),
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
        "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
    }
    return TemplateResponse(request, "operations/confirm_action.html", context)
