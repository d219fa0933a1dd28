"""An agreement that somebody else may have given is marked."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import SecurityEvent
from accounts.requests import Client
from accounts.security import log
from accounts.security.events import Event
from tests.timetracking.conftest import NOW, Browse, text_of
from tests.timetracking.corrections.sending import edit, reply
from timetracking.base.authors import Author
from timetracking.base.security import DOUBTED, note
from timetracking.models import AuditLine, Correction, Employee, WorkLog

CHANGE = {"email": ["ana@example.com", "ana@new.example"]}
MARK = "agreed, after somebody else changed their address"


def change_address(ana: Employee, by: Employee) -> SecurityEvent:
    return log.record(
        Event.EMAIL_CHANGED, client=Client(), actor=by.user, user=ana.user, detail=CHANGE
    )


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
    change_address(ana, owner)
    log.record(Event.EMAIL_RESTORED, user=ana.user, detail=CHANGE)
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
