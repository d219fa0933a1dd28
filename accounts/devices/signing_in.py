"""Writes into each new session who signed in, when, on which device and from where."""

from typing import Any

from django.contrib.auth import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import DEVICE, User
from accounts.requests import client_of


def connect() -> None:
    """Describe every session from its sign-in on."""
    user_logged_in.connect(describe, dispatch_uid="accounts.devices.describe")


def describe(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note device, address and time in the session of a sign-in; the receiver of its signal."""
    client = client_of(request)
    request.session[DEVICE] = {
        "device": client.browser,
        "address": client.address,
        "at": timezone.now().timestamp(),
    }
