"""The employee's reply to an edit: agreed or disputed, and how a dispute is settled."""

from typing import Any

from django.core.mail import EmailMessage

from tests.timetracking.conftest import Browse, MakeEmployee, text_of
from tests.timetracking.corrections.sending import edit, reply, settle
from timetracking.models import AuditLine, Correction, Employee, WorkLog


def test_the_employee_is_mailed_and_can_agree(
    browse: Browse,
    manager: Employee,
    ana: Employee,
    shift: WorkLog,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        edit(browse, manager, shift, reason="Saw you")
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["ana@example.com"], "Your hours were changed")
    assert "Out: Tue 17 Nov 2026, 17:00 → Tue 17 Nov 2026, 18:00" in mail.body
    assert reply(browse, ana, "accept").status_code == 303
    made = Correction.objects.get()
    assert (made.reply, bool(made.replied_at)) == ("accepted", True)
    assert reply(browse, ana, "refuse", "No").status_code == 409


def test_a_dispute_needs_a_word_and_lands_in_the_inbox(
    browse: Browse,
    manager: Employee,
    ana: Employee,
    shift: WorkLog,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    edit(browse, manager, shift)
    assert reply(browse, ana, "refuse", " ").status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert reply(browse, ana, "refuse", "I left at five").status_code == 303
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (
        ["max@example.com"],
        "Ana disputes a change to their hours",
    )
    assert "Ana wrote: I left at five" in mail.body
    page = text_of(browse(manager).get("/approvals/"))
    assert "Ana disputes a change" in page
    assert "I left at five" in page


def test_only_the_employee_answers_an_edit(
    browse: Browse, manager: Employee, owner: Employee, shift: WorkLog, make_employee: MakeEmployee
) -> None:
    edit(browse, manager, shift)
    for person in (manager, owner, make_employee("Cleo")):
        assert reply(browse, person, "accept").status_code == 404


def test_a_dispute_is_settled_by_an_answer(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    edit(browse, manager, shift)
    assert settle(browse, manager, "x").status_code == 409
    reply(browse, ana, "refuse", "I left at five")
    assert settle(browse, ana, "x").status_code == 403
    assert settle(browse, manager, " ").status_code == 422
    assert settle(browse, manager, "The camera says six").status_code == 303
    made = Correction.objects.get()
    assert (made.decided_by, made.answer) == (manager, "The camera says six")
    assert "disputes a change" not in text_of(browse(manager).get("/approvals/"))
    assert settle(browse, manager, "Once more").status_code == 409


def test_a_dispute_is_settled_by_another_edit(
    browse: Browse, manager: Employee, ana: Employee, owner: Employee, shift: WorkLog
) -> None:
    edit(browse, manager, shift)
    reply(browse, ana, "refuse", "I left at five")
    shift.refresh_from_db()
    edit(browse, owner, shift, check_out="2026-11-17T17:00", reason="You are right")
    first = Correction.objects.earliest("pk")
    assert (first.decided_by, first.answer) == (owner, "You are right")
    assert Correction.objects.count() == 2


def test_each_act_on_a_correction_is_a_line_of_the_trail(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    edit(browse, manager, shift)
    reply(browse, ana, "refuse", "I left at five")
    settle(browse, manager, "The camera says six")
    lines = AuditLine.objects.filter(subject="correction").order_by("number")
    assert [(line.actor, line.act) for line in lines] == [
        (manager, "created"),
        (ana, "changed"),
        (manager, "changed"),
    ]
    assert (lines[1].after or {})["reply_reason"] == "I left at five"
    assert (lines[2].after or {})["answer"] == "The camera says six"
