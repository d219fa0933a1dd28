"""The metrics that each process counts itself. Their labels are bounded by our own code.

Nothing that a client sends becomes a label: routes are the patterns of our addresses, methods and
classes of status are few. Companies are in companies.py.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)
from prometheus_client.multiprocess import MultiProcessCollector

from config.observability import slots

disable_created_metrics()  # type: ignore[no-untyped-call]

OWN = CollectorRegistry()

requests = Counter(
    "shiftbook_requests", "Requests, by route.", ["route", "method", "status"], registry=OWN
)
request_seconds = Histogram(
    "shiftbook_request_seconds",
    "Duration of requests, by route.",
    ["route"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=OWN,
)
in_progress = Gauge(
    "shiftbook_requests_in_progress",
    "Requests that are being served.",
    multiprocess_mode="livesum",
    registry=OWN,
)
waiting = Gauge(
    "shiftbook_requests_waiting",
    "Requests that wait until their company has fewer in progress (REQUESTS_PER_COMPANY).",
    multiprocess_mode="livesum",
    registry=OWN,
)
refused = Counter(
    "shiftbook_requests_refused",
    "Requests that were refused because their company had too many in progress.",
    registry=OWN,
)
statement_seconds = Histogram(
    "shiftbook_statement_seconds",
    "Duration of SQL statements.",
    buckets=(0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10),
    registry=OWN,
)
slow_statements = Counter(
    "shiftbook_slow_statements",
    "SQL statements that took longer than SLOW_STATEMENT_MS.",
    registry=OWN,
)
pool_connections = Gauge(
    "shiftbook_pool_connections",
    "Database connections of the pools (DATABASE_POOL), by state.",
    ["state"],
    multiprocess_mode="livesum",
    registry=OWN,
)
pool_waiting = Gauge(
    "shiftbook_pool_waiting",
    "Requests that wait for a connection of a pool.",
    multiprocess_mode="livesum",
    registry=OWN,
)


def all_processes() -> CollectorRegistry:
    """Return the sums of all workers, or what this process has counted if it is alone."""
    if slots.folder() is None:
        return OWN
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
