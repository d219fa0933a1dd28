"""SupportMiddleware: a request with support access reads, and can write nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils import timezone
from psycopg.errors import ReadOnlySqlTransaction

from accounts import support
from accounts import urls as accounts_urls
from accounts.factors import urls as factors_urls
from config.http.errors import page
from tenants.context import refuse_writes
from tenants.refusals import SAFE_METHODS
from tenants.resolver import PUBLIC_SITE

# Passwords, second factors, devices and addresses of the owner whose eyes the access has.
_PATTERNS: list[Any] = [*accounts_urls.urlpatterns, *factors_urls.urlpatterns]
_PERSONAL = {pattern.name for pattern in _PATTERNS if isinstance(pattern, URLPattern)}


class SupportMiddleware:
    """Comes after AuthenticationMiddleware. Sets `request.support` on a company's host."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Respond; for support access, in a transaction in which the database refuses writes."""
        request.support = None
        if getattr(request, "tenant", None) is None or not request.user.is_authenticated:
            return self.get_response(request)
        access = support.access_of(request)
        if access is None:
            return self.get_response(request)
        if not access.is_open(now=timezone.now()):
            support.leave(request, access)
            request.user = AnonymousUser()
            return self.get_response(request)
        request.support = access
        if request.method in SAFE_METHODS:
            refuse_writes()
            response = self.get_response(request)
            request.session.modified = False
            return response
        return self.get_response(request)

    def process_view(self, request: Any, view: object, args: object, kwargs: object) -> Any:
        """Refuse what would write, and the owner's own pages; signing out ends the access."""
        if request.support is None:
            return None
        name = request.resolver_match.view_name
        if name == "support-enter":  # with another link, whose access replaces this one
            return None
        if name == "logout" and request.method == "POST":
            support.leave(request, request.support)
            return HttpResponseRedirect(f"{PUBLIC_SITE.base_url}/admin/", status=303)
        if request.method not in SAFE_METHODS or name in _PERSONAL:
            return page(request, 403, "errors/support.html")
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for a page that would write while it is read."""
        if isinstance(error.__cause__, ReadOnlySqlTransaction):
            return page(request, 403, "errors/support.html")
        return None
