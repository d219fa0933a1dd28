"""The ends of the companies' audit trails, noted in public and in a file for another place."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TextIO, TypeVar

from operations.models import AuditEnd
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import AuditChain, AuditLine

EVENT = "audit-end"
# In characters; those that are written here are shorter.
_LONGEST_LINE = 1_000_000

V = TypeVar("V", int, str)


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
                _checked(values["company"], str),
                _checked(values["id"], int),
                _checked(values["first_hash"], str),
                _number(values["number"]),
                _checked(values["hash"], str),
                datetime.fromisoformat(values["at"]),
            )
        except (KeyError, RecursionError, TypeError) as error:
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


def note_in_public(end: End, *, anew: bool) -> bool:
    """Replace the end that was noted before; return whether it was replaced.

    One that another run has noted meanwhile, further on in the trail, stays, unless the trail is
    accepted `anew`. Locks the noted end until the transaction of the owner login ends. Call it
    outside a company.
    """
    noted, is_new = AuditEnd.objects.using(OWNER_ALIAS).get_or_create(
        slug=end.slug, defaults=_columns(end)
    )
    if is_new:
        return True
    noted = AuditEnd.objects.using(OWNER_ALIAS).select_for_update().get(pk=noted.pk)
    if noted.company == end.company and noted.number > end.number and not anew:
        return False
    AuditEnd.objects.using(OWNER_ALIAS).filter(pk=noted.pk).update(**_columns(end))
    return True


def _columns(end: End) -> dict[str, Any]:
    return {
        "company": end.company,
        "first_hash": end.first_hash,
        "number": end.number,
        "hash": end.hash,
        "noted_at": end.noted_at,
    }


def noted_in_file(path: Path) -> tuple[dict[str, End], list[int]]:
    """Return the last end of each company in a file, and the numbers of unreadable lines.

    Reads line by line. Raises OSError.
    """
    ends, unreadable = {}, []
    with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        for number, line in enumerate(_lines(lines), 1):
            try:
                end = End.from_json(line) if line.strip() else None
            except ValueError:
                unreadable.append(number)
            else:
                if end is not None:
                    ends[end.slug] = end
    return ends, unreadable


def _lines(file: TextIO) -> Iterator[str]:
    """Yield the lines, of one that is too long only the beginning."""
    while line := file.readline(_LONGEST_LINE):
        yield line
        while line and not line.endswith("\n"):
            line = file.readline(_LONGEST_LINE)


def note_in_file(path: Path, end: End) -> None:
    """Append the end, and return when the disk has it. Raises OSError.

    A last line without its end, from a run that was cut short, does not swallow the new one.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        # Held until the file is closed, so that two runs do not mix their lines.
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        length = os.fstat(descriptor).st_size
        is_torn = length > 0 and os.pread(descriptor, 1, length - 1) != b"\n"
        line = f"{end.to_json()}\n".encode()
        try:
            _write_all(descriptor, b"\n" + line if is_torn else line)
        except OSError:
            # Of a file that may only be appended to, the torn line stays.
            with suppress(OSError):
                os.ftruncate(descriptor, length)
            raise
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]


def _number(value: Any) -> int:
    number = _checked(value, int)
    if not 0 <= number < 2**63:
        raise ValueError("No line has this number.")
    return number


def _checked(value: Any, kind: type[V]) -> V:
    """Return a value of a line if it is of this kind. Raises TypeError."""
    if type(value) is not kind:
        raise TypeError(f"{type(value).__name__} instead of {kind.__name__}")
    return value


def _hashes(*numbers: int) -> dict[int, str]:
    return dict(AuditLine.objects.filter(number__in=numbers).values_list("number", "hash"))
