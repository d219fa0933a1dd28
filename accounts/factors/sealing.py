"""What is stored of secrets: those of apps encrypted, recovery codes as keyed hashes.

Both keys are derived from SECRET_KEY; what was stored with a previous secret stays valid.
"""

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts import sealing

_PURPOSE = "accounts.factors.cipher"


def encrypt(secret: str) -> str:
    """Return the secret, encrypted with the current SECRET_KEY."""
    return sealing.encrypt(secret, _PURPOSE)


def decrypt(encrypted: str) -> str | None:
    """Return the secret, or None if it was encrypted with a key that is gone."""
    return sealing.decrypt(encrypted, _PURPOSE)


def digest(value: str) -> str:
    """Return the keyed hash to store."""
    return _digest(value, settings.SECRET_KEY)


def digests(value: str) -> list[str]:
    """Return the keyed hashes that may have been stored, with each of the valid secrets."""
    return [_digest(value, secret) for secret in sealing.secrets()]


def _digest(value: str, secret: str) -> str:
    return salted_hmac("accounts.factors.digest", value, secret, algorithm="sha256").hexdigest()
