"""Encryption at rest, with a key for each purpose that is derived from SECRET_KEY.

What was encrypted with a previous secret stays readable.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def encrypt(text: str, purpose: str) -> str:
    """Return the text, encrypted with the current SECRET_KEY."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def decrypt(encrypted: str, purpose: str) -> str | None:
    """Return the text; None if it was encrypted for another purpose or with a key that is gone."""
    try:
        return _cipher(purpose).decrypt(encrypted.encode()).decode()
    except InvalidToken:
        return None


def secrets() -> list[str]:
    """Return the current secret and the previous ones that are still valid."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _cipher(purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(_derive_key(secret, purpose)) for secret in secrets()])


def _derive_key(secret: str, purpose: str) -> bytes:
    derived = salted_hmac(purpose, "", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(derived.digest())
