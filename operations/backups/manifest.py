"""The manifest of a backup: what is in it, the checksums of every byte, and its signature."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from operations.backups.errors import NotWhole

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
_SALT = "operations.backups"


@dataclass(frozen=True)
class TableFacts:
    """What the manifest says of a table: its file, its columns, and a checksum of its rows."""

    file: str
    columns: list[str]
    rows: int
    sha256: str
    """Of the CSV itself, which is the same after a restore."""


@dataclass
class Manifest:
    """What the backup says of itself."""

    taken_at: str
    release: str
    postgresql: str
    company: dict[str, Any]
    """Its row of the registry."""
    migrations: list[str]
    format: int = FORMAT
    tables: dict[str, TableFacts] = field(default_factory=dict)
    sequences: dict[str, list[Any]] = field(default_factory=dict)
    """The last value of each, and whether a row has it."""
    members: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file of the archive, but for the manifest and its signature."""

    def to_json(self) -> bytes:
        """Return the manifest as it is written."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read a manifest. Raises NotWhole."""
        try:
            values = json.loads(content)
            if values.get("format") != FORMAT:
                raise NotWhole(
                    _(
                        "It has format %(found)s, and this release reads %(known)s. Use the "
                        "release that made it, or a newer one."
                    )
                    % {"found": repr(values.get("format")), "known": FORMAT}
                )
            tables = {name: TableFacts(**facts) for name, facts in values.pop("tables").items()}
            manifest = cls(**values, tables=tables)
            datetime.fromisoformat(manifest.taken_at)
            manifest.slug, manifest.company_id, manifest.name  # noqa: B018 - raises if missing
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise NotWhole(_("Its %(file)s cannot be read.") % {"file": MANIFEST}) from error
        return manifest

    @property
    def slug(self) -> str:
        """Return the company's slug."""
        return str(self.company["slug"])

    @property
    def name(self) -> str:
        """Return the company's name."""
        return str(self.company["name"])

    @property
    def company_id(self) -> int:
        """Return the company's id, which no other company gets."""
        return int(self.company["id"])

    @property
    def schema(self) -> str:
        """Return the name of the schema that was read."""
        return f"tenant_{self.slug}"

    @property
    def version(self) -> str:
        """Return the version of the schema, as the registry writes it."""
        return " ".join(sorted(self.migrations))


def sign(content: bytes) -> bytes:
    """Return the checksum of a manifest, and a proof that an installation with our secret wrote it.

    Its SQL runs as the owner login when it is restored.
    """
    return (
        f"sha256 {_sha256(content)}\nhmac-sha256 {_hmac(content, settings.SECRET_KEY)}\n".encode()
    )


def check_signature(content: bytes, signature: bytes, *, trusted: bool) -> None:
    """Raise NotWhole unless the signature is of this manifest, and of this installation.

    `trusted` accepts a manifest of an installation with another SECRET_KEY.
    """
    lines = signature.decode("ascii", "replace").splitlines()
    if not lines or lines[0] != f"sha256 {_sha256(content)}":
        raise NotWhole(_("Its %(file)s was changed.") % {"file": MANIFEST})
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    known = [f"{lines[0]}\nhmac-sha256 {_hmac(content, secret)}\n" for secret in secrets]
    if trusted and len(lines) == 2 and signature == f"{lines[0]}\n{lines[1]}\n".encode():
        return
    if not any(constant_time_compare(signature, one) for one in known):
        raise NotWhole(
            _(
                "Its %(file)s was not signed with this SECRET_KEY, so it was changed, or made by "
                "another installation. Only if you are sure who made it, add --trusted: its SQL "
                "runs as the owner login."
            )
            % {"file": MANIFEST}
        )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hmac(content: bytes, secret: str) -> str:
    return salted_hmac(_SALT, content, secret, algorithm="sha256").hexdigest()
