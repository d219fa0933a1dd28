"""/tls/domain: tells the proxy for which hosts it may have a certificate issued."""

import ipaddress
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tenants.context import public_context
from tenants.domains import is_verified

PATH = "/tls/domain"
# What a proxy adds to the requests that it passes on for others.
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_VIA")


class CertificateMiddleware:
    """Answer before hosts and redirects, since the proxy asks at an internal address.

    Visitors come through the proxy and get what any other address gets that there is not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return 200 for a domain that a company has verified, else 404."""
        if request.path != PATH or not _is_internal(request):
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return _plain(405, "Only GET.")
        name = request.GET.get("domain", "").lower().removesuffix(".")
        with public_context(), transaction.atomic():
            known = "\0" not in name and is_verified(name)
        return _plain(200, "verified") if known else _plain(404, "not a verified domain")


def _plain(status: int, text: str) -> HttpResponse:
    headers = {"Cache-Control": "no-store"} | ({"Allow": "GET, HEAD"} if status == 405 else {})
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain", headers=headers)


def _is_internal(request: HttpRequest) -> bool:
    """Tell whether the request comes from this machine or its network, and for nobody else."""
    if any(header in request.META for header in _FORWARDED):
        return False
    sender = request.META.get("REMOTE_ADDR", "")
    if not sender:  # a Unix socket
        return True
    try:
        return ipaddress.ip_address(sender).is_private
    except ValueError:
        return False
