"""Tablets and PINs do not outlive the rights of who set them up, unless someone says so."""

from typing import Any

import pytest

from accounts.models import SecurityEvent
from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, Browse, text_of
from tests.timetracking.kiosk.tablet import PIN, code_at, identify, pair
from tests.timetracking.places import place
from timetracking.base.authors import Author, program
from timetracking.kiosk import pairing, pins
from timetracking.models import AuditLine, Employee, Kiosk, Location
from timetracking.security.reading import Kind, Page
from timetracking.staff import employees, handover
from timetracking.staff.errors import HandoverNeeded


@pytest.fixture
def bar(ana: Employee, ben: Employee) -> Location:
    """Return the Bar, where Ana and Ben work."""
    return place("Bar", ana, ben)


@pytest.fixture
def tablet(acme: Tenant, bar: Location, manager: Employee, ana: Employee) -> TenantClient:
    """Return a tablet that Max paired; he also set Ana's PIN."""
    client = TenantClient(acme)
    pair(client, code_at(bar, manager))
    pins.set_pin(ana, PIN, by=Author(manager))
    return client


def entry(client: Any, employee: Employee, **changes: Any) -> dict[str, Any]:
    form = client.get(f"/people/{employee.pk}/details/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    shown = {
        name: value for name, value in values.items() if value is not None and value is not False
    }
    return shown | changes


def lose(browse: Browse, owner: Employee, manager: Employee, how: str, **more: Any) -> Any:
    """Send the form by which Max loses his rights."""
    client, path = browse(owner), f"/people/{manager.pk}/details/"
    if how == "deactivate":
        return client.post(f"/people/{manager.pk}/deactivate/", more)
    changes = {"role": "member"} if how == "demote" else {"is_limited": "on"}
    places = {"locations": [Location.objects.get(name="Café").pk]} if how == "limit" else {}
    return client.post(path, entry(client, manager, **changes) | places | more)


WAYS = ["deactivate", "demote", "limit"]


@pytest.fixture
def cafe() -> Location:
    return place("Café")


@pytest.mark.parametrize("how", WAYS)
def test_it_is_asked(
    how: str,
    browse: Browse,
    owner: Employee,
    manager: Employee,
    tablet: TenantClient,
    cafe: Location,
    ana: Employee,
) -> None:
    answer = lose(browse, owner, manager, how)
    assert answer.status_code == 422
    said = text_of(answer)
    assert "Choose below which of these to keep" in said
    assert "Door, Bar" in said
    assert "Ana" in said
    manager.refresh_from_db()
    assert (manager.is_active, manager.role, manager.is_limited) == (True, "manager", False)
    assert Kiosk.objects.in_use().exists()


@pytest.mark.parametrize("how", WAYS)
def test_what_is_not_kept_is_withdrawn(
    how: str,
    browse: Browse,
    owner: Employee,
    manager: Employee,
    tablet: TenantClient,
    cafe: Location,
    ana: Employee,
) -> None:
    assert lose(browse, owner, manager, how, handover="True").status_code == 303
    assert tablet.get("/kiosk/state/").status_code == 403
    ana.refresh_from_db()
    assert (ana.pin, ana.pin_set_by) == ("", None)
    assert [alert["kind"] for alert in ana.alerts] == ["pin-set", "pin-removed"]
    line = AuditLine.objects.filter(subject="kiosk").latest("number")
    assert line.actor == owner
    assert line.after
    assert line.after["revoked_at"]


@pytest.mark.parametrize("how", WAYS)
def test_what_is_kept_stays_and_has_someone_who_answers_for_it(
    how: str,
    browse: Browse,
    owner: Employee,
    manager: Employee,
    tablet: TenantClient,
    cafe: Location,
    ana: Employee,
) -> None:
    kept = {"handover": "True", "tablets": [Kiosk.objects.get().pk], "people": [ana.pk]}
    assert lose(browse, owner, manager, how, **kept).status_code == 303
    kiosk = Kiosk.objects.get()
    assert (kiosk.created_by, kiosk.revoked_at) == (owner, None)
    assert identify(tablet, ana).status_code == 200
    line = AuditLine.objects.filter(subject="kiosk").latest("number")
    owners = [(snapshot or {})["created_by"] for snapshot in (line.before, line.after)]
    assert owners == [manager.pk, owner.pk]


@pytest.mark.parametrize(("is_kept", "event"), [(False, "revoked"), (True, "taken_over")])
def test_the_security_log_has_what_became_of_a_tablet(
    browse: Browse,
    owner: Employee,
    manager: Employee,
    tablet: TenantClient,
    event: str,
    *,
    is_kept: bool,
) -> None:
    kept = {"tablets": [Kiosk.objects.get().pk]} if is_kept else {}
    lose(browse, owner, manager, "demote", handover="True", **kept)
    found = SecurityEvent.objects.filter(event__in=["kiosk_revoked", "kiosk_taken_over"]).get()
    assert found.event == f"kiosk_{event}"
    assert (found.actor, found.user) == (owner.user, manager.user)
    assert found.detail == {"kiosk": "Door", "location": "Bar"}
    shown = [line.event.event for line in Page.read(kind=Kind.KIOSKS, person=manager).lines]
    assert found.event in shown


def test_the_page_asks_before_someone_is_deactivated(
    browse: Browse, owner: Employee, manager: Employee, tablet: TenantClient
) -> None:
    said = text_of(browse(owner).get(f"/people/{manager.pk}/deactivate/"))
    assert "Tablets that stay paired" in said
    assert "People who keep the PIN" in said


def test_nothing_is_asked_of_who_has_nothing(
    browse: Browse, owner: Employee, manager: Employee, cafe: Location
) -> None:
    for how in ("limit", "demote", "deactivate"):
        assert lose(browse, owner, manager, how).status_code == 303


def test_what_was_kept_is_asked_about_again_when_the_person_leaves(
    browse: Browse, owner: Employee, manager: Employee, tablet: TenantClient, ana: Employee
) -> None:
    assert (
        lose(browse, owner, manager, "demote", handover="True", people=[ana.pk]).status_code == 303
    )
    page = browse(owner).get(f"/people/{manager.pk}/deactivate/")
    assert "People who keep the PIN" in text_of(page)
    assert lose(browse, owner, manager, "deactivate", handover="True").status_code == 303
    ana.refresh_from_db()
    assert ana.pin == ""


@pytest.mark.parametrize("ids", [["x"], ["0"], ["9" * 30], ["-1"]])
def test_a_crafted_choice_keeps_nothing(
    ids: list[str],
    browse: Browse,
    owner: Employee,
    manager: Employee,
    tablet: TenantClient,
) -> None:
    kept = {"handover": "True", "tablets": ids, "people": ids}
    assert lose(browse, owner, manager, "demote", **kept).status_code == 303
    assert not Kiosk.objects.in_use().exists()


def test_a_tablet_that_someone_else_paired_cannot_be_taken_over(
    acme: Tenant,
    browse: Browse,
    owner: Employee,
    manager: Employee,
    tablet: TenantClient,
    bar: Location,
) -> None:
    pair(TenantClient(acme), code_at(bar, owner, "Other"))
    other = Kiosk.objects.get(name="Other")
    lose(browse, owner, manager, "demote", handover="True", tablets=[other.pk])
    assert Kiosk.objects.in_use().get() == other


def test_the_service_asks_too_and_a_program_keeps_nothing(
    owner: Employee, manager: Employee, tablet: TenantClient
) -> None:
    with pytest.raises(HandoverNeeded):
        employees.deactivate(manager, by=Author(owner), now=NOW)
    employees.deactivate(manager, by=program("test"), now=NOW)
    assert not Kiosk.objects.in_use().exists()


def test_one_s_own_pin_goes_with_the_person(
    browse: Browse, owner: Employee, manager: Employee, bar: Location
) -> None:
    pins.set_pin(manager, PIN, by=Author(manager))
    assert lose(browse, owner, manager, "demote").status_code == 303
    manager.refresh_from_db()
    assert manager.pin


def test_what_changed_meanwhile_is_handed_over_as_it_is_then(
    owner: Employee,
    manager: Employee,
    ana: Employee,
    tablet: TenantClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = handover.holdings_without_right

    def read_before_it_was_renamed(employee: Employee) -> handover.Holdings:
        held = read(employee)
        kiosk = held.tablets[0]
        pairing.rename(Kiosk.objects.get(pk=kiosk.pk), "Bar door", by=Author(owner))
        pins.remove_pin(ana, by=Author(owner))
        return held

    monkeypatch.setattr(handover, "holdings_without_right", read_before_it_was_renamed)
    employees.deactivate(manager, by=program("test"), now=NOW)
    lines = AuditLine.objects.filter(subject="kiosk").order_by("number")
    renamed, revoked = list(lines)[-2:]
    assert revoked.before == renamed.after
    of_ana = AuditLine.objects.filter(employee=ana, after__has_key="pin").order_by("number")
    assert [line.after["pin"] for line in of_ana if line.after] == ["set", "none"]
