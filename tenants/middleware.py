"""TenantMiddleware: serves each request inside the company of its host, in one transaction."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg.errors import InsufficientPrivilege

from tenants import refusals, resolver
from tenants.context import public_context, require_active, tenant_context
from tenants.crowding import PLACES
from tenants.exceptions import TenantUnavailable
from tenants.features import request_limit
from tenants.history import history
from tenants.lifecycle import table_creator
from tenants.models import Tenant

logger = logging.getLogger("tenants")
_REFUSED = "_write_was_refused"
CROWDED_OUT = "is_crowded_out"
"""The attribute of a request that was refused because its company had too many in progress."""
RETRY_AFTER = 10  # seconds, for a company that is being migrated
RETRY_AFTER_CROWD = 5


class TenantMiddleware:
    """Comes before the session and authentication middleware, whose tables are in the schema."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # Before gunicorn forks, not during a request.
        self.history = history()
        table_creator().warm_up()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the company and serve the request inside it."""
        try:
            tenant = resolver.resolve(request)
        except resolver.UnknownHost as unknown:
            return self._unknown(request, unknown)
        self._annotate(request, tenant)
        if tenant and not tenant.is_active:
            return refusals.suspended(request)
        if tenant is None:
            with public_context(), transaction.atomic():
                return self._respond(request)
        if self.history.is_behind(tenant.schema_version):
            return self._behind(request, tenant)
        with PLACES.taken(tenant.pk, request_limit(tenant.features)) as has_place:
            if has_place:
                return self._serve(request, tenant)
        setattr(request, CROWDED_OUT, True)
        return refusals.crowded(request, RETRY_AFTER_CROWD)

    def _serve(self, request: HttpRequest, tenant: Tenant) -> HttpResponse:
        """Serve the request inside the company."""
        try:
            # The server processes BEGIN while the inner middleware reads the request.
            with tenant_context(tenant, ahead=True):
                response = self._respond(request)
                # Inner code may have turned a refusal into a page: this raises it again.
                require_active().connection.settle()
        except TenantUnavailable:
            # Expected for a few seconds after a suspension. Otherwise its grants are lost;
            # migrate_tenants restores them.
            logger.error('The database refused tenant "%s".', tenant.slug)
            if self._now(tenant).is_active:
                return self._unknown(request)
            return refusals.suspended(request)
        if getattr(request, _REFUSED, False) and self._now(tenant).is_read_only:
            return refusals.read_only(request)
        return response

    def process_view(self, request: Any, view: object, args: object, kwargs: object) -> Any:
        """Refuse what could write, before any view of a read-only company runs."""
        tenant, match = request.tenant, request.resolver_match
        if tenant is None or not tenant.is_read_only or request.method in refusals.SAFE_METHODS:
            return None
        return None if match.view_name in settings.READ_ONLY_VIEWS else refusals.read_only(request)

    def process_exception(self, request: Any, error: Exception) -> None:
        """Note that the database refused a write, which another worker may just have caused."""
        if isinstance(error.__cause__, InsufficientPrivilege):
            setattr(request, _REFUSED, True)

    def _now(self, tenant: Tenant) -> Tenant:
        """Return the company as it is now, or as it was if it is gone."""
        resolver.forget(tenant.main_address)
        try:
            return resolver.tenant_at(tenant.main_address)
        except resolver.UnknownHost:
            return tenant

    def _annotate(self, request: Any, tenant: Tenant | None) -> None:
        request.tenant = tenant
        request.site = tenant or resolver.PUBLIC_SITE
        if tenant is None:
            request.urlconf = settings.PUBLIC_URLCONF

    def _respond(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code >= 500:
            # Inner middleware turned the exception into a response, so Django would commit.
            transaction.set_rollback(True)
        elif connection.closed_in_transaction:
            # The error was caught, so Django would end the block as if everything was saved.
            raise OperationalError("The connection was lost, and with it what this request saved.")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _behind(self, request: HttpRequest, tenant: Tenant) -> HttpResponse:
        """Respond for a company whose tables are behind the code; the next request checks again."""
        resolver.forget(tenant.main_address)
        logger.warning('Tenant "%s" is behind the code. Run migrate_tenants.', tenant.slug)
        # Without the request: context processors for user and messages would query the database.
        context = {
            "company": tenant.name,
            "seconds": RETRY_AFTER,
            "request_id": request.META.get("REQUEST_ID", ""),
        }
        response = render(None, "errors/updating.html", context, status=503)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response

    def _unknown(
        self, request: HttpRequest, reason: resolver.UnknownHost | None = None
    ) -> HttpResponse:
        """Respond for a host that is no company's, or no longer."""
        if isinstance(reason, resolver.Moved):
            return refusals.moved(request, reason.tenant.base_url, for_good=reason.is_former)
        context = {"base_url": resolver.PUBLIC_SITE.base_url}
        response = render(request, "errors/no_company.html", context, status=404)
        response.headers["Cache-Control"] = "private, no-store"
        return response
