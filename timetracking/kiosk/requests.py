"""The tablet behind a request, and the cookie that it is known by."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from timetracking.kiosk import pairing as kiosks
from timetracking.models import Kiosk
from timetracking.web.requests import CompanyRequest

# Bound to its host, as the session's is. Browsers keep no cookie for longer than 400 days.
KIOSK_COOKIE = "__Host-kiosk" if settings.SESSION_COOKIE_SECURE else "kiosk"
_COOKIE_AGE = 60 * 60 * 24 * 400


class KioskRequest(CompanyRequest):
    """A request of a paired tablet, behind `kiosk_required`."""

    kiosk: Kiosk


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    """Return the kiosk that the tablet is, None for any other device and one that is revoked."""
    said = request.get_signed_cookie(KIOSK_COOKIE, default="", salt=KIOSK_COOKIE)
    pk, _, secret = (said or "").partition(".")
    if not pk.isascii() or not pk.isdigit():
        return None
    return kiosks.authenticate(int(pk), secret, now=timezone.now())


def keep_kiosk(response: HttpResponse, kiosk: Kiosk, secret: str) -> None:
    """Let the tablet be the kiosk from now on; the signature carries the company."""
    response.set_signed_cookie(
        KIOSK_COOKIE,
        f"{kiosk.pk}.{secret}",
        salt=KIOSK_COOKIE,
        max_age=_COOKIE_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def renew_kiosk(request: HttpRequest, response: HttpResponse, kiosk: Kiosk) -> None:
    """Let the cookie of a kiosk in use last for as long again."""
    said = request.get_signed_cookie(KIOSK_COOKIE, salt=KIOSK_COOKIE) or ""
    keep_kiosk(response, kiosk, said.partition(".")[2])
