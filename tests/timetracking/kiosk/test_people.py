"""Whom the tablet shows, and what it tells of them."""

from datetime import timedelta

from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, MakeLog, asks, madrid, text_of
from tests.timetracking.kiosk.tablet import identify, states, tap
from timetracking.models import BreakKind, CompanySettings, Employee, Location


def test_the_grid_has_who_belongs_there_and_who_is_in_there(
    tablet: TenantClient, bar: Location, owner: Employee, manager: Employee, make_log: MakeLog
) -> None:
    make_log(manager, madrid(18, 9), location=bar)
    assert states(tablet) == {"Ana": "out", "Ben": "out", "Max": "in"}


def test_it_tells_no_more_than_names_and_who_is_in(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 9), notes="Keys")
    body = tablet.get("/kiosk/state/").content.decode()
    for word in ("example.com", "12.5", "argon2", "Keys", "role"):
        assert word not in body


def test_surnames_are_initials_unless_two_are_alike(tablet: TenantClient, ana: Employee) -> None:
    Employee.objects.filter(name="Ben").update(name="Ana Martín")
    Employee.objects.filter(pk=ana.pk).update(name="Ana Moreno")
    assert set(states(tablet)) == {"Ana Martín", "Ana Moreno"}


def test_the_frame_holds_nobody_s_name(tablet: TenantClient) -> None:
    assert "Ana" not in text_of(tablet.get("/kiosk/"))


def test_the_tablet_is_told_what_is_possible_in_each_state(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    offline = tablet.get("/kiosk/state/").json()["actions"]
    assert identify(tablet, ana).json()["actions"] == offline["out"]
    log = make_log(ana, NOW - timedelta(hours=1))
    assert identify(tablet, ana).json()["actions"] == offline["in"]
    log.breaks.create(kind=BreakKind.objects.get(), is_paid=False, start=NOW)
    assert identify(tablet, ana).json()["actions"] == offline["break"]


def test_twenty_people_cost_as_much_as_two(tablet: TenantClient, bar: Location) -> None:
    for number in range(20):
        bar.staff.add(Employee.objects.create(name=f"Colleague {number}"))
    with asks(5):
        tablet.get("/kiosk/state/")


def test_a_kiosk_answers_a_person_in_their_own_language(
    tablet: TenantClient, ana: Employee
) -> None:
    Employee.objects.filter(pk=ana.pk).update(language="de")
    assert "Welcome" not in tap(tablet, ana, "in").json()["said"]
    refusals = set()
    for language in ("", "de", "es"):
        Employee.objects.filter(pk=ana.pk).update(language=language)
        refusals.add(tap(tablet, ana, "in").json()["refusal"])
    assert len(refusals) == 3
    # Whoever has not typed the PIN is not known.
    english = identify(tablet, ana, "940275").json()["refusal"]
    Employee.objects.filter(pk=ana.pk).update(language="")
    assert identify(tablet, ana, "940275").json()["refusal"] == english


def test_a_kiosk_speaks_the_company_s_language(tablet: TenantClient, ana: Employee) -> None:
    CompanySettings.objects.update(language="es")
    frame = tablet.get("/kiosk/", headers={"accept-language": "de"})
    assert '<html lang="es"' in frame.content.decode()
    assert "Pulsa tu nombre" in text_of(frame)
    wrong = identify(tablet, ana, "940275").json()["refusal"]
    assert wrong.startswith("PIN incorrecto")


def test_whoever_has_no_pin_hears_so_and_whom_to_ask(
    tablet: TenantClient, ben: Employee, owner: Employee, manager: Employee
) -> None:
    for pin in ("", "940275"):
        answer = identify(tablet, ben, pin)
        assert answer.status_code == 409
        assert answer.json()["no_pin"] is True
        refusal = answer.json()["refusal"]
        assert refusal.startswith("There is no PIN for you yet, Ben. Ask Max or Olga for one.")
    people = tablet.get("/kiosk/state/").json()["people"]
    assert {one["name"]: one["pin"] for one in people} == {"Ana": True, "Ben": False}


def test_asking_without_typing_is_no_wrong_pin(tablet: TenantClient, ana: Employee) -> None:
    for _ in range(6):
        assert "no_pin" not in identify(tablet, ana, "").json()
    assert identify(tablet, ana).status_code == 200
