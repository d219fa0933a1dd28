"""Whether the author of a line could have made it, from what the lines before say of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from timetracking.models import AuditLine, Employee, Role, Source
from timetracking.trail.snapshots import Snapshot
from timetracking.trail.subjects import is_known, name_of, subject_named

# A request that began before its author lost a role may still end; rights are judged unlocked.
_UNDER_WAY = timedelta(minutes=1)


@dataclass(frozen=True)
class _Standing:
    """A person's role, and whether they were on the staff, since a moment."""

    role: str
    is_active: bool
    since: datetime


class Authors:
    """Follows everybody's role through the trail; takes a little memory for each employee."""

    def __init__(self) -> None:
        self._standings: dict[int, list[_Standing]] = {}

    def check(self, line: AuditLine) -> Iterator[str]:
        """Yield what is wrong with the author of the next line."""
        is_page = line.origin in Source.values
        if line.actor_id is None and is_page:
            yield "names nobody, but comes from a page"
        elif line.actor_id is not None and not is_page:
            yield "names a person, but comes from a program"
        elif line.actor_id is not None:
            yield from self._check_person(line, line.actor_id)
        self._follow(line)

    def _check_person(self, line: AuditLine, actor_id: int) -> Iterator[str]:
        if line.origin == Source.KIOSK and line.employee_id not in (None, actor_id):
            yield "comes from a kiosk, but is about someone else"
        if _is_address(line):
            # Confirmed by a link, days after its author asked for it, who may have left since.
            standings = self._standings.get(actor_id, [])
        else:
            standings = self._at(actor_id, line.at)
        if not standings:
            yield "names someone who was not on the staff then"
        elif not any(self._could(Employee(pk=actor_id, role=s.role), line) for s in standings):
            yield "names someone who had no right to this"

    def _at(self, pk: int, at: datetime) -> list[_Standing]:
        """Return the standing of an employee, and the one before if it has just changed."""
        known = self._standings.get(pk, [])[-2:]
        if known and at - known[-1].since > _UNDER_WAY:
            known = known[-1:]
        return [standing for standing in known if standing.is_active]

    def _could(self, actor: Employee, line: AuditLine) -> bool:
        if not is_known(line.subject):
            return True
        role, previous = _values(line.after).get("role"), self._role(line.employee_id)
        is_entry = _is_entry(line)
        is_own = actor.pk == line.employee_id
        if is_entry and role is not None and role != previous:
            return not is_own and (actor.is_owner or (actor.leads and role == Role.MEMBER))
        if is_own:
            return actor.is_owner or not is_entry or role is None
        if line.employee_id is None:
            return subject_named(line.subject).check.may_change(actor, None)
        if previous is None or _is_removed_pin(line):
            return actor.leads
        other = Employee(pk=line.employee_id, role=previous)
        return subject_named(line.subject).check.may_change(actor, other)

    def _role(self, pk: int | None) -> str | None:
        known = self._standings.get(pk, []) if pk is not None else []
        return known[-1].role if known else None

    def _follow(self, line: AuditLine) -> None:
        if not _is_entry(line):
            return
        values = _values(line.after)
        known = self._standings.setdefault(line.subject_id, [])
        last = known[-1] if known else _Standing(Role.MEMBER, is_active=True, since=line.at)
        standing = _Standing(
            str(values.get("role", last.role)),
            bool(values.get("is_active", last.is_active)),
            line.at,
        )
        if not known or (standing.role, standing.is_active) != (last.role, last.is_active):
            known.append(standing)


def _is_address(line: AuditLine) -> bool:
    return _is_entry(line) and _values(line.after).keys() == {"email"}


def _is_removed_pin(line: AuditLine) -> bool:
    # Whoever deactivates a colleague also removes the PINs that the colleague once set.
    values = _values(line.after)
    return _is_entry(line) and "role" not in values and values.get("pin") == "none"


def _is_entry(line: AuditLine) -> bool:
    return line.subject == name_of(Employee)


def _values(snapshot: object) -> Snapshot:
    return snapshot if isinstance(snapshot, dict) else {}
