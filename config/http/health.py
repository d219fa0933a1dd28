"""/healthz: is the database there, and are its migrations applied? Answers on any host."""

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
    """Answers before hosts, sessions and redirects: a load balancer knows none of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer /healthz, pass on the rest."""
        if request.path in {"/healthz", "/healthz/"}:
            return health(request)
        return self.get_response(request)


def health(request: HttpRequest) -> HttpResponse:
    """Report 200 if requests can be served, 503 with the reason if not."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    report: dict[str, object] = {"status": "ok", "database": "ok", "migrations": "ok"}
    try:
        with public_context(), transaction.atomic():
            recorded = set(MigrationRecorder(connection).applied_migrations())
            missing = _expected() - recorded - complete_squashes(_loader(), recorded)
            if missing:
                report |= {"status": "unavailable", "migrations": f"{len(missing)} not applied"}
            else:
                report["companies_behind"] = tenants_behind(Tenant.objects.active()).count()
    except DatabaseError:
        report = {"status": "unavailable", "database": "unreachable", "migrations": "unknown"}
    status = 200 if report["status"] == "ok" else 503
    return JsonResponse(report, status=status, headers={"Cache-Control": "no-store"})


@cache
def _expected() -> frozenset[tuple[str, str]]:
    """Name every migration that public must have, by this code; one that is squashed counts."""
    return frozenset(node for node in _loader().graph.nodes if node[0] in shared_labels())


@cache
def _loader() -> MigrationLoader:
    return MigrationLoader(None)
