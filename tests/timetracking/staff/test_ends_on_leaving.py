"""The end that is given for somebody who leaves: told, and reviewed by someone else."""

from datetime import timedelta
from typing import Any

import pytest

from tests.timetracking.conftest import NOW, Browse, MakeEmployee, MakeLog, madrid, text_of
from timetracking.models import AuditLine, Employee, Review, Role, WorkLog

COMMITS = Any


def leave(browse: Browse, by: Employee, who: Employee, ended_at: str) -> None:
    form = {"ended_at": ended_at}
    response = browse(by).post(f"/people/{who.pk}/deactivate/", form)
    assert response.status_code == 303


def confirm(browse: Browse, by: Employee, log: WorkLog) -> int:
    log.refresh_from_db()
    form = {"version": log.version}
    return int(browse(by).post(f"/shifts/{log.pk}/confirm/", form).status_code)


def test_the_end_is_marked_for_somebody_else(
    browse: Browse, owner: Employee, manager: Employee, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(18, 5))
    leave(browse, manager, ana, "2026-11-18T05:05")
    browse(manager).post(f"/people/{ana.pk}/reactivate/")
    log.refresh_from_db()
    assert (log.review, log.involved) == (Review.STATED, [manager.pk])
    assert AuditLine.objects.filter(reason="end given on deactivation").exists()
    page = text_of(browse(manager).get(f"/shifts/{log.pk}/"))
    assert "You were involved in recording these times" in page
    assert confirm(browse, manager, log) == 403
    assert confirm(browse, owner, log) == 303
    log.refresh_from_db()
    assert (log.review, log.involved) == (Review.NONE, [])


def test_a_shift_that_was_open_for_days_is_reviewed(
    browse: Browse, owner: Employee, manager: Employee, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, NOW - timedelta(hours=100))
    leave(browse, manager, ana, "2026-11-15T09:00")
    log.refresh_from_db()
    assert log.is_to_review(NOW)
    assert confirm(browse, manager, log) == 403


def test_an_owner_without_another_confirms_it(
    browse: Browse, owner: Employee, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(18, 5))
    leave(browse, owner, ana, "2026-11-18T12:00")
    assert confirm(browse, owner, log) == 303


def test_a_member_is_told_by_mail_and_on_their_pages(
    browse: Browse,
    manager: Employee,
    ana: Employee,
    make_log: MakeLog,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: COMMITS,
) -> None:
    make_log(ana, madrid(18, 5))
    with django_capture_on_commit_callbacks(execute=True):
        leave(browse, manager, ana, "2026-11-18T05:05")
        browse(manager).post(f"/people/{ana.pk}/reactivate/")
        browse(manager).post(f"/people/{ana.pk}/reactivate/")
    sentences = [
        "Max deactivated your profile",
        "Max entered when your last shift ended",
        "Max reactivated your profile",
    ]
    assert [mail.to for mail in mailoutbox] == [[ana.email]] * 3
    for sentence, mail in zip(sentences, mailoutbox, strict=True):
        assert sentence in " ".join(mail.body.split())
    ana.refresh_from_db()
    page = text_of(browse(ana).get("/"))
    assert all(sentence in page for sentence in sentences)


def test_without_an_open_shift_no_end_is_told(
    browse: Browse, manager: Employee, ana: Employee
) -> None:
    browse(manager).post(f"/people/{ana.pk}/deactivate/")
    ana.refresh_from_db()
    assert [alert["kind"] for alert in ana.alerts] == ["deactivated"]


@pytest.mark.parametrize("act", ["deactivate", "reactivate"])
def test_an_owner_gets_one_mail_for_it(
    act: str,
    browse: Browse,
    owner: Employee,
    make_employee: MakeEmployee,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: COMMITS,
) -> None:
    otto = make_employee("Otto", Role.OWNER, is_active=act == "deactivate")
    with django_capture_on_commit_callbacks(execute=True):
        browse(owner).post(f"/people/{otto.pk}/{act}/")
    assert [mail.to for mail in mailoutbox] == [[otto.email]]
