"""Counts requests by route, and by company."""

import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from config.http.logs import method_of, route_of
from config.http.turns import TURNS
from config.observability import companies, registry


class MetricsMiddleware:
    """Right inside the log of requests, so that it counts what every other middleware answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request and count it."""
        started = time.perf_counter()
        with registry.in_progress.track_inprogress():
            response = self.get_response(request)
        _count(request, response.status_code, time.perf_counter() - started)
        return response


def _count(request: HttpRequest, status: int, seconds: float) -> None:
    route, is_refused = route_of(request), bool(getattr(request, "is_crowded_out", False))
    # Not among the errors: it is the answer that is wanted, and says who causes it.
    kind = "refused" if is_refused else f"{status // 100}xx"
    registry.requests.labels(route, method_of(request), kind).inc()
    registry.refused.inc(is_refused)
    registry.waiting.set(TURNS.number)
    registry.request_seconds.labels(route).observe(seconds)
    # Only what the middleware has found in the registry of companies, never the host.
    if tenant := getattr(request, "tenant", None):
        errors = status >= 500 and not is_refused
        companies.count(tenant.slug, requests=1, errors=errors, seconds=seconds, refused=is_refused)
    if settings.DATABASE_POOL:
        _measure_pool()


def _measure_pool() -> None:
    statistics = connection.pool.get_stats()  # type: ignore[attr-defined]
    available = statistics.get("pool_available", 0)
    registry.pool_connections.labels("idle").set(available)
    registry.pool_connections.labels("used").set(statistics.get("pool_size", 0) - available)
    registry.pool_waiting.set(statistics.get("requests_waiting", 0))
