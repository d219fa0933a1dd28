"""Refusals that nobody saw: the inbox of the managers."""

from datetime import timedelta
from uuid import uuid4

from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, Browse, MakeLog, asks, madrid, text_of
from tests.timetracking.kiosk.tablet import identify, late, refusal_of, tap
from tests.timetracking.places import place
from timetracking.models import AuditLine, Employee, Punch


def test_a_refusal_that_nobody_saw_lands_in_the_inbox(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    token, key = identify(tablet, ana).json()["token"], uuid4()
    make_log(ana, madrid(18, 12))
    assert "already clocked in" in refusal_of(tap(tablet, ana, "in", token=token, key=str(key)))
    assert not Punch.objects.to_settle().exists()
    assert "already clocked in" in refusal_of(late(tablet, ana, "in", ago=timedelta(0), key=key))
    assert Punch.objects.to_settle().get().device_at == NOW


def test_already_in_not_in_and_overlaps_land_in_the_inbox(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 11), madrid(18, 12))
    late(tablet, ana, "in", ago=timedelta(hours=1, minutes=30))
    late(tablet, ana, "out", ago=timedelta(hours=1))
    tap(tablet, ana, "in")
    late(tablet, ana, "in", ago=timedelta())
    refusals = [punch.refusal for punch in Punch.objects.to_settle().order_by("pk")]
    assert [text.split(".")[0] for text in refusals] == [
        "You already have a shift at this time",
        "You are not clocked in",
        "You already clocked in at 13:00",
    ]


def test_the_inbox_says_what_when_and_why_and_is_settled(
    tablet: TenantClient, ana: Employee, manager: Employee, browse: Browse
) -> None:
    late(tablet, ana, "in", ago=timedelta(hours=13))
    client = browse(manager)
    assert "1 tap arrived late and was refused" in text_of(client.get("/kiosks/"))
    text = text_of(client.get("/approvals/"))
    for words in (
        "Ana clock in",
        "more than 12 hours late",
        "18 Nov 2026, 00:00",
    ):
        assert words in text
    assert f"/people/{ana.pk}/".encode() in client.get("/approvals/").content
    punch = Punch.objects.get()
    path = f"/kiosks/inbox/{punch.pk}/settle/"
    assert client.post(path).status_code == client.post(path).status_code == 303
    punch.refresh_from_db()
    assert (punch.settled_at, punch.settled_by) == (NOW, manager)
    assert "Nothing to do" in text_of(client.get("/approvals/"))
    assert AuditLine.objects.filter(subject="punch").get().actor == manager


def test_the_inbox_costs_the_same_for_many(
    tablet: TenantClient, ana: Employee, ben: Employee, manager: Employee, browse: Browse
) -> None:
    for employee in (ana, ben, ana):
        late(tablet, employee, "out", ago=timedelta(hours=13))
    client = browse(manager)
    # session, user, employee, company; places; requests, disputes, shifts, own ones, taps; decided
    # ones; the own clock, what waits
    with asks(13):
        client.get("/approvals/")


def test_a_limited_manager_sees_the_taps_of_their_people(
    tablet: TenantClient, ana: Employee, manager: Employee, browse: Browse
) -> None:
    late(tablet, ana, "in", ago=timedelta(hours=13))
    place("Elsewhere", manager)
    Employee.objects.filter(pk=manager.pk).update(is_limited=True)
    client, punch = browse(manager), Punch.objects.get()
    assert "Ana" not in text_of(client.get("/approvals/"))
    assert client.post(f"/kiosks/inbox/{punch.pk}/settle/").status_code == 404
    punch.refresh_from_db()
    assert punch.settled_at is None
