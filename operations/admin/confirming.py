"""Ask before an action changes companies, and say what will happen to which of them."""

import hashlib
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.options import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.names import alphabetical
from operations.questions import Question
from tenants.models import Tenant

if TYPE_CHECKING:
    _Admin = ModelAdmin[Tenant]
else:
    _Admin = ModelAdmin

# The field of the form that says which companies were asked about, as a digest of their ids.
CONFIRMED = "confirmed"
ORIGIN = "origin"  # the field that says that the action was chosen on the page of a company
TYPED = "slug"  # the field for the slug of a company that is removed
SHOWN = 20  # names on the page; the others are counted

Action = Callable[[Any, HttpRequest, Sequence[Tenant]], None]
AskingAction = Callable[[Any, HttpRequest, QuerySet[Tenant]], HttpResponse | None]


def confirmed(question: Question, *, types_slug: bool = False) -> Callable[[Action], AskingAction]:
    """Have an action change the companies that it affects, and ask first.

    If they are others since the question, even if as many, it is asked again. With `types_slug` it
    is for one company at a time, whose slug must be typed.
    """

    def decorate(action: Action) -> AskingAction:
        @wraps(action)
        def asking(
            admin: _Admin, request: HttpRequest, queryset: QuerySet[Tenant]
        ) -> HttpResponse | None:
            # Read once, so that the action changes those that were asked about and no others.
            affected = list(queryset.filter(question.affects).order_by(alphabetical("name"), "pk"))
            if not affected:
                admin.message_user(request, str(question.done_already), messages.WARNING)
            elif types_slug and len(affected) > 1:
                admin.message_user(request, _("Select one company."), messages.WARNING)
            elif request.POST.get(CONFIRMED) != digest(affected):
                return _page(admin, request, affected, question, types_slug=types_slug)
            elif types_slug and request.POST.get(TYPED, "").strip() != affected[0].slug:
                return _page(admin, request, affected, question, types_slug=True, is_wrong=True)
            else:
                action(admin, request, affected)
                return _back(request, affected)
            return None

        return asking

    return decorate


def _back(request: HttpRequest, affected: Sequence[Tenant]) -> HttpResponse | None:
    """Lead back to the page of the company on which the action was chosen; None for the list."""
    tenant = affected[0]
    if request.POST.get(ORIGIN) and Tenant.objects.filter(pk=tenant.pk).exists():
        return HttpResponseRedirect(_page_of(tenant))
    return None


def _page_of(tenant: Tenant) -> str:
    return reverse("admin:tenants_tenant_overview", args=[tenant.pk])


def digest(companies: Sequence[Tenant]) -> str:
    """Return what the form says of the companies that were asked about: their ids, in order."""
    ids = ",".join(str(pk) for pk in sorted(company.pk for company in companies))
    return hashlib.sha256(ids.encode()).hexdigest()


def _page(
    admin: _Admin,
    request: HttpRequest,
    affected: Sequence[Tenant],
    question: Question,
    *,
    types_slug: bool = False,
    is_wrong: bool = False,
) -> HttpResponse:
    """Return the page that says what the action does, and names the companies."""
    count = len(affected)
    companies = ngettext("%(n)d company", "%(n)d companies", count) % {"n": count}
    ask = str(question.ask) % (affected[0].name if count == 1 else companies)
    context = {
        **admin.admin_site.each_context(request),
        "title": f"{ask}?",
        "opts": admin.opts,
        "ask": ask,
        "consequence": question.consequence,
        "names": [company.name for company in affected[:SHOWN]],
        "others": max(0, count - SHOWN),
        "typed": TYPED if types_slug else "",
        "slug": affected[0].slug,
        "wrong": is_wrong,
        "confirmed": CONFIRMED,
        "origin": request.POST.get(ORIGIN, ""),
        "tenant": affected[0] if request.POST.get(ORIGIN) else None,
        "digest": digest(affected),
        "action": request.POST.get("action", ""),
        "across": request.POST.get("select_across", ""),
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
        "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
    }
    return TemplateResponse(request, "operations/confirm_action.html", context)
