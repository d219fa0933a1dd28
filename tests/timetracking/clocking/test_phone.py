"""Taps that somebody's own phone kept while it had no network."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.contrib.staticfiles import finders

from accounts.throttle import Limit
from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, Browse, MakeLog, madrid, punch, text_of
from tests.timetracking.loading import loaded_by
from tests.timetracking.places import place
from timetracking.clocking import late
from timetracking.models import AuditLine, BreakKind, Employee, Punch, Review, WorkLog

MINUTE = timedelta(minutes=1)


def send(
    phone: TenantClient,
    employee: Employee,
    action: str,
    *,
    ago: timedelta,
    wrong_by: timedelta = timedelta(),
    **data: Any,
) -> Any:
    sent = datetime.now(NOW.tzinfo) + wrong_by
    times = {
        name: int(at.timestamp() * 1000) for name, at in (("sent", sent), ("tapped", sent - ago))
    }
    order = {"key": str(uuid4()), "employee": employee.pk, "action": action}
    return phone.post("/clock/late/", order | times | data)


def test_a_kept_tap_counts_as_of_its_moment(browse: Browse, ana: Employee) -> None:
    phone, kind = browse(ana), BreakKind.objects.get()
    taps = (("in", 4, ""), ("break", 3, kind.pk), ("back", 2, ""), ("out", 1, ""))
    for action, minutes, kind_id in taps:
        answer = send(phone, ana, action, ago=minutes * MINUTE, kind=kind_id, notes=action)
        assert answer.status_code == 200
    log = WorkLog.objects.get()
    assert (log.check_in, log.check_out) == (NOW - 4 * MINUTE, NOW - MINUTE)
    assert (log.notes, log.review, log.source) == ("in\nbreak\nback\nout", "", "web")
    break_ = log.breaks.get()
    assert (break_.start, break_.end) == (NOW - 3 * MINUTE, NOW - 2 * MINUTE)
    assert AuditLine.objects.latest("number").actor == ana


def test_a_phone_s_wrong_clock_does_no_harm(browse: Browse, ana: Employee) -> None:
    send(browse(ana), ana, "in", ago=3 * MINUTE, wrong_by=timedelta(days=300))
    assert WorkLog.objects.get().check_in == NOW - 3 * MINUTE


def test_one_more_than_five_minutes_late_is_reviewed(browse: Browse, ana: Employee) -> None:
    send(browse(ana), ana, "in", ago=timedelta(hours=4))
    log = WorkLog.objects.get()
    assert (log.check_in, log.review) == (NOW - timedelta(hours=4), Review.LATE)
    assert "own phone" in AuditLine.objects.latest("number").reason


@pytest.mark.parametrize(
    ("ago", "more", "words"),
    [
        (timedelta(hours=12, minutes=1), {}, "12 hours"),
        (timedelta(minutes=-2), {}, "clock was changed"),
        (timedelta(hours=1), {"reckoned": int(NOW.timestamp() * 1000)}, "clock was changed"),
    ],
)
def test_what_a_kiosk_may_not_send_a_phone_may_not_send_either(
    browse: Browse,
    ana: Employee,
    manager: Employee,
    ago: timedelta,
    more: dict[str, Any],
    words: str,
) -> None:
    answer = send(browse(ana), ana, "in", ago=ago, **more)
    assert (answer.status_code, words in answer.json()["refusal"]) == (409, True)
    assert not WorkLog.objects.exists()
    inbox = text_of(browse(manager).get("/approvals/"))
    assert "Ana, clock in" in inbox
    assert "by the phone's clock" in inbox


def test_a_refused_tap_waits_for_the_managers(browse: Browse, ana: Employee) -> None:
    answer = send(browse(ana), ana, "out", ago=MINUTE)
    assert (answer.status_code, answer.json()["refusal"]) == (409, "You are not clocked in.")
    assert Punch.objects.to_settle().get().employee == ana


def test_a_tap_counts_once_however_it_came_first(browse: Browse, ana: Employee) -> None:
    phone, key = browse(ana), uuid4()
    punch(phone, "in", key=str(key))
    for _ in range(2):
        assert send(phone, ana, "in", ago=MINUTE, key=str(key)).json() == {"state": "in"}
    assert WorkLog.objects.count() == Punch.objects.count() == 1
    assert WorkLog.objects.get().check_in == NOW


def test_a_refusal_whose_answer_was_lost_waits_for_the_managers(
    browse: Browse, ana: Employee
) -> None:
    phone, key = browse(ana), str(uuid4())
    punch(phone, "out", key=key)
    assert not Punch.objects.to_settle().exists()
    assert send(phone, ana, "out", ago=MINUTE, key=key).status_code == 409
    assert Punch.objects.to_settle().get().key == UUID(key)


def test_another_person_s_tap_is_never_counted(
    browse: Browse, ana: Employee, owner: Employee
) -> None:
    answer = send(browse(owner), ana, "in", ago=MINUTE)
    assert (answer.status_code, answer.json()["is_other"]) == (403, True)
    assert not Punch.objects.exists()


def test_signed_out_the_script_hears_so_and_nothing_counts(acme: Tenant, ana: Employee) -> None:
    phone = TenantClient(acme)
    for answer in (send(phone, ana, "in", ago=MINUTE), phone.get("/clock/state/")):
        assert (answer.status_code, answer.json()) == (401, {"signed_out": True})
    assert not Punch.objects.exists()


def test_a_page_that_keeps_taps_is_not_told_that_one_is_lost(acme: Tenant, ana: Employee) -> None:
    said = {}
    for keeps in ({}, {"X-Keeps-Taps": "yes"}):
        phone = TenantClient(acme)
        phone.post("/clock/in/", {"key": str(uuid4())}, headers=keeps)
        said[bool(keeps)] = text_of(phone.get("/login/"))
    assert "did not count" in said[False]
    assert "did not count" not in said[True]
    assert "saved on this phone: sign in" in said[True]


def test_many_taps_that_nothing_vouches_for_have_to_wait(
    browse: Browse, ana: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late, "UNPROVEN", Limit(slow_at=2, lock_at=4))
    phone = browse(ana)
    answers = [send(phone, ana, "in", ago=timedelta(hours=13 + hour)) for hour in range(3)]
    assert [answer.status_code for answer in answers] == [409, 409, 429]
    assert Punch.objects.count() == 2


@pytest.mark.parametrize(
    "change", [{"key": "x"}, {"kind": "1", "sent": "-1"}, {"sent": ""}, {"tapped": "soon"}]
)
def test_what_cannot_be_read_is_refused(
    browse: Browse, ana: Employee, change: dict[str, Any]
) -> None:
    answer = send(browse(ana), ana, "in", ago=MINUTE, **change)
    assert (answer.status_code, "could not read" in answer.json()["refusal"]) == (422, True)


def test_a_shift_begins_where_the_person_says(browse: Browse, ana: Employee) -> None:
    bar, _cafe = place("Bar", ana), place("Café", ana)
    phone = browse(ana)
    assert "Choose where" in send(phone, ana, "in", ago=MINUTE).json()["refusal"]
    assert send(phone, ana, "in", ago=MINUTE, location=bar.pk).status_code == 200
    assert WorkLog.objects.get().location == bar


def test_the_state_is_what_a_phone_needs_and_no_more(
    browse: Browse, ana: Employee, make_log: MakeLog, clock: time_machine.Traveller
) -> None:
    make_log(ana, madrid(18, 9), notes="Keys")
    answer = browse(ana).get("/clock/state/")
    state = answer.json()
    assert (state["who"], state["name"], state["state"]) == (ana.pk, "Ana", "in")
    assert state["now"] == int(NOW.timestamp() * 1000)
    assert [act["action"] for act in state["actions"]["in"]] == ["out", "break"]
    assert "Keys" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_what_a_phone_caches_has_nothing_of_anyone(browse: Browse, ana: Employee) -> None:
    phone = browse(ana)
    for path in ("/clock/away/", "/worker.js", "/manifest.json"):
        content = phone.get(path).content.decode()
        assert "Ana" not in content
        assert "csrf" not in content
    manifest = phone.get("/manifest.json").json()
    assert (manifest["start_url"], manifest["scope"]) == ("/", "/")
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


def test_the_worker_keeps_what_the_page_loads_and_nothing_else(
    browse: Browse, ana: Employee
) -> None:
    phone = browse(ana)
    page = phone.get("/clock/away/").content.decode()
    kept = json.loads(phone.get("/worker.js").context["kept_json"])
    assert sorted(kept["assets"]) == loaded_by(page)
