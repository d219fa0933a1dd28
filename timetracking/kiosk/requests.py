"""The kiosk of a request, and the cookie that identifies it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from timetracking.kiosk import pairing
from timetracking.models import Kiosk
from timetracking.web.requests import CompanyRequest

# Bound to its host, like the session cookie. Browsers limit the age of a cookie to 400 days.
KIOSK_COOKIE = "__Host-kiosk" if settings.SESSION_COOKIE_SECURE else "kiosk"
_COOKIE_AGE = 60 * 60 * 24 * 400


class KioskRequest(CompanyRequest):
    """A request of a paired tablet, in a view with `kiosk_required`."""

    kiosk: Kiosk


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    """Return the kiosk of a request, None if the device is not paired or was revoked."""
    cookie = request.get_signed_cookie(KIOSK_COOKIE, default="", salt=KIOSK_COOKIE)
    pk, _, secret = (cookie or "").partition(".")
    if not pk.isascii() or not pk.isdigit():
        return None
    tenant = getattr(request, "tenant", None)
    notes_use = not getattr(tenant, "is_read_only", False)
    return pairing.authenticate(int(pk), secret, now=timezone.now(), notes_use=notes_use)


def set_kiosk_cookie(response: HttpResponse, kiosk: Kiosk, secret: str) -> None:
    """Make the device the kiosk. The cookie's signature includes the company."""
    response.set_signed_cookie(
        KIOSK_COOKIE,
        f"{kiosk.pk}.{secret}",
        salt=KIOSK_COOKIE,
        max_age=_COOKIE_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def renew_kiosk_cookie(request: HttpRequest, response: HttpResponse, kiosk: Kiosk) -> None:
    """Extend the cookie of a kiosk in use."""
    cookie = request.get_signed_cookie(KIOSK_COOKIE, salt=KIOSK_COOKIE) or ""
    set_kiosk_cookie(response, kiosk, cookie.partition(".")[2])
