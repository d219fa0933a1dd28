"""The mails about corrections."""

from typing import Any

from django.core.mail import EmailMessage

from tests.timetracking.conftest import Browse, MakeEmployee
from tests.timetracking.corrections.conftest import Ask
from tests.timetracking.corrections.sending import decide
from timetracking.models import Employee, Role, WorkLog


def test_who_may_decide_is_mailed_in_local_times_after_commit(
    browse: Browse,
    manager: Employee,
    owner: Employee,
    shift: WorkLog,
    asked: Ask,
    make_employee: MakeEmployee,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_employee("Lia", Role.MANAGER, is_limited=True)
    make_employee("Cleo")
    with django_capture_on_commit_callbacks(execute=True):
        correction = asked(shift)
        assert not mailoutbox
    assert sorted(mail.to[0] for mail in mailoutbox) == ["max@example.com", "olga@example.com"]
    mail = mailoutbox[0]
    assert mail.subject == "Ana asks for a change"
    assert "Out: Tue 17 Nov 2026, 17:00 → Tue 17 Nov 2026, 18:00" in mail.body
    assert "Reason: Stayed to clean" in mail.body
    assert f"https://acme.example/corrections/{correction.pk}/" in mail.body


def test_the_employee_is_mailed_what_was_decided(
    browse: Browse,
    manager: Employee,
    shift: WorkLog,
    asked: Ask,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    correction = asked(shift)
    with django_capture_on_commit_callbacks(execute=True):
        decide(browse, manager, correction, verdict="refuse", answer="You left at five")
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["ana@example.com"], "Your request was refused")
    assert "Max wrote: You left at five" in mail.body
