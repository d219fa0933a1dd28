"""What people are told because it touches their rights, and cannot switch off."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from tests.timetracking.conftest import NOW, Browse, asks, text_of
from timetracking.models import Employee
from timetracking.notices import alerts
from timetracking.notices.mailing import Notice, notices_for

PIN = {"pin": "739164", "act": "set"}


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.mark.parametrize("act", ["set", "random", "remove"])
def test_whose_pin_another_changes_is_told_on_every_page_and_by_mail(
    act: str, browse: Browse, manager: Employee, ana: Employee, commits: Any
) -> None:
    Employee.objects.filter(pk=ana.pk).update(pin="x", muted_notices=[*Notice.values])
    with commits():
        browse(manager).post(f"/people/{ana.pk}/pin/", PIN | {"act": act})
    (message,) = mail.outbox
    assert message.to == [ana.email]
    assert "Max" in message.body
    for path in ("/", "/timesheet/", "/notices/"):
        said = text_of(browse(ana).get(path))
        assert "your PIN for the kiosk" in said
        assert "Max" in said


def test_nobody_is_told_of_their_own_pin(browse: Browse, ana: Employee, commits: Any) -> None:
    assert ana.user
    ana.user.set_password("a-long-password")
    ana.user.save()
    form = {"pin": "739164", "again": "739164", "password": "a-long-password"}
    with commits():
        assert browse(ana).post("/pin/", form).status_code == 303
    ana.refresh_from_db()
    assert (ana.alerts, ana.pin_set_by, mail.outbox) == ([], ana, [])


def test_an_alert_stays_until_it_is_confirmed(
    browse: Browse, manager: Employee, ana: Employee, clock: Any
) -> None:
    hers = browse(ana)
    browse(manager).post(f"/people/{ana.pk}/pin/", PIN)
    ana.refresh_from_db()
    until = ana.alerts[0]["at"]
    clock.shift(timedelta(minutes=1))
    browse(manager).post(f"/people/{ana.pk}/pin/", PIN | {"act": "remove"})
    for malformed in ("", "x", "2026-99-99T00:00", "9" * 400):
        hers.post("/notices/read/", {"until": malformed})
    assert hers.post("/notices/read/", {"until": until}).status_code == 303
    said = text_of(hers.get("/"))
    assert "Max removed your PIN" in said
    assert "Max set your PIN" not in said


def test_only_one_s_own_alerts_are_confirmed(
    browse: Browse, manager: Employee, ana: Employee
) -> None:
    browse(manager).post(f"/people/{ana.pk}/pin/", PIN)
    browse(manager).post("/notices/read/", {"until": NOW.isoformat()})
    ana.refresh_from_db()
    assert len(ana.alerts) == 1


def test_alerts_take_no_query(ana: Employee) -> None:
    ana.alerts = [{"kind": "pin-set", "who": "Max", "whose": "", "at": NOW.isoformat()}]
    with asks(0):
        assert [alert.text[:7] for alert in alerts.alerts_of(ana)] == ["Max set"]


def test_nobody_can_switch_them_off(owner: Employee, ana: Employee) -> None:
    for employee in (owner, ana):
        assert Notice.ALERT not in notices_for(employee)


def test_one_that_is_repeated_pushes_no_other_out(
    browse: Browse, manager: Employee, ana: Employee
) -> None:
    other = {"kind": "rights-lost", "who": "Olga", "whose": "", "at": NOW.isoformat()}
    Employee.objects.filter(pk=ana.pk).update(alerts=[other])
    for _ in range(alerts.MOST + 2):
        browse(manager).post(f"/people/{ana.pk}/pin/", PIN)
    ana.refresh_from_db()
    assert [alert["kind"] for alert in ana.alerts] == ["rights-lost", "pin-set"]


def test_a_wall_screen_shows_none(browse: Browse, manager: Employee, owner: Employee) -> None:
    stored = {"kind": "pin-set", "who": "Olga", "whose": "", "at": NOW.isoformat()}
    Employee.objects.filter(pk=manager.pk).update(alerts=[stored])
    client = browse(manager)
    assert "Olga set your PIN" in text_of(client.get("/today/"))
    assert "Olga set your PIN" not in text_of(client.get("/board/"))


def test_an_alert_of_a_later_release_is_left_out(ana: Employee) -> None:
    later = {"kind": "moon-landed", "who": "Max", "whose": "", "at": NOW.isoformat()}
    ana.alerts = [later, {**later, "kind": "pin-set"}]
    assert [alert.kind for alert in alerts.alerts_of(ana)] == ["pin-set"]
    assert "Max set your PIN" in alerts.for_kiosk(ana, now=NOW)
