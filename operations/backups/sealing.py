"""Encrypts backups to a public key by age, so that the server that makes them cannot read them.

The files are those of the program age: `age --decrypt -i KEY FILE | tar -x` reads them too.
"""

from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from django.conf import settings
from django.utils.translation import gettext as _

from operations.backups.errors import BackupError, NotWhole

MAGIC = b"age-encryption.org/v1\n"
ENDING = ".age"


def recipient() -> Any:
    """Return the public key of BACKUP_RECIPIENT, None if it is not set. Raises BackupError."""
    if not settings.BACKUP_RECIPIENT:
        return None
    try:
        return pyrage.x25519.Recipient.from_str(settings.BACKUP_RECIPIENT)
    except pyrage.RecipientError as error:
        raise BackupError(
            _(
                "BACKUP_RECIPIENT is not a public key of age. Write one that begins with age1, as "
                "age-keygen prints it."
            )
        ) from error


def check_keys() -> None:
    """Raise BackupError unless what is encrypted here can be decrypted here."""
    if recipient() is not None:
        _identities()


class _Target:
    """Passes bytes on, and remembers the file's error, which the library reports as its own."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write the data."""
        try:
            return self._file.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Flush the file."""
        self._file.flush()


def encrypt(source: BinaryIO, target: BinaryIO) -> None:
    """Encrypt what is left of `source` to BACKUP_RECIPIENT. Raises the target's OSError."""
    watched = _Target(target)
    try:
        pyrage.encrypt_io(source, watched, [recipient()])
    except (pyrage.EncryptError, OSError) as error:
        raise watched.error or error from error


def is_encrypted(file: BinaryIO) -> bool:
    """Return whether the file is encrypted."""
    file.seek(0)
    return file.read(len(MAGIC)) == MAGIC


def decrypt(source: BinaryIO, target: BinaryIO) -> None:
    """Decrypt a file with the keys in BACKUP_IDENTITY_FILE.

    Raises BackupError, NotWhole and the target's OSError.
    """
    keys, watched = _identities(), _Target(target)
    source.seek(0)
    try:
        pyrage.decrypt_io(source, watched, keys)
    except (pyrage.DecryptError, OSError) as error:
        if watched.error:
            raise watched.error from error
        if "matching keys" in str(error).lower():
            raise NotWhole(
                _(
                    "It is encrypted to another key than those in BACKUP_IDENTITY_FILE, or its "
                    "beginning was changed."
                )
            ) from error
        raise NotWhole(
            _("It cannot be decrypted: it is cut off, or bytes of it were changed.")
        ) from error


def _identities() -> list[Any]:
    path: Path | None = settings.BACKUP_IDENTITY_FILE
    if path is None:
        raise BackupError(
            _(
                "Backups are encrypted. Set BACKUP_IDENTITY_FILE to the file with the secret key, "
                "as age-keygen wrote it, to read them here."
            )
        )
    try:
        lines = path.read_text().splitlines()
        keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BackupError(
            _("BACKUP_IDENTITY_FILE cannot be read: %(error)s") % {"error": error}
        ) from error
    if not found:
        raise BackupError(
            _("BACKUP_IDENTITY_FILE has no key: a line that begins with AGE-SECRET-KEY-.")
        )
    return found
