from collections.abc import Callable
from typing import cast

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from timetracking.models import CompanySettings, Employee, Rules
from timetracking.web.requests import CompanyRequest


class CompanyMiddleware:
    """Says on a company's host whose company it is and who of its staff is asking.

    Adds `request.company`, `request.rules` and `request.employee`, and for someone signed in
    activates the company's time zone and language. A stranger costs no query: they read the
    language that their browser asks for. Stands after AuthenticationMiddleware.
    """

    def __init__(self, get_response: Callable[[CompanyRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: CompanyRequest) -> HttpResponse:
        """Answer the request with the company at hand and its clock set."""
        if getattr(request, "tenant", None) is None:
            return self.get_response(request)
        # One query for both: most pages ask for the rules too.
        settings = CompanySettings.objects.select_related("rules")
        request.company = cast("CompanySettings", SimpleLazyObject(settings.get))
        request.rules = cast("Rules", SimpleLazyObject(lambda: request.company.rules))
        request.employee = None
        if not request.user.is_authenticated:
            return self.get_response(request)
        # Not lazy: a lazy object is never `None`, and every page for someone signed in asks.
        request.employee = Employee.objects.active().filter(user=request.user.pk).first()
        company = request.company
        with timezone.override(company.zone), translation.override(company.language):
            return self.get_response(request)
