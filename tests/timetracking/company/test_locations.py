"""Places of work: what the database keeps, who clocks in where, and the owner's pages."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests.timetracking.conftest import (
    MADRID,
    NOW,
    Browse,
    MakeEmployee,
    MakeLog,
    asks,
    madrid,
    punch,
    tapped,
    text_of,
)
from timetracking.base.authors import Author
from timetracking.base.constraints import violated_constraint
from timetracking.clocking.errors import LocationNeeded, NotYourLocation
from timetracking.clocking.punches import clock_in
from timetracking.company import locations
from timetracking.company.errors import PeopleStillIn
from timetracking.models import (
    AuditLine,
    CompanySettings,
    Employee,
    EmployeeLocation,
    Location,
    Role,
    Source,
    WorkLog,
)
from timetracking.shifts.errors import LocationClosed

BAR = {"name": "Bar", "address": "", "time_zone": ""}


def place(name: str, *staff: Employee, **fields: Any) -> Location:
    location = Location.objects.create(name=name, **fields)
    location.staff.add(*staff)
    return location


def violates(constraint: str, act: Any) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    assert violated_constraint(caught.value) == constraint


def come(employee: Employee, location_id: int | None = None, **more: Any) -> WorkLog:
    tap = tapped(employee, **more)
    return clock_in(employee, tap, time_zone=MADRID, location_id=location_id)


def test_a_name_is_one_location_s_capitals_or_not(company: CompanySettings) -> None:
    place("Old Town")
    violates("locations_name_unique", lambda: place("OLD town"))


def test_someone_belongs_to_a_location_once(ana: Employee) -> None:
    bar = place("Bar", ana)
    again = EmployeeLocation(employee=ana, location=bar)
    violates("employee_locations_unique", again.save)


@pytest.mark.parametrize("role", [Role.OWNER, Role.MEMBER])
def test_only_managers_are_limited(ana: Employee, role: Role) -> None:
    Employee.objects.update(role=Role.MANAGER, is_limited=True)
    violates("employees_limited_managers", lambda: Employee.objects.update(role=role))


def test_a_shift_comes_from_one_of_four_sources(ana: Employee, make_log: MakeLog) -> None:
    assert make_log(ana, madrid(17, 9), madrid(17, 10)).source == Source.WEB
    violates("work_logs_source", lambda: WorkLog.objects.update(source="fax"))


def test_history_keeps_its_location(ana: Employee, make_log: MakeLog) -> None:
    bar = place("Bar", ana)
    make_log(ana, NOW, location=bar)
    with pytest.raises(ProtectedError):
        bar.delete()


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
    with pytest.raises(LocationClosed, match="Bar is closed now"):
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
    assert b"<select" not in client.get("/").content
    assert punch(client, "out").status_code == 303
    assert "Bar" in text_of(client.get("/timesheet/"))


def test_a_location_with_people_in_it_does_not_close(ana: Employee, make_log: MakeLog) -> None:
    bar = place("Bar", ana)
    log = make_log(ana, NOW, location=bar)
    with pytest.raises(PeopleStillIn, match="Bar stays open: Ana is clocked in there"):
        locations.close(bar, by=Author())
    WorkLog.objects.filter(pk=log.pk).update(check_out=madrid(18, 17))
    locations.close(bar, by=Author())
    assert not Location.objects.open().exists()
    locations.reopen(bar, by=Author())
    assert Location.objects.open().get() == bar


def test_the_list_says_what_locations_are_for(owner: Employee, browse: Browse) -> None:
    assert "Add your first location" in text_of(browse(owner).get("/locations/"))


def test_the_first_location_may_have_everyone(
    owner: Employee, ana: Employee, browse: Browse
) -> None:
    client = browse(owner)
    response = client.post("/locations/add/", {**BAR, "with_everyone": "on"})
    assert (response.status_code, response["Location"]) == (303, "/locations/")
    bar = Location.objects.get()
    assert set(bar.staff.all()) == {owner, ana}
    lines = AuditLine.objects.filter(subject="employee").order_by("number")
    assert [line.employee for line in lines] == [ana, owner]
    assert all((line.actor, line.after) == (owner, {"locations": [bar.pk]}) for line in lines)
    assert "with_everyone" not in client.get("/locations/add/").context["form"].fields
    with asks(8):  # session, user, employee, company; locations, people, who is in; what waits
        client.get("/locations/")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "old TOWN"}, "name"),
        ({"name": "--"}, "name"),
        ({"time_zone": "Mars"}, "time_zone"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    owner: Employee, browse: Browse, change: dict[str, str], field: str
) -> None:
    place("Old Town")
    response = browse(owner).post("/locations/add/", BAR | change)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_an_owner_changes_closes_and_opens(
    owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    bar, client = place("Bar", ana), browse(owner)
    path = f"/locations/{bar.pk}/"
    assert client.post(path, BAR | {"time_zone": "Atlantic/Canary"}).status_code == 303
    log = make_log(ana, NOW, location=bar)
    client.post(f"{path}close/")
    assert "Ana is clocked in there" in text_of(client.get("/locations/"))
    log.delete()
    client.post(f"{path}close/")
    bar.refresh_from_db()
    assert (bar.time_zone, bar.is_active) == ("Atlantic/Canary", False)
    client.post(f"{path}reopen/")
    assert Location.objects.open().exists()


def test_the_team_page_shows_one_location(
    manager: Employee, ana: Employee, ben: Employee, browse: Browse, make_log: MakeLog
) -> None:
    bar, cafe = place("Bar", ana, ben), place("Café", ana)
    make_log(ana, madrid(18, 9), location=cafe)
    client = browse(manager)
    assert "Café" in text_of(client.get("/team/"))
    with asks(9):
        context = client.get(f"/team/?location={bar.pk}").context
    assert (context["present"], context["absent"]) == ([], [ben])
    context = client.get(f"/team/?location={cafe.pk}").context
    assert [row.employee for row in context["present"]] == [ana]


@pytest.mark.parametrize("asked", ["x", "0", "999999", "\0"])
def test_an_unknown_location_leads_to_everyone(
    manager: Employee, browse: Browse, asked: str
) -> None:
    client = browse(manager)
    assert client.get("/team/", {"location": asked})["Location"] == "/team/"
    assert "There is no such location" in text_of(client.get("/team/"))


def test_the_end_of_a_shift_is_asked_for_in_its_zone(
    owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    olas = place("Las Olas", ana, time_zone="Atlantic/Canary")
    log = make_log(ana, madrid(18, 9), location=olas, time_zone="Atlantic/Canary")
    path = f"/employees/{ana.pk}/deactivate/"
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
    path = f"/employees/{ana.pk}/deactivate/"
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
    assert said.count("Atlantic/Canary") == 1


def test_someone_new_gets_locations(
    owner: Employee, browse: Browse, make_employee: MakeEmployee
) -> None:
    bar, cafe = place("Bar"), place("Café")
    client = browse(owner)
    data = {"name": "Cleo", "role": "member", "locations": [bar.pk, cafe.pk]}
    assert client.post("/employees/add/", data).status_code == 303
    cleo = Employee.objects.get(name="Cleo")
    assert set(cleo.locations.all()) == {bar, cafe}
    client.post(f"/employees/{cleo.pk}/", data | {"locations": [cafe.pk]})
    assert set(cleo.locations.all()) == {cafe}
