"""Whether the author of a line could have made it, from what the lines before say of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from timetracking.models import AuditLine, Employee, Review, Role, Source, WorkLog
from timetracking.trail.snapshots import Snapshot
from timetracking.trail.subjects import is_known, name_of, subject_named

_UNDO = "undo"
_OWN_VALUES = ({"pin", "pin_digest", "pin_set_by"}, {"muted_notices"}, {"email"}, {"language"})
# A request that began before its author lost a role may still end; rights are judged unlocked.
_UNDER_WAY = timedelta(minutes=1)


@dataclass(frozen=True)
class _Standing:
    """A person's role, and whether they were on the staff, since a moment."""

    role: str
    is_active: bool
    since: datetime


@dataclass
class _Career:
    """The last two standings of a person, and all roles that they ever had on the staff."""

    standings: list[_Standing] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)

    def add(self, standing: _Standing) -> None:
        self.standings = [*self.standings[-1:], standing]
        if standing.role in Role.values:
            self.roles.add(standing.role)


class Authors:
    """Follows everybody's role through the trail; takes a little memory for each employee."""

    def __init__(self) -> None:
        self._careers: dict[int, _Career] = {}

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
            roles = self._careers.get(actor_id, _Career()).roles
        else:
            roles = {standing.role for standing in self._at(actor_id, line.at)}
        if not roles:
            yield "names someone who was not on the staff then"
        elif not any(self._could(Employee(pk=actor_id, role=role), line) for role in roles):
            yield "names someone who had no right to this"

    def _at(self, pk: int, at: datetime) -> list[_Standing]:
        """Return the standing of an employee, and the one before if it has just changed."""
        known = self._careers.get(pk, _Career()).standings
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
            return actor.is_owner or _is_ones_own(line)
        if line.employee_id is None:
            return subject_named(line.subject).check.may_change(actor, None)
        if previous is None or _is_removed_pin(line):
            return actor.leads
        other = Employee(pk=line.employee_id, role=previous)
        return subject_named(line.subject).check.may_change(actor, other)

    def _role(self, pk: int | None) -> str | None:
        career = self._careers.get(pk) if pk is not None else None
        return career.standings[-1].role if career else None

    def _follow(self, line: AuditLine) -> None:
        if not _is_entry(line):
            return
        values = _values(line.after)
        career = self._careers.get(line.subject_id)
        last = career.standings[-1] if career else _Standing(Role.MEMBER, True, line.at)
        role = values.get("role")
        standing = _Standing(
            role if role in Role.values else last.role,
            bool(values.get("is_active", last.is_active)),
            line.at,
        )
        if not career or (standing.role, standing.is_active) != (last.role, last.is_active):
            self._careers.setdefault(line.subject_id, _Career()).add(standing)


def _is_address(line: AuditLine) -> bool:
    return _is_entry(line) and _values(line.after).keys() == {"email"}


def _is_removed_pin(line: AuditLine) -> bool:
    # Whoever deactivates a colleague also removes the PINs that the colleague once set.
    return _is_entry(line) and line.after == {"pin": "none", "pin_digest": "", "pin_set_by": None}


def _is_ones_own(line: AuditLine) -> bool:
    """Return whether people who are no owners could do this to their own rows.

    Of their entry they change the PIN, the notices, the language, and, by a link in a mail, the
    address.
    """
    if _is_entry(line):
        return _values(line.after).keys() in _OWN_VALUES
    if not subject_named(line.subject).check.is_ones_own:
        return False
    return line.subject != name_of(WorkLog) or _is_tap(line)


def _is_tap(line: AuditLine) -> bool:
    """Return whether taps, and what is said of a forgotten end, could change a shift like this.

    They begin a shift, end it, and undo that at once. A time that was recorded stays, but for the
    end that was only assumed. Breaks are not judged.
    """
    before, after = _values(line.before), _values(line.after)
    ended, ends = before.get("check_out"), after.get("check_out")
    if line.before is None:
        return ends is None
    if line.after is None:
        return ended is None and line.reason == _UNDO
    if after.get("check_in") != before.get("check_in"):
        return False
    if ended is None or ended == ends:
        return True
    if ends is None:
        return line.reason == _UNDO
    return (before.get("review"), after.get("review")) == (Review.AUTOMATIC, Review.STATED)


def _is_entry(line: AuditLine) -> bool:
    return line.subject == name_of(Employee)


def _values(snapshot: object) -> Snapshot:
    return snapshot if isinstance(snapshot, dict) else {}
