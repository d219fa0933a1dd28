"""Authenticator apps: six digits that change every 30 seconds (TOTP, RFC 6238)."""

import re
from datetime import datetime

import pyotp
from django.db import transaction
from pyotp.exceptions import OTPVerificationError

from accounts.factors import sealing
from accounts.factors.errors import AppExists
from accounts.models import Authenticator, User

# The steps before and after the current one whose codes are accepted: clocks differ.
WINDOW = 1
_CODE = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """Return a random secret of 160 bits in base32, as apps take it."""
    return pyotp.random_base32()


def address(secret: str, *, user: User, issuer: str) -> str:
    """Return the otpauth address for a QR code; `issuer` is what the app shows above the code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=issuer)


def step_of(code: str, secret: str, *, now: datetime) -> int | None:
    """Return the time step for which the code is right, or None if it is wrong."""
    digits = code.replace(" ", "")
    if not _CODE.fullmatch(digits):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=WINDOW)
    except OTPVerificationError:
        return None


def add_app(user: User, *, secret: str, step: int, now: datetime) -> Authenticator:
    """Store an app whose code for `step` was right, so that this code is used up.

    Raises AppExists.
    """
    if Authenticator.objects.filter(user=user, kind=Authenticator.Kind.APP).exists():
        raise AppExists
    return Authenticator.objects.create(
        user=user,
        kind=Authenticator.Kind.APP,
        secret=sealing.encrypt(secret),
        counter=step,
        created_at=now,
        used_at=now,
    )


@transaction.atomic
def use_code(user: User, code: str, *, now: datetime) -> bool:
    """Return whether the code is right, and use it up with all earlier ones."""
    apps = Authenticator.objects.filter(user=user, kind=Authenticator.Kind.APP)
    app = apps.select_for_update(no_key=True).first()
    secret = sealing.decrypt(app.secret) if app else None
    step = step_of(code, secret, now=now) if secret else None
    if app is None or step is None or step <= app.counter:
        return False
    app.counter, app.used_at = step, now
    app.save(update_fields=["counter", "used_at"])
    return True
