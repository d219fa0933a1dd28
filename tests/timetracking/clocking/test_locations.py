"""Where someone clocks in, and whose clock counts there."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.timetracking.conftest import (
    MADRID,
    Browse,
    MakeLog,
    asks,
    madrid,
    punch,
    tapped,
    text_of,
)
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.clocking.errors import LocationNeeded, NotYourLocation
from timetracking.clocking.punches import clock_in
from timetracking.models import CompanySettings, Employee, Location, Source, WorkLog
from timetracking.shifts.errors import LocationClosed


def come(employee: Employee, location_id: int | None = None, **more: Any) -> WorkLog:
    tap = tapped(employee, **more)
    return clock_in(employee, tap, time_zone=MADRID, location_id=location_id)


def test_without_locations_a_punch_is_the_company_s(ana: Employee) -> None:
    log = come(ana)
    assert (log.location, log.time_zone, log.source) == (None, "Europe/Madrid", "web")


def test_with_one_location_one_punches_there(ana: Employee) -> None:
    bar = place("Bar", ana)
    place("Shut", ana, is_active=False)
    place("Elsewhere")
    assert come(ana, by=Author(ana, Source.KIOSK)).location == bar
    assert WorkLog.objects.get(location=bar).source == "kiosk"


def test_with_several_one_says_which(ana: Employee) -> None:
    bar, _ = place("Bar", ana), place("Café", ana)
    with pytest.raises(LocationNeeded):
        come(ana)
    assert come(ana, bar.pk).location == bar


@pytest.mark.parametrize("kind", ["elsewhere", "unknown"])
def test_a_location_of_others_is_refused(ana: Employee, kind: str) -> None:
    place("Bar", ana)
    elsewhere = place("Elsewhere")
    with pytest.raises(NotYourLocation):
        come(ana, elsewhere.pk if kind == "elsewhere" else 999_999)
    assert not WorkLog.objects.exists()


def test_a_closed_location_is_refused(ana: Employee) -> None:
    bar = place("Bar", ana, is_active=False)
    with pytest.raises(LocationClosed, match="Bar is now closed"):
        come(ana, bar.pk)


def test_a_location_closed_meanwhile_is_refused_and_nothing_is_left(
    ana: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = place("Bar", ana)
    monkeypatch.setattr(
        "timetracking.clocking.punches.location_of_punch",
        lambda *_: Location.objects.filter(pk=bar.pk).update(is_active=False) and bar,
    )
    with pytest.raises(LocationClosed):
        come(ana)
    assert not WorkLog.objects.exists()


def test_a_replay_gets_the_first_answer_after_the_location_closed(ana: Employee) -> None:
    bar, key = place("Bar", ana), uuid4()
    first = come(ana, bar.pk, key=key)
    Location.objects.update(is_active=False)
    assert come(ana, bar.pk, key=key) == first


def test_a_shift_has_date_and_times_of_its_location(
    ana: Employee, browse: Browse, clock: Any
) -> None:
    place("Las Olas", ana, time_zone="Atlantic/Canary")
    # 00:30 of the 19th in Madrid, the company's zone.
    clock.move_to(datetime(2026, 11, 18, 23, 30, tzinfo=UTC), tick=False)
    client = browse(ana)
    punch(client, "in")
    log = WorkLog.objects.get()
    assert (log.time_zone, log.date.isoformat()) == ("Atlantic/Canary", "2026-11-18")
    response = client.get("/")
    assert "Clocked in at 23:30." in text_of(response)
    assert "since 23:30" in text_of(response)
    assert 'data-zone="Atlantic/Canary"' in response.content.decode()
    assert response.context["panel"].today.logs[0].log == log
    sheet = client.get("/timesheet/").context["sheet"]
    assert [len(day.logs) for day in sheet.days] == [0, 0, 1, 0, 0, 0, 0]
    assert "23:30" in text_of(client.get("/timesheet/"))


def test_the_clock_page_offers_mine_and_the_last_one_first(
    ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    bar, cafe = place("Bar", ana), place("Café", ana)
    place("Elsewhere"), place("Shut", ana, is_active=False)
    client = browse(ana)
    panel = client.get("/").context["panel"]
    assert (panel.today.locations, panel.today.location) == ([bar, cafe], None)
    assert "Choose a location" in text_of(client.get("/"))
    make_log(ana, madrid(1, 9, month=10), madrid(1, 10, month=10), location=cafe)
    # session, user, employee, company, logs; places, the last one used; the last shift's end
    with asks(8):
        assert client.get("/").context["panel"].today.location == cafe


@pytest.mark.parametrize("sent", ["", "0", "-1", "x", "9" * 30, "\0", "٣"])
def test_what_is_no_location_of_mine_is_refused_and_the_note_kept(
    ana: Employee, browse: Browse, sent: str
) -> None:
    place("Bar", ana), place("Café", ana)
    response = punch(browse(ana), "in", location=sent, notes="Keys")
    assert response.status_code == 409
    panel = response.context["panel"]
    assert (panel.notes, bool(panel.refusal)) == ("Keys", True)
    assert not WorkLog.objects.exists()


def test_a_refused_form_keeps_the_choice(ana: Employee, browse: Browse) -> None:
    place("Bar", ana)
    cafe = place("Café", ana)
    response = punch(browse(ana), "in", location=str(cafe.pk), notes="x" * 501)
    assert response.status_code == 422
    assert f'value="{cafe.pk}" selected' in response.content.decode()


def test_clocking_out_needs_no_choice(ana: Employee, browse: Browse, make_log: MakeLog) -> None:
    bar, _ = place("Bar", ana), place("Café", ana)
    make_log(ana, madrid(18, 9), location=bar)
    client = browse(ana)
    assert "Bar" in text_of(client.get("/"))
    assert b'id="clock-location"' not in client.get("/").content
    assert punch(client, "out").status_code == 303
    assert "Bar" in text_of(client.get("/timesheet/"))


def test_the_end_of_a_shift_is_asked_for_in_its_zone(
    owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    olas = place("Las Olas", ana, time_zone="Atlantic/Canary")
    log = make_log(ana, madrid(18, 9), location=olas, time_zone="Atlantic/Canary")
    path = f"/people/{ana.pk}/deactivate/"
    assert "08:00" in text_of(browse(owner).get(path))
    browse(owner).post(path, {"ended_at": "2026-11-18T11:00"})
    log.refresh_from_db()
    assert log.check_out == madrid(18, 12)


@pytest.fixture
def moved(ana: Employee, company: CompanySettings, make_log: MakeLog) -> WorkLog:
    """Ana's shift since 9:00 in Madrid, during which her company moved to Tokyo."""
    log = make_log(ana, madrid(18, 9))
    CompanySettings.objects.update(time_zone="Asia/Tokyo")
    return log


def test_a_shift_that_runs_keeps_its_clock_when_the_zone_changes(
    ana: Employee, browse: Browse, moved: WorkLog
) -> None:
    response = browse(ana).get("/")
    assert "since 09:00" in text_of(response)
    assert 'data-zone="Europe/Madrid"' in response.content.decode()
    assert "since 09:00" in text_of(punch(browse(ana), "in"))


def test_the_end_of_a_shift_is_asked_for_in_its_zone_also_when_that_has_changed(
    owner: Employee, ana: Employee, browse: Browse, moved: WorkLog
) -> None:
    path = f"/people/{ana.pk}/deactivate/"
    assert "09:00" in text_of(browse(owner).get(path))
    browse(owner).post(path, {"ended_at": "2026-11-18T12:00"})
    moved.refresh_from_db()
    assert moved.check_out == madrid(18, 12)


def test_each_shift_of_today_is_told_by_its_own_clock(
    ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    olas = place("Las Olas", ana, time_zone="Atlantic/Canary")
    make_log(ana, madrid(18, 8), madrid(18, 10), location=olas, time_zone="Atlantic/Canary")
    make_log(ana, madrid(18, 12))
    said = text_of(browse(ana).get("/"))
    assert all(time in said for time in ("07:00", "09:00", "12:00"))
    assert not any(time in said for time in ("08:00", "10:00"))
    assert said.count("Canary") == 1
