"""/healthz: is the database available, and are its migrations applied? Served on any host."""

from collections.abc import Callable
from functools import cache

from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse

from tenants.context import public_context
from tenants.history import complete_squashes, tenants_behind
from tenants.models import Tenant
from tenants.routers import shared_labels


class HealthMiddleware:
    """Respond before hosts, sessions and redirects, which a load balancer does not know."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Respond to /healthz; pass other requests on."""
        if request.path in {"/healthz", "/healthz/"}:
            return health(request)
        return self.get_response(request)


def health(request: HttpRequest) -> HttpResponse:
    """Return 200 if requests can be served, else 503 with the reason."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    report: dict[str, object] = {"status": "ok", "database": "ok", "migrations": "ok"}
    try:
        with public_context(), transaction.atomic():
            recorded = set(MigrationRecorder(connection).applied_migrations())
            missing = _public_migrations() - recorded - complete_squashes(_loader(), recorded)
            if missing:
                report |= {"status": "unavailable", "migrations": f"{len(missing)} not applied"}
            else:
                report["companies_behind"] = tenants_behind(Tenant.objects.active()).count()
    except DatabaseError:
        report = {"status": "unavailable", "database": "unreachable", "migrations": "unknown"}
    status = 200 if report["status"] == "ok" else 503
    return JsonResponse(report, status=status, headers={"Cache-Control": "no-store"})


@cache
def _public_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations that this code requires in public, including squashed ones."""
    return frozenset(node for node in _loader().graph.nodes if node[0] in shared_labels())


@cache
def _loader() -> MigrationLoader:
    return MigrationLoader(None)
