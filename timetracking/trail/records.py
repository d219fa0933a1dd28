"""What the lines of one row add up to."""

from timetracking.models import Act, AuditLine
from timetracking.trail.snapshots import Snapshot
from timetracking.trail.subjects import Subject

# So that the memory is limited, whoever wrote the lines.
_MOST_PROBLEMS = 100
_MALFORMED = (AttributeError, KeyError, TypeError, ValueError)


class Record:
    """A row as its lines describe it; add the lines in the order of their numbers.

    A line may record a part of the row, so the values of all lines count, the last of each.
    """

    def __init__(self, subject: Subject, pk: int) -> None:
        self.pk = pk
        self.number = 0
        self.exists = False
        self.employee_id: int | None = None
        self.is_unreadable = False
        self.problems: list[str] = []
        self._subject = subject
        self._values: Snapshot = {}
        self._had_unknown = False

    def add(self, line: AuditLine | None) -> None:
        """Apply the next line, and keep as a problem what does not follow from those before.

        After a line that cannot be read, None or malformed, nothing is known of the row.
        """
        if line is None or self.is_unreadable:
            self.is_unreadable = True
            return
        try:
            before, after = self._comparable(line.before), self._comparable(line.after)
        except _MALFORMED:
            self.problems.append(f"line {line.number} has no readable values")
            self.is_unreadable = True
            return
        if len(self.problems) < _MOST_PROBLEMS:
            self._check(line, before, after)
        self._had_unknown = self._had_unknown or self._has_unknown(after)
        self._values = {} if after is None else self._values | self._known(after)
        self.exists = after is not None
        self.number, self.employee_id = line.number, line.employee_id

    def differing(self, values: Snapshot) -> list[str]:
        """Return the names of the values that are not as recorded, sorted."""
        return sorted(name for name in values if self._differs(name, values[name]))

    def _differs(self, name: str, value: object) -> bool:
        if name in self._subject.check.added and name not in self._values:
            return False
        return self._recorded(name) != value

    def _recorded(self, name: str) -> object:
        return self._values[name] if name in self._values else self._subject.initial(name)

    def _comparable(self, snapshot: object) -> Snapshot | None:
        if snapshot is None:
            return None
        if not isinstance(snapshot, dict):
            raise TypeError
        return self._subject.check.comparable(snapshot)

    def _check(self, line: AuditLine, before: Snapshot | None, after: Snapshot | None) -> None:
        if line.act != _act(before, after):
            self.problems.append(f"line {line.number} is not the act that it says")
        is_first = self.number == 0
        if is_first and self._subject.check.created_silently:
            return
        if (before is not None) != self.exists:
            self.problems.append(f"line {line.number} does not follow from the lines before")
        elif names := self._unlike(before or {}):
            self.problems.append(f"was not as line {line.number} found it: {', '.join(names)}")
        if not is_first and line.employee_id != self.employee_id:
            self.problems.append(f"line {line.number} is about someone else than those before")

    def _unlike(self, before: Snapshot) -> list[str]:
        """Return the names of the values before a line that are not as recorded.

        A name that the product does not know is not repeated: whoever wrote it chose its words.
        """
        invented = self._has_unknown(before) and not self._had_unknown
        return self.differing(self._known(before)) + ["an unknown field"] * invented

    def _known(self, values: Snapshot) -> Snapshot:
        return {name: value for name, value in values.items() if self._subject.knows(name)}

    def _has_unknown(self, values: Snapshot | None) -> bool:
        return not all(self._subject.knows(name) for name in values or {})


def _act(before: Snapshot | None, after: Snapshot | None) -> Act | None:
    if before is None:
        return Act.CREATED if after is not None else None
    return Act.CHANGED if after is not None else Act.REMOVED
