"""Mails and lists name a shift by what is recorded after a decision, not by what was before."""

from typing import Any

import pytest
from django.core.mail import EmailMessage

from tests.timetracking.conftest import Browse, text_of
from tests.timetracking.corrections.conftest import Ask
from tests.timetracking.corrections.sending import ask_missing, decide, edit
from timetracking.models import Correction, Employee, WorkLog

BEFORE, AFTER = "Tue 17 Nov 2026, 09:00 to 17:00", "Tue 17 Nov 2026, 09:00 to 18:00"


@pytest.fixture
def decided(
    browse: Browse,
    manager: Employee,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> Any:
    """Decide a request, and return the mail about it and the employee's list of requests."""

    def decide_it(correction: Correction, verdict: str) -> tuple[str, str]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            decide(browse, manager, correction, verdict=verdict, answer="Because")
        (mail,) = mailoutbox
        listed = text_of(browse(correction.employee).get("/corrections/"))
        return " ".join(str(mail.body).split()), listed

    return decide_it


def test_an_accepted_change(shift: WorkLog, asked: Ask, decided: Any) -> None:
    mail, listed = decided(asked(shift), "accept")
    assert f"This is now recorded: {AFTER}" in mail
    assert AFTER in listed
    assert BEFORE not in mail + listed


def test_a_refused_change(shift: WorkLog, asked: Ask, decided: Any) -> None:
    mail, listed = decided(asked(shift), "refuse")
    assert f"so nothing was changed: {BEFORE}" in mail
    assert BEFORE in listed
    assert AFTER not in mail + listed


def test_a_refused_missing_shift(
    browse: Browse, ana: Employee, manager: Employee, decided: Any
) -> None:
    ask_missing(browse, ana, check_in="2026-11-16T09:00", check_out="2026-11-16T13:00")
    mail, _ = decided(Correction.objects.get(), "refuse")
    assert "so this shift was not added: Mon 16 Nov 2026, 09:00 to 13:00" in mail
    assert "stays as it was" not in mail


def test_an_edit_is_listed_as_it_is_now(
    browse: Browse, ana: Employee, manager: Employee, shift: WorkLog
) -> None:
    edit(browse, manager, shift)
    listed = text_of(browse(ana).get("/corrections/"))
    assert AFTER in listed
    assert BEFORE not in listed


def test_a_refused_request_shows_what_was_wanted_and_not_what_is(
    browse: Browse, ana: Employee, shift: WorkLog, asked: Ask, decided: Any
) -> None:
    correction = asked(shift)
    decided(correction, "refuse")
    page = text_of(browse(ana).get(f"/corrections/{correction.pk}/"))
    assert "Requested" in page
    assert "After" not in page
