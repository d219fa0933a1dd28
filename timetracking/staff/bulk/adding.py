"""Adds the people of a list: all of them or nobody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone, translation

from accounts.invitations import send_invitation
from accounts.models import User
from accounts.names import sort_key
from accounts.requests import Site
from accounts.security.events import Event
from timetracking.base.allowances import require_room, require_storage
from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import require
from timetracking.base.locks import LockedEmployee
from timetracking.base.rights import can_manage
from timetracking.base.security import note
from timetracking.contracts import rates
from timetracking.contracts.rates import RateFrom
from timetracking.models import CompanySettings, Employee
from timetracking.staff import addresses, employees
from timetracking.staff.bulk.checking import Row, names_known_to
from timetracking.staff.entries import EMAIL_TAKEN, judge_entry, save_membership
from timetracking.staff.errors import NamesakesAdded, RowRefused, StaffError
from timetracking.staff.owners import note_role
from timetracking.trail.recording import record
from timetracking.trail.subjects import subject_of

# The mails are sent one after the other before the page comes back.
MOST_INVITATIONS = 50


@dataclass(frozen=True)
class Added:
    """Who was added, who was brought back, and who of those added was invited."""

    new: list[Employee] = field(default_factory=list)
    back: list[Employee] = field(default_factory=list)
    invited: list[Employee] = field(default_factory=list)


@transaction.atomic
def add_people(
    rows: Sequence[Row],
    *,
    by: Author,
    site: Site,
    language: str,
    invites: bool,
    namesakes: Collection[int] = (),
) -> Added:
    """Add the people of checked rows, bring back who left, invite those who have an address.

    All of it or nothing. No more than `MOST_INVITATIONS` are invited, in the order of the list.
    `namesakes` are the places of rows of which the author has seen that somebody has the same name.
    Locks the row of the settings, so that of two who add the same list one sees what the other
    did. Raises NotAllowed, NamesakesAdded, NoRoom, NoStorage, and RowRefused with the place of the
    row for one that cannot be added.
    """
    CompanySettings.objects.select_for_update(no_key=True).get()
    _refuse_namesakes(rows, by, namesakes)
    new = [row for row in rows if row.outcome == "new"]
    former = [row.former for row in rows if row.outcome == "back" and row.former]
    with_address = [row.entry.email for row in new if row.entry.email]
    invited = set(with_address[:MOST_INVITATIONS]) if invites else set()
    require_room(len(new), coming=[person.pk for person in former])
    require_storage()
    employees.lock_all([person.pk for person in former])
    _insert_all(rows, new, by, invited)
    for person in former:
        employees.reactivate(person, by=by, site=site)
    today = timezone.localdate()
    for row in new:
        _record(row.entry, by)
        if row.rate is not None:
            rate = RateFrom(row.rate, today)
            rates.set_from(LockedEmployee(row.entry), rate, by=by)
    added = Added([row.entry for row in new], former, [row.entry for row in new if row.entry.user])
    for entry in added.invited:
        _invite(entry, by, site, language)
    return added


def _refuse_namesakes(rows: Sequence[Row], by: Author, seen: Collection[int]) -> None:
    if by.employee is None:
        return
    known = names_known_to(by.employee)
    added = [
        row.entry.name
        for at, row in enumerate(rows)
        if row.outcome == "new" and at not in seen and sort_key(row.entry.name)[0] in known
    ]
    if added:
        raise NamesakesAdded(added)


def _insert_all(rows: Sequence[Row], new: list[Row], by: Author, invited: set[str]) -> None:
    """Insert the rows of the new people, before all lines of the trail: its end is the last lock.

    In the order of addresses, so that two who add the same ones wait for each other in one order.
    """
    for row in sorted(new, key=lambda row: row.entry.email):
        try:
            _insert(row, by, with_user=row.entry.email in invited)
        except StaffError as error:
            at = next(at for at, other in enumerate(rows) if other is row)
            raise RowRefused(at, error) from None


def _insert(row: Row, by: Author, *, with_user: bool) -> None:
    entry = row.entry
    membership = {location.pk: True for location in row.locations}
    actor = judge_entry(by, entry, None, membership)
    addresses.settle(entry, None, by=by)
    with refusals(EMAIL_TAKEN):
        if with_user:
            entry.user = User.objects.create_user(entry.email, name=entry.name)
        entry.save()
    save_membership(entry, membership)
    if actor:
        # As for one person: a limited manager may not put people where they cannot see them.
        require(actor, can_manage, entry)


def _record(entry: Employee, by: Author) -> None:
    snapshot = subject_of(entry).snapshot(entry)
    record(entry, by=by, before=None, after=snapshot, employee=entry)
    note_role(entry, "", by=by)


def _invite(entry: Employee, by: Author, site: Site, language: str) -> None:
    if entry.user:
        note(Event.INVITED, by=by, about=entry)
        with translation.override(language):
            send_invitation(entry.user, site=site)
