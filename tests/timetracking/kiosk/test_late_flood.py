"""Many late taps at once do not fill the managers' inbox."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from accounts.throttle import Limit
from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, Browse, text_of
from tests.timetracking.kiosk.tablet import code_at, late, pair, refusal_of
from timetracking.clocking import late as late_rule
from timetracking.models import Employee, Kiosk, Location, Punch, WorkLog


def send(
    tablet: TenantClient,
    employee: Employee,
    ago: timedelta,
    *,
    sealed: str = "no seal",
    action: str = "in",
) -> Any:
    """Send a late tap that no PIN vouches for."""
    times = {"sent": NOW, "tapped": NOW - ago}
    order = {name: int(at.timestamp() * 1000) for name, at in times.items()}
    key = {"key": str(uuid4()), "employee": employee.pk, "action": action, "sealed": sealed}
    return tablet.post("/kiosk/punch/", order | key)


FEW = Limit(slow_at=10, lock_at=20)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow fewer taps than otherwise, because each takes a while."""
    monkeypatch.setattr(late_rule, "UNPROVEN", FEW)


# No seal; too old, so that the seal is not looked at.
@pytest.mark.parametrize("begin", [timedelta(), timedelta(hours=13)])
def test_late_taps_without_a_pin_are_limited(
    tablet: TenantClient, ana: Employee, begin: timedelta
) -> None:
    statuses = [
        send(tablet, ana, begin + timedelta(minutes=number)).status_code
        for number in range(FEW.slow_at + 10)
    ]
    assert set(statuses) == {409, 429}
    assert Punch.objects.to_settle().count() == FEW.slow_at


def test_the_others_are_taken_later(
    tablet: TenantClient, ana: Employee, clock: time_machine.Traveller
) -> None:
    for number in range(FEW.slow_at):
        send(tablet, ana, timedelta(minutes=number))
    response = send(tablet, ana, timedelta(hours=2))
    assert "Try again in 2 seconds" in refusal_of(response, 429)
    assert response["Retry-After"] == "2"
    clock.shift(timedelta(seconds=2))
    assert send(tablet, ana, timedelta(hours=2)).status_code == 409


def test_taps_with_a_pin_are_not_held_up_by_them(tablet: TenantClient, ana: Employee) -> None:
    for number in range(FEW.slow_at + 5):
        send(tablet, ana, timedelta(minutes=number))
    assert late(tablet, ana, "in", ago=timedelta(hours=1)).status_code == 200
    assert WorkLog.objects.get().check_in == NOW - timedelta(hours=1)


def test_another_tablet_is_not_held_up_by_them(
    acme: Tenant, tablet: TenantClient, ana: Employee, bar: Location, owner: Employee
) -> None:
    for number in range(FEW.slow_at + 5):
        send(tablet, ana, timedelta(minutes=number))
    other = TenantClient(acme)
    pair(other, code_at(bar, owner, "Kitchen"))
    assert send(other, ana, timedelta(hours=2)).status_code == 409


def test_one_of_a_person_an_action_and_a_minute_waits_in_the_inbox(
    tablet: TenantClient, ana: Employee, ben: Employee
) -> None:
    ago = timedelta(hours=13)
    answers = [refusal_of(send(tablet, ana, ago)) for _ in range(5)]
    assert len(set(answers)) == 1
    assert Punch.objects.to_settle().count() == 1
    send(tablet, ana, ago, action="out")
    send(tablet, ben, ago)
    send(tablet, ana, ago + timedelta(minutes=1))
    assert Punch.objects.to_settle().count() == 4


def test_taps_with_a_pin_are_merged_too(tablet: TenantClient, ana: Employee) -> None:
    for _ in range(3):
        late(tablet, ana, "out", ago=timedelta(hours=1))
    assert Punch.objects.to_settle().count() == 1


def test_what_was_dealt_with_may_come_again(tablet: TenantClient, ana: Employee) -> None:
    send(tablet, ana, timedelta(hours=13))
    Punch.objects.update(settled_at=NOW)
    send(tablet, ana, timedelta(hours=13))
    assert Punch.objects.to_settle().count() == 1


def test_the_list_shows_the_oldest_and_says_that_there_are_more(
    tablet: TenantClient, ana: Employee, manager: Employee, browse: Browse
) -> None:
    kiosk = Kiosk.objects.get()
    Punch.objects.bulk_create(
        Punch(
            employee=ana,
            key=uuid4(),
            action="in",
            refusal="Late",
            kiosk=kiosk,
            device_at=NOW - timedelta(minutes=number),
        )
        for number in range(120)
    )
    answer = browse(manager).get("/approvals/")
    assert len(answer.context["inbox"].entries) == 100
    assert "More appear once you have dealt with some of them" in text_of(answer)
    assert "Approvals 120 waiting" in text_of(answer)
