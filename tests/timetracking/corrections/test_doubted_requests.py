"""A request that somebody else may have made is marked, and they do not decide on it."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.requests import NOWHERE
from accounts.security import log
from accounts.security.events import Event
from tests.timetracking.clocking.conftest import answer
from tests.timetracking.conftest import MADRID, NOW, Browse, MakeLog, tapped, text_of
from tests.timetracking.corrections.doubting import change_address, restore
from tests.timetracking.corrections.sending import ask_missing, decide
from timetracking.clocking.punches import clock_in
from timetracking.models import (
    AuditLine,
    Correction,
    CorrectionStatus,
    Employee,
    Review,
    WorkLog,
)

SENTENCE = "Someone else had changed the e-mail address of Ana before this was requested."
REFUSAL = "You changed this person's e-mail address, so someone else has to decide"


def ask_for(ana: Employee, browse: Browse) -> Correction:
    times = {"check_in": "2026-11-17T08:00", "check_out": "2026-11-17T18:00"}
    assert ask_missing(browse, ana, **times).status_code == 303
    return Correction.objects.get()


@pytest.fixture
def asked(owner: Employee, ana: Employee, browse: Browse) -> Correction:
    """Return a request in Ana's name, whose address the owner has changed."""
    change_address(ana, owner)
    return ask_for(ana, browse)


def status_of(correction: Correction) -> str:
    correction.refresh_from_db()
    return correction.status


def test_it_is_marked_on_its_page_and_in_the_trail(
    asked: Correction, manager: Employee, owner: Employee, browse: Browse
) -> None:
    line = AuditLine.objects.filter(subject="correction").latest("number")
    assert line.after
    assert line.after["reply_in_doubt"] is True
    page = f"/corrections/{asked.pk}/"
    assert SENTENCE in text_of(browse(manager).get(page))
    assert REFUSAL not in text_of(browse(manager).get(page))
    assert REFUSAL in text_of(browse(owner).get(page))
    assert b'value="accept"' not in browse(owner).get(page).content


@pytest.mark.parametrize("verdict", ["accept", "refuse"])
def test_who_changed_the_address_does_not_decide(
    verdict: str, asked: Correction, owner: Employee, manager: Employee, browse: Browse
) -> None:
    response = decide(browse, owner, asked, verdict=verdict, answer="So")
    assert response.status_code == 403
    assert REFUSAL in text_of(response)
    assert status_of(asked) == CorrectionStatus.PENDING
    assert not WorkLog.objects.filter(employee=asked.employee).exists()


def test_somebody_else_does(asked: Correction, manager: Employee, browse: Browse) -> None:
    assert decide(browse, manager, asked).status_code == 303
    assert status_of(asked) == CorrectionStatus.ACCEPTED


def test_an_owner_does_if_nobody_else_could(
    asked: Correction, owner: Employee, browse: Browse
) -> None:
    assert decide(browse, owner, asked).status_code == 303
    assert status_of(asked) == CorrectionStatus.ACCEPTED


def test_a_later_objection_does_not_make_it_the_person_s_own(
    asked: Correction, owner: Employee, manager: Employee, ana: Employee, browse: Browse
) -> None:
    restore(ana, change_address(ana, owner))
    assert decide(browse, owner, asked).status_code == 403


def test_a_request_without_such_a_change_is_not_marked(
    owner: Employee, manager: Employee, ana: Employee, browse: Browse
) -> None:
    asked = ask_for(ana, browse)
    assert not asked.reply_in_doubt
    assert SENTENCE not in text_of(browse(owner).get(f"/corrections/{asked.pk}/"))
    assert decide(browse, owner, asked).status_code == 303


@pytest.mark.parametrize("has_worked", [False, True])
def test_a_typo_that_is_corrected_before_the_first_hours_is_ordinary(
    has_worked: bool, ana: Employee, manager: Employee, browse: Browse
) -> None:
    if has_worked:
        clock_in(ana, tapped(ana, NOW - timedelta(hours=1)), time_zone=MADRID)
    detail = {"email": ["an@example.com", "ana@example.com"], "is_unproven": True}
    log.record(
        Event.EMAIL_CHANGED, client=NOWHERE, actor=manager.user, user=ana.user, detail=detail
    )
    assert ask_for(ana, browse).reply_in_doubt is has_worked


def test_an_end_that_is_stated_in_their_name_is_reviewed_by_somebody_else(
    owner: Employee, manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    change_address(ana, owner)
    log = make_log(ana, NOW - timedelta(hours=20))
    response: Any = answer(browse(ana), log, "2026-11-18T12:00")
    assert response.status_code == 303
    log.refresh_from_db()
    assert (log.review, log.involved) == (Review.STATED, [owner.pk])


def test_it_is_not_mailed_to_who_changed_the_address(
    owner: Employee,
    manager: Employee,
    ana: Employee,
    browse: Browse,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    change_address(ana, manager)
    with django_capture_on_commit_callbacks(execute=True):
        ask_for(ana, browse)
    assert [mail.to for mail in mailoutbox] == [[owner.email]]
