"""What a kiosk's browser seals offline PINs to: a key pair of its own, the private half kept here.

The private key lies in the database encrypted with SECRET_KEY, so that a copy of the database opens
no PIN that a tablet still holds.
"""

import base64
import binascii
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.conf import settings
from django.utils.crypto import salted_hmac

_BITS = 2048
_OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


def generate() -> tuple[str, str]:
    """Return a new private key, encrypted, and its public key as base64 of DER, for WebCrypto."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return _vault().encrypt(pem).decode(), _public(key)


def public_key(private_key: str) -> str:
    """Return the public half of an encrypted private key; "" if it cannot be decrypted any more."""
    key = _opened(private_key)
    return _public(key) if key else ""


def unseal(sealed: str, *, private_key: str) -> dict[str, Any]:
    """Return what a browser sealed; an empty dictionary if it cannot be read."""
    key = _opened(private_key)
    try:
        found = json.loads(key.decrypt(base64.b64decode(sealed), _OAEP)) if key else {}
    except (ValueError, binascii.Error):
        return {}
    return found if isinstance(found, dict) else {}


def _opened(private_key: str) -> rsa.RSAPrivateKey | None:
    try:
        pem = _vault().decrypt(private_key.encode())
    except InvalidToken:
        return None
    key = serialization.load_pem_private_key(pem, password=None)
    return key if isinstance(key, rsa.RSAPrivateKey) else None


def _public(key: rsa.RSAPrivateKey) -> str:
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(der).decode()


def _vault() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    digest = salted_hmac("timetracking.kiosk_keys", "", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
