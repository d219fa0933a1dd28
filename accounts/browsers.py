"""Known browsers: those in which someone has signed in to an account before.

A signed cookie proves it. What strangers do makes a known browser wait neither at the sign-in nor
for a reset mail. A new password, or the end of all sessions, makes the proofs of the account
invalid.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

# Bound to its host, like the session cookie. Browsers limit the age of a cookie to 400 days.
COOKIE = "__Host-known" if settings.SESSION_COOKIE_SECURE else "known"
COOKIE_AGE = 60 * 60 * 24 * 400
MOST_ACCOUNTS = 8
_TO_REMEMBER = "_account_to_remember"


@dataclass(frozen=True)
class Proof:
    """That an account was signed in to in the browser `browser`."""

    user: str
    browser: str
    digest: str

    def __str__(self) -> str:
        return f"{self.user}.{self.browser}.{self.digest}"


@receiver(user_logged_in, dispatch_uid="accounts.browsers")
def remember(request: HttpRequest, user: User, **kwargs: object) -> None:
    """Have the response make the browser known for `user`, who has proved that it is their account.

    Every sign-in does so.
    """
    setattr(request, _TO_REMEMBER, user)


def known_browser(request: HttpRequest, email: str) -> str | None:
    """Return the id of the browser if it is known for the active user with this address, else None.

    Takes one query, and none for a browser without the cookie.
    """
    proofs = list(_proofs(request))
    user = User.objects.filter(email=email, is_active=True).first() if proofs else None
    return _known(proofs, user) if user else None


class KnownBrowserMiddleware:
    """Sets the cookie after a sign-in. The signature includes the company."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle the request; the latest accounts of the browser stay known."""
        response = self.get_response(request)
        user = cast("User | None", getattr(request, _TO_REMEMBER, None))
        if user is not None and response.status_code < 500:
            proofs = list(_proofs(request))
            browser = _known(proofs, user) or secrets.token_hex(8)
            others = [proof for proof in proofs if proof.user != str(user.pk)]
            _set_cookie(response, [_prove(user, browser), *others][:MOST_ACCOUNTS])
        return response


def _known(proofs: list[Proof], user: User) -> str | None:
    for proof in proofs:
        if proof.user == str(user.pk) and any(
            constant_time_compare(proof.digest, digest) for digest in _digests(user, proof.browser)
        ):
            return proof.browser
    return None


def _prove(user: User, browser: str) -> Proof:
    return Proof(str(user.pk), browser, next(_digests(user, browser)))


def _digests(user: User, browser: str) -> Iterator[str]:
    """Yield the digest of a proof with the current secret, and with each previous one."""
    secret_keys: tuple[Any, ...] = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    for secret, state in zip(secret_keys, hashes, strict=True):
        text = f"{user.pk}:{browser}:{state}"
        yield salted_hmac("accounts.browsers", text, secret, algorithm="sha256").hexdigest()[:32]


def _proofs(request: HttpRequest) -> Iterator[Proof]:
    cookie = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=COOKIE_AGE) or ""
    for text in cookie.split("/")[:MOST_ACCOUNTS]:
        user, _, rest = text.partition(".")
        browser, _, digest = rest.partition(".")
        if digest:
            yield Proof(user, browser, digest)


def _set_cookie(response: HttpResponse, proofs: list[Proof]) -> None:
    response.set_signed_cookie(
        COOKIE,
        "/".join(map(str, proofs)),
        salt=COOKIE,
        max_age=COOKIE_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
