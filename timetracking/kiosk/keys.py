"""Key pairs of kiosks: the browser seals offline PINs with the public key.

The private key is stored encrypted with SECRET_KEY, so that a copy of the database cannot open a
PIN that is still on a tablet.
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
    """Return a new encrypted private key, and its public key in base64 DER for WebCrypto."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return _cipher().encrypt(pem).decode(), _encode_public(key)


def public_key(private_key: str) -> str:
    """Return the public key of an encrypted private key, "" if that can no longer be decrypted."""
    key = _decrypt(private_key)
    return _encode_public(key) if key else ""


def unseal(sealed: str, *, private_key: str) -> dict[str, Any]:
    """Return the content that a browser sealed; an empty dictionary if it cannot be read."""
    key = _decrypt(private_key)
    try:
        content = json.loads(key.decrypt(base64.b64decode(sealed), _OAEP)) if key else {}
    except (ValueError, binascii.Error):
        return {}
    return content if isinstance(content, dict) else {}


def _decrypt(private_key: str) -> rsa.RSAPrivateKey | None:
    try:
        pem = _cipher().decrypt(private_key.encode())
    except InvalidToken:
        return None
    key = serialization.load_pem_private_key(pem, password=None)
    return key if isinstance(key, rsa.RSAPrivateKey) else None


def _encode_public(key: rsa.RSAPrivateKey) -> str:
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(der).decode()


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derive_key(secret)) for secret in secrets])


def _derive_key(secret: str) -> bytes:
    digest = salted_hmac("timetracking.kiosk_keys", "", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
