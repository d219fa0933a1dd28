"""An agreement that somebody else may have given is marked."""

from datetime import timedelta

import pytest
import time_machine

from accounts.requests import Client
from accounts.security import log
from accounts.security.events import Event
from tests.timetracking.conftest import NOW, Browse, Here, madrid, shift_form, text_of
from tests.timetracking.corrections.doubting import CHANGE, change_address, restore
from tests.timetracking.corrections.sending import edit, reply
from timetracking.base.authors import Author
from timetracking.base.doubts import DOUBTED
from timetracking.base.locks import lock_employee
from timetracking.base.security import note
from timetracking.models import AuditLine, Correction, Employee, Rules, WorkLog
from timetracking.notices import alerts
from timetracking.shifts import writer
from timetracking.shifts.proposals import Proposal
from timetracking.staff import employees

MARK = "agreed, after someone else changed their address"


def test_an_agreement_after_another_changed_the_address_is_marked(
    browse: Browse, owner: Employee, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    change_address(ana, owner)
    edit(browse, manager, shift)
    assert reply(browse, ana, "accept").status_code == 303
    made = Correction.objects.get()
    assert made.reply_in_doubt
    line = AuditLine.objects.filter(subject="correction").latest("number")
    assert line.after
    assert line.after["reply_in_doubt"] is True
    for person in (owner, manager, ana):
        assert MARK in text_of(browse(person).get(f"/corrections/{made.pk}/"))


@pytest.mark.parametrize("verdict", ["accept", "refuse"])
def test_nothing_else_is_marked(
    verdict: str, browse: Browse, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    change_address(ana, ana)
    edit(browse, manager, shift)
    reply(browse, ana, verdict, "So")
    assert not Correction.objects.get().reply_in_doubt


def test_a_dispute_needs_no_mark(
    browse: Browse, owner: Employee, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    change_address(ana, owner)
    edit(browse, manager, shift)
    reply(browse, ana, "refuse", "No")
    assert not Correction.objects.get().reply_in_doubt


def test_a_change_that_was_objected_to_is_in_doubt_no_longer(
    browse: Browse, owner: Employee, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    change = change_address(ana, owner)
    restore(ana, change)
    edit(browse, manager, shift)
    reply(browse, ana, "accept")
    assert not Correction.objects.get().reply_in_doubt


def test_a_change_of_long_ago_is_in_doubt_no_longer(
    browse: Browse, owner: Employee, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    with time_machine.travel(NOW - DOUBTED - timedelta(minutes=1), tick=False):
        change_address(ana, owner)
    edit(browse, manager, shift)
    reply(browse, ana, "accept")
    assert not Correction.objects.get().reply_in_doubt


def test_a_change_before_there_was_a_sign_in_counts_too(
    browse: Browse, owner: Employee, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    """The owner sets their own address, invites it, and agrees."""
    user, ana.user = ana.user, None
    ana.save()
    note(Event.EMAIL_CHANGED, by=Author(owner), about=ana, detail=CHANGE)
    ana.user = user
    ana.save()
    edit(browse, manager, shift)
    reply(browse, ana, "accept")
    assert Correction.objects.get().reply_in_doubt


def test_one_s_own_change_afterwards_changes_nothing(
    browse: Browse, owner: Employee, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    """It may be by whoever took the address over."""
    change_address(ana, owner)
    change_address(ana, ana)
    edit(browse, manager, shift)
    reply(browse, ana, "accept")
    assert Correction.objects.get().reply_in_doubt


def test_an_objection_to_a_later_change_changes_nothing(
    browse: Browse, owner: Employee, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    """Whoever took the address over gets a link to object to the third one."""
    change_address(ana, owner)
    restore(ana, change_address(ana, ana))
    edit(browse, manager, shift)
    reply(browse, ana, "accept")
    assert Correction.objects.get().reply_in_doubt


def test_an_objection_that_brings_back_what_another_gave_changes_nothing(
    browse: Browse, owner: Employee, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    with time_machine.travel(NOW - DOUBTED - timedelta(minutes=1), tick=False):
        change_address(ana, owner)
    moved_back = {"email": CHANGE["email"][::-1]}
    later = log.record(
        Event.EMAIL_CHANGED, client=Client(), actor=owner.user, user=ana.user, detail=moved_back
    )
    back = {"email": CHANGE["email"], "objected_to": later.pk}
    log.record(Event.EMAIL_RESTORED, user=ana.user, detail=back)
    edit(browse, manager, shift)
    reply(browse, ana, "accept")
    assert Correction.objects.get().reply_in_doubt


def give_address(ben: Employee, by: Employee) -> None:
    """Give Ben an address and a sign-in, whose mails go to whoever chose it."""
    ben.email = "ben@new.example"
    employees.save(ben, by=Author(by, site=Here()), site=Here())
    employees.invite(ben, by=Author(by, site=Here()), site=Here(), language="en")
    ben.refresh_from_db()


def agree_as(ben: Employee, browse: Browse, shift: WorkLog, editor: Employee) -> Correction:
    edit(browse, editor, shift)
    assert reply(browse, ben, "accept").status_code == 303
    return Correction.objects.latest("pk")


@pytest.fixture
def without_address(ben: Employee) -> Employee:
    Employee.objects.filter(pk=ben.pk).update(email="")
    ben.refresh_from_db()
    return ben


@pytest.fixture
def worked(without_address: Employee) -> WorkLog:
    """Return a shift of Ben's, who has no address, with its line in the trail."""
    return writer.add(
        lock_employee(without_address.pk),
        Proposal(check_in=madrid(17, 9), check_out=madrid(17, 17), time_zone="Europe/Madrid"),
        by=Author(),
        reason="",
        now=NOW,
        rules=Rules.objects.get(),
    )


def test_an_agreement_to_an_edit_by_who_gave_the_first_address_is_marked(
    browse: Browse, manager: Employee, without_address: Employee, worked: WorkLog
) -> None:
    give_address(without_address, manager)
    assert agree_as(without_address, browse, worked, manager).reply_in_doubt


def test_one_to_an_edit_by_somebody_else_is_not(
    browse: Browse, owner: Employee, manager: Employee, without_address: Employee, worked: WorkLog
) -> None:
    give_address(without_address, owner)
    assert not agree_as(without_address, browse, worked, manager).reply_in_doubt


def test_a_first_address_before_there_were_hours_is_ordinary(
    browse: Browse, manager: Employee, without_address: Employee, clock: time_machine.Traveller
) -> None:
    give_address(without_address, manager)
    clock.shift(timedelta(minutes=1))
    form = shift_form(check_in="2026-11-17T09:00", check_out="2026-11-17T17:00")
    assert (
        browse(manager).post(f"/people/{without_address.pk}/shifts/add/", form).status_code == 303
    )
    reply(browse, without_address, "accept")
    assert not Correction.objects.get().reply_in_doubt


def test_an_address_given_with_the_entry_is_ordinary(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    assert not agree_as(ana, browse, shift, manager).reply_in_doubt


def test_who_gets_a_first_address_is_told_at_the_kiosk_for_a_week(
    manager: Employee, without_address: Employee, browse: Browse
) -> None:
    """Also if somebody has confirmed on the pages to have read it."""
    give_address(without_address, manager)
    sentence = "Max entered a new e-mail address for you."
    assert sentence in text_of(browse(without_address).get("/"))
    browse(without_address).post("/notices/read/", {"until": NOW.isoformat()})
    without_address.refresh_from_db()
    assert sentence not in text_of(browse(without_address).get("/"))
    assert sentence in alerts.for_kiosk(without_address, now=NOW)
    assert not alerts.for_kiosk(without_address, now=NOW + timedelta(days=8))
