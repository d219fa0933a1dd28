"""The ends of the companies' audit trails, noted in public and in a file for another place."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from operations.models import AuditEnd
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import AuditChain, AuditLine

EVENT = "audit-end"


@dataclass(frozen=True)
class End:
    """The end of a company's trail at a moment, with the hash of its first line."""

    slug: str
    company: int
    first_hash: str
    number: int
    hash: str
    noted_at: datetime

    @classmethod
    def of(cls, tenant: Tenant, *, now: datetime) -> Self:
        """Return the current end. Call it inside the company. Raises AuditChain.DoesNotExist."""
        chain = AuditChain.objects.get()
        first_hash = _hashes(1).get(1, "")
        return cls(tenant.slug, tenant.pk, first_hash, chain.number, chain.hash, now)

    @classmethod
    def from_json(cls, line: str) -> Self | None:
        """Return the end in a line of the file, None for a line of another kind.

        Raises ValueError.
        """
        try:
            values = json.loads(line)
            if values["event"] != EVENT:
                return None
            return cls(
                str(values["company"]),
                int(values["id"]),
                str(values["first_hash"]),
                int(values["number"]),
                str(values["hash"]),
                datetime.fromisoformat(values["at"]),
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(str(error)) from error

    def to_json(self) -> str:
        """Return the end as a line of JSON, without what the trail contains."""
        return json.dumps(
            {
                "event": EVENT,
                "company": self.slug,
                "id": self.company,
                "first_hash": self.first_hash,
                "number": self.number,
                "hash": self.hash,
                "at": self.noted_at.isoformat(),
            }
        )

    def broken_by(self, tenant: Tenant) -> str:
        """Return why the company's trail does not continue from this end, "" if it does.

        Call it inside the company.
        """
        day = f"{self.noted_at:%Y-%m-%d %H:%M} UTC"
        if tenant.pk != self.company:
            return f"the company was created anew since its end was noted on {day}"
        hashes = _hashes(1, self.number)
        if self.number and hashes.get(1) != self.first_hash:
            return f"the trail does not begin as the one whose end was noted on {day}"
        if self.number and self.number not in hashes:
            return (
                f"the trail lacks line {self.number}, which was noted on {day}: it was cut off, "
                "or the company was restored from an earlier backup"
            )
        if self.number and hashes[self.number] != self.hash:
            return f"line {self.number} is not the one that was noted on {day}"
        return ""


def noted_in_public() -> dict[str, End]:
    """Return the ends in the table of the owner login by slug. Call it outside a company."""
    return {
        end.slug: End(end.slug, end.company, end.first_hash, end.number, end.hash, end.noted_at)
        for end in AuditEnd.objects.using(OWNER_ALIAS).order_by("slug")
    }


def note_in_public(end: End) -> None:
    """Replace the end that was noted before. Call it outside a company."""
    AuditEnd.objects.using(OWNER_ALIAS).update_or_create(
        slug=end.slug,
        defaults={
            "company": end.company,
            "first_hash": end.first_hash,
            "number": end.number,
            "hash": end.hash,
            "noted_at": end.noted_at,
        },
    )


def noted_in_file(path: Path) -> tuple[dict[str, End], list[int]]:
    """Return the last end of each company in a file, and the numbers of unreadable lines.

    Reads line by line. Raises OSError.
    """
    ends, unreadable = {}, []
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            try:
                end = End.from_json(line) if line.strip() else None
            except ValueError:
                unreadable.append(number)
            else:
                if end is not None:
                    ends[end.slug] = end
    return ends, unreadable


def note_in_file(path: Path, end: End) -> None:
    """Append the end, and return when the disk has it. Raises OSError."""
    # One write in append mode, so that two runs do not mix their lines.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(descriptor, f"{end.to_json()}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hashes(*numbers: int) -> dict[int, str]:
    return dict(AuditLine.objects.filter(number__in=numbers).values_list("number", "hash"))
