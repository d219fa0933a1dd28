"""Keys: which failures are counted together, and their limit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.utils.crypto import salted_hmac

from accounts.models import SignInThrottle
from accounts.throttle.limits import Waits

# Of a row that many accounts share. The limits keep the number within an hour below it, so that
# nobody can push the failures for one account out of a row with failures for others.
KEPT_OF_MANY = 1000


class Counts(Enum):
    """Which failures of a row a key counts."""

    ALL = "all"
    OF_SUBJECT = "those for the key's subject"
    SUBJECTS = "the first one for each subject"


@dataclass(frozen=True)
class Key:
    """A limit on the failures of one row.

    `subject` names what a failure is for, such as an account; several keys may count the same row
    in different ways. A success forgets the failures for the subject within `forgives`.
    """

    digest: str
    limit: Waits
    subject: str = ""
    counts: Counts = Counts.ALL
    forgives: timedelta = timedelta()
    # While this key counts at least `crowded` failures, `strict` is the limit.
    crowd: "Key | None" = None
    crowded: int = 0
    strict: Waits | None = None

    @property
    def kept(self) -> int:
        """How many failures of the row are kept."""
        return self.limit.kept if self.counts is Counts.ALL else KEPT_OF_MANY

    def times(self, row: SignInThrottle | None, now: datetime) -> list[datetime]:
        """Return the times of the failures that count at `now`, oldest first."""
        failures = row.failures(since=now - self.limit.memory, now=now) if row else []
        if self.counts is Counts.ALL:
            return [at for at, _ in failures]
        if self.counts is Counts.OF_SUBJECT:
            return [at for at, subject in failures if subject == self.subject]
        first: dict[str, datetime] = {}
        for at, subject in failures:
            first.setdefault(subject, at)
        return list(first.values())


def key(
    kind: str, value: object, *, limit: Waits, subject: str = "", forgives: timedelta = timedelta()
) -> Key:
    """Return the key under which failures of a `kind` are counted for `value`."""
    return Key(digest(kind, str(value)), limit, subject, forgives=forgives)


def digest(kind: str, value: str) -> str:
    """Return the keyed hash that names a row, so that the row contains no personal data."""
    return salted_hmac("accounts.throttle", f"{kind}:{value}", algorithm="sha256").hexdigest()


def subject(kind: str, value: object) -> str:
    """Return the keyed hash with which a row says what a failure was for."""
    return digest(f"subject.{kind}", str(value))[:16]
