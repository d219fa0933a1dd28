"""A list and the single question cannot differ, whoever asks about whomever."""

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from timetracking.base import rights
from timetracking.models import CompanySettings, Employee, Kiosk, Location, Role

PLACES = 3
PERSON = st.fixed_dictionaries(
    {
        "role": st.sampled_from(Role),
        "is_limited": st.booleans(),
        "is_active": st.booleans(),
        "signs_in": st.booleans(),
        "at": st.sets(st.integers(0, PLACES - 1)),
    }
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(people=st.lists(PERSON, min_size=2, max_size=5))
def test_lists_and_single_questions_agree(
    company: CompanySettings, people: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        places = [Location.objects.create(name=f"Place {n}") for n in range(PLACES)]
        staff = [_hired(number, person, places) for number, person in enumerate(people)]
        for place in places:
            Kiosk.objects.create(
                name="K", location=place, code_expires_at="2026-11-18T12:00Z", created_by=staff[0]
            )
        for actor in staff:
            _agree_about_people(actor, staff)
            _agree_about_places(actor, places)
        transaction.set_rollback(True)


def _hired(number: int, person: dict[str, Any], places: list[Location]) -> Employee:
    user = None
    if person["signs_in"]:
        user = User.objects.create(email=f"p{number}@example.com", name="P", password="!")
    employee = Employee.objects.create(
        name=f"Person {number}",
        role=person["role"],
        is_limited=person["is_limited"] and person["role"] == Role.MANAGER,
        is_active=person["is_active"],
        user=user,
    )
    employee.locations.add(*[places[n] for n in person["at"]])
    return employee


def _agree_about_people(actor: Employee, staff: list[Employee]) -> None:
    seen = set(Employee.objects.seen_by(actor))
    led = set(Employee.objects.led_by(actor))
    for other in staff:
        assert (other in seen) == rights.can_see(actor, other)
        assert (other in led) == rights.can_decide(actor, other)
        # What the staff list says of those on it.
        managed = other in seen and rights.outranks(actor, other)
        assert managed == rights.can_manage(actor, other)
        may = rights.can_decide(actor, other) and actor.is_active and actor.user is not None
        assert (actor in set(Employee.objects.deciders_for(other))) == may


def _agree_about_places(actor: Employee, places: list[Location]) -> None:
    seen = set(Location.objects.seen_by(actor))
    kiosks = {kiosk.location_id for kiosk in Kiosk.objects.seen_by(actor)}
    for place in places:
        assert (place in seen) == rights.can_assign(actor, [place.pk])
        assert (place.pk in kiosks) == rights.can_manage_kiosks(actor, place)
    assert rights.can_assign(actor, [place.pk for place in places]) == (len(seen) == len(places))
