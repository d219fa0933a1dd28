"""/metrics on the base domain: for Prometheus with a token, and for signed-in operators."""

import hmac
from collections.abc import Callable

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import CollectorRegistry

from config.observability import registry
from config.observability.sources import Collector

PATH = "/metrics"


class MetricsPageMiddleware:
    """Answer Prometheus before the request needs the database, which may be what is down."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Respond to a request for the base domain's metrics with the right token."""
        is_asked_for = request.path == PATH and request.method == "GET"
        if is_asked_for and _is_base_domain(request) and has_token(request):
            return page()
        return self.get_response(request)


@login_not_required  # it decides itself: a program gets no page to sign in
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Show operators the metrics; refuse everybody else, also with a wrong token."""
    if admin.site.has_permission(request):
        return page()
    response = HttpResponse("Only for operators.\n", status=401, content_type="text/plain")
    response.headers["WWW-Authenticate"] = 'Bearer realm="metrics"'
    return response


def has_token(request: HttpRequest) -> bool:
    """Tell whether the request has METRICS_TOKEN; without that setting none is right."""
    sent = request.headers.get("Authorization", "").encode()
    expected = f"Bearer {settings.METRICS_TOKEN}".encode()
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(sent, expected)


def page() -> HttpResponse:
    """Return all metrics in the text format of Prometheus."""
    measured = CollectorRegistry()
    measured.register(Collector())
    text = generate_latest(registry.all_processes()) + generate_latest(measured)
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST, headers=headers)


def _is_base_domain(request: HttpRequest) -> bool:
    host, _ = split_domain_port(request.get_host())
    return host == settings.BASE_DOMAIN
