from collections.abc import Callable
from typing import cast

from django.contrib.auth import logout
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from accounts.devices import limits
from timetracking.models import CompanySettings, Employee, Rules
from timetracking.web.requests import CompanyRequest


class CompanyMiddleware:
    """Adds the company and the employee to the requests on a company's host.

    Sets `request.company`, `request.rules`, `request.employee` and `request.needs_factor`. For a
    signed-in user, ends a session that was idle for longer than the company allows, and activates
    the company's time zone and their language. Takes no query itself for anonymous users, whose
    language is that of their browser. Place it after AuthenticationMiddleware.
    """

    def __init__(self, get_response: Callable[[CompanyRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: CompanyRequest) -> HttpResponse:
        """Respond with the company set, its time zone and the visitor's language active."""
        if getattr(request, "tenant", None) is None:
            return self.get_response(request)
        # In one query, because most pages need the rules too.
        settings = CompanySettings.objects.select_related("rules")
        request.company = cast("CompanySettings", SimpleLazyObject(settings.get))
        request.rules = cast("Rules", SimpleLazyObject(lambda: request.company.rules))
        request.employee = None
        request.needs_factor = False
        if not request.user.is_authenticated:
            return self.get_response(request)
        company = request.company
        staff_limits = limits.for_staff(company.idle_minutes)
        if limits.has_ended(request.session, staff_limits, now=timezone.now()):
            logout(request)
            return self.get_response(request)
        # Not lazy: a lazy object is never `None`, and every page for signed-in users needs it.
        request.employee = Employee.objects.active().filter(user=request.user.pk).first()
        leads = request.employee is not None and request.employee.leads
        request.needs_factor = leads and company.requires_second_factor
        employee = request.employee
        language = employee.reads(company) if employee else company.language
        with timezone.override(company.zone), translation.override(language):
            return self.get_response(request)
