"""What is stored of secrets: those of apps encrypted, recovery codes as keyed hashes.

Both keys are derived from SECRET_KEY; what was stored with a previous secret stays valid.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def encrypt(secret: str) -> str:
    """Return the secret, encrypted with the current SECRET_KEY."""
    return _cipher().encrypt(secret.encode()).decode()


def decrypt(encrypted: str) -> str | None:
    """Return the secret, or None if it was encrypted with a key that is gone."""
    try:
        return _cipher().decrypt(encrypted.encode()).decode()
    except InvalidToken:
        return None


def digest(value: str) -> str:
    """Return the keyed hash to store."""
    return _digest(value, settings.SECRET_KEY)


def digests(value: str) -> list[str]:
    """Return the keyed hashes that may have been stored, with each of the valid secrets."""
    return [_digest(value, secret) for secret in _secrets()]


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(_derive_key(secret)) for secret in _secrets()])


def _derive_key(secret: str) -> bytes:
    derived = salted_hmac("accounts.factors.cipher", "", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(derived.digest())


def _digest(value: str, secret: str) -> str:
    return salted_hmac("accounts.factors.digest", value, secret, algorithm="sha256").hexdigest()
